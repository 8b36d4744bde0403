/// What an installation reported about a release. A row, not an event: we could ask the site again.
public struct Outcome: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case installed, failed
        case timedOut = "timed_out"
        case skipped
        case rolledBack = "rolled_back"
        case healthy, unhealthy, used
        case responseFine = "response_fine"
        case responseTrouble = "response_trouble"

        /// True for evidence that the service at a site is not well.
        public var isTrouble: Bool { self == .unhealthy || self == .responseTrouble }

        /// True for a sign of life after an install.
        public var isSignOfLife: Bool {
            switch self {
            case .healthy, .unhealthy, .used, .responseFine, .responseTrouble: true
            case .installed, .failed, .timedOut, .skipped, .rolledBack: false
            }
        }
    }

    public let id: OutcomeID
    public var installation: InstallationID
    public var release: Version
    public var kind: Kind
    public var at: Timestamp
    public var fault: String?
    public var feature: String?

    public init(
        id: OutcomeID, installation: InstallationID, release: Version, kind: Kind, at: Timestamp, fault: String? = nil,
        feature: String? = nil
    ) {
        self.id = id
        self.installation = installation
        self.release = release
        self.kind = kind
        self.at = at
        self.fault = fault
        self.feature = feature
    }
}
