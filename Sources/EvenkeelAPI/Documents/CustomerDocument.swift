/// Who a customer is, whether they are affected, what they were told and what is promised next.
public struct CustomerDocument: Codable, Hashable, Sendable {
    public struct Person: Codable, Hashable, Sendable {
        public var id: String
        public var name: String?
        public var email: String
        public var phone: String?
        public var role: String
        /// Since when the address takes no mail, and what the server said of it; left out where it takes mail.
        public var quarantined: Quarantined?

        public struct Quarantined: Codable, Hashable, Sendable {
            public var since: String
            public var reason: String

            public init(since: String, reason: String) {
                self.since = since
                self.reason = reason
            }
        }

        public init(
            id: String, name: String?, email: String, phone: String?, role: String, quarantined: Quarantined? = nil
        ) {
            self.id = id
            self.name = name
            self.email = email
            self.phone = phone
            self.role = role
            self.quarantined = quarantined
        }
    }

    public struct Concern: Codable, Hashable, Sendable {
        public var incident: String
        public var title: String
        public var status: String
        public var state: String
        public var reason: String
        public var maybe: Bool
        /// The next word they were promised.
        @Nullable public var promise: PromiseDocument?

        public init(
            incident: String, title: String, status: String, state: String, reason: String, maybe: Bool,
            promise: PromiseDocument?
        ) {
            self.incident = incident
            self.title = title
            self.status = status
            self.state = state
            self.reason = reason
            self.maybe = maybe
            self.promise = promise
        }
    }

    public struct Change: Codable, Hashable, Sendable {
        public var rollout: String
        public var release: String
        public var installation: String
        public var state: String
        /// The day on which it is expected there, as they were told; missing where that was taken back and no other is
        /// known.
        public var opens: String?

        public init(rollout: String, release: String, installation: String, state: String, opens: String?) {
            self.rollout = rollout
            self.release = release
            self.installation = installation
            self.state = state
            self.opens = opens
        }
    }

    public var id: String
    public var name: String
    public var locale: String?
    public var timezone: String?
    public var criticality: String?
    /// Since when they would like to be among the first to get new versions; left out where they have not asked.
    public var earlySince: String?
    /// Whether an open incident concerns them and they are not restored.
    public var affected: Bool
    public var contacts: [Person]
    public var installations: [InstallationDocument]
    public var incidents: [Concern]
    /// What they were told, newest first.
    public var told: [DeliveryDocument]
    /// What is planned for them.
    public var changes: [Change]
    /// Planned work that concerns them: announced by a person, or a wave of a rollout.
    public var maintenances: [MaintenanceDocument]

    public init(
        id: String, name: String, locale: String?, timezone: String?, criticality: String?,
        earlySince: String? = nil, affected: Bool,
        contacts: [Person], installations: [InstallationDocument], incidents: [Concern], told: [DeliveryDocument],
        changes: [Change], maintenances: [MaintenanceDocument] = []
    ) {
        self.id = id
        self.name = name
        self.locale = locale
        self.timezone = timezone
        self.criticality = criticality
        self.earlySince = earlySince
        self.affected = affected
        self.contacts = contacts
        self.installations = installations
        self.incidents = incidents
        self.told = told
        self.changes = changes
        self.maintenances = maintenances
    }
}
