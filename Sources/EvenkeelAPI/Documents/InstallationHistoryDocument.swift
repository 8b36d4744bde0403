public import EvenkeelDomain

/// One installation with what was said of its versions, its places in rollouts, and the installs that were tried.
public struct InstallationHistoryDocument: Codable, Hashable, Sendable {
    public struct Fact: Codable, Hashable, Sendable {
        public var version: String
        public var source: String
        public var at: String?
    }

    public struct Place: Codable, Hashable, Sendable {
        public var rollout: String
        public var wave: Int
        public var state: String
        /// True where the release was found at the site and nobody here had started it.
        public var unplanned: Bool
        public var note: String?
    }

    public var installation: InstallationDocument
    /// Oldest first.
    public var versions: [Fact]
    public var places: [Place]
    public var installs: [InstallDocument]

    public init(
        _ installation: InstallationDocument, history: [VersionFact], places: [PlacementRow], installs: [Install]
    ) {
        self.installation = installation
        versions = history.map {
            Fact(
                version: $0.version.description, source: $0.source.rawValue,
                at: $0.at.milliseconds > 0 ? $0.at.description : nil)
        }
        self.places = places.map {
            Place(
                rollout: $0.rollout.text, wave: $0.wave + 1, state: $0.state.rawValue, unplanned: $0.isUnplanned,
                note: $0.note)
        }
        self.installs = installs.map { InstallDocument($0) }
    }
}
