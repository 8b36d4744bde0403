public import EvenkeelDomain

/// Planned work: announced by a person, or a wave of a rollout whose day customers were told.
public struct MaintenanceDocument: Codable, Hashable, Sendable {
    public struct Note: Codable, Hashable, Sendable {
        public var kind: String
        public var at: String
        public var from: String
        public var to: String
        public var text: String
        public var texts: [String: String]
    }

    public var id: String
    /// `person` or `rollout`.
    public var source: String
    public var title: String
    /// `scheduled`, `in_progress`, `overrunning`, `postponed`, `completed` or `cancelled`.
    public var status: String
    public var from: String
    /// Null for a wave: it ends when its sites are done.
    @Nullable public var to: String?
    public var visibility: String
    public var components: [String]
    public var concerns: String?
    public var rollout: String?
    public var wave: Int?
    /// How many customers it concerns; 1 where it was asked for one.
    public var customers: Int
    /// Their sites, where it was asked for one customer.
    public var sites: [String]?
    public var notes: [Note]

    public init(_ maintenance: Maintenance, customers: Int, at now: Timestamp) {
        id = maintenance.id.text
        source = "person"
        title = maintenance.title
        status =
            maintenance.status == .scheduled && maintenance.isUnderWay(at: now)
            ? "in_progress" : maintenance.status.rawValue
        from = maintenance.from.description
        to = maintenance.to.description
        visibility = maintenance.visibility.rawValue
        components = maintenance.components.map(\.text)
        concerns = maintenance.concerns?.description
        self.customers = customers
        notes = maintenance.notes.map {
            Note(
                kind: $0.kind.rawValue, at: $0.at.description, from: $0.from.description, to: $0.to.description,
                text: $0.text, texts: $0.texts)
        }
    }

    /// A wave that was announced. Its name, order and scores are internal; customers know its day and their sites.
    public init(_ rollout: Rollout, wave index: Int, customers: Int, sites: [InstallationID]?) {
        let wave = rollout.waves[index]
        id = "\(rollout.id)/\(index + 1)"
        source = "rollout"
        title = rollout.release.name
        status = Self.status(of: wave, in: rollout)
        from = wave.opensAt.description
        to = nil
        visibility = Incident.Visibility.audience.rawValue
        components = []
        self.rollout = rollout.id.text
        self.wave = index + 1
        self.customers = customers
        self.sites = sites?.map(\.text)
        notes = []
    }

    private static func status(of wave: RolloutWave, in rollout: Rollout) -> String {
        switch (rollout.state, wave.state) {
        case (.aborted, .planned): "cancelled"
        case (_, .planned): wave.datesWithdrawnAt == nil ? "scheduled" : "postponed"
        case (_, .open): "in_progress"
        case (_, .halted): "postponed"
        case (_, .soaking), (_, .passed), (_, .inconclusive): "completed"
        }
    }
}

/// Planned work, the earliest first.
public struct MaintenancePage: Codable, Hashable, Sendable {
    public var maintenances: [MaintenanceDocument]
    @Nullable public var next: String?

    public init(maintenances: [MaintenanceDocument], next: String?) {
        self.maintenances = maintenances
        self.next = next
    }
}

/// `POST /api/v1/maintenances` and what changes one.
public struct MaintenanceRequest: Encodable, Hashable, Sendable {
    public static let members = [
        "title", "text", "texts", "components", "visibility", "audience", "from", "to", "override",
    ]
    public static let changes = ["text", "texts", "from", "to", "override"]

    public var title: String?
    public var text: String?
    public var texts: [String: String]?
    public var components: [String]?
    public var visibility: Incident.Visibility?
    public var audience: String?
    public var from: String?
    public var to: String?
    public var override: String?

    public init() {}
}
