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
    /// How many times it happened, where a source counts; nil counts as once. Shown, while verdicts count sites.
    public var count: Int?
    /// Over how long the count was taken.
    public var exposure: TimeSpan?

    public init(
        id: OutcomeID, installation: InstallationID, release: Version, kind: Kind, at: Timestamp, fault: String? = nil,
        feature: String? = nil, count: Int? = nil, exposure: TimeSpan? = nil
    ) {
        self.id = id
        self.installation = installation
        self.release = release
        self.kind = kind
        self.at = at
        self.fault = fault
        self.feature = feature
        self.count = count
        self.exposure = exposure
    }

    /// True for evidence that the service at the site is not well. A count of none is a sign of life only.
    public var isTrouble: Bool { kind.isTrouble && count != 0 }
}
