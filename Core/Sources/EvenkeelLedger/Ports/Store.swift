public import EvenkeelDomain

/// The journal's store: an append that is compare-and-swap on the head, and reading.
public protocol JournalStore: Sendable {
    func head() async throws(Failure) -> JournalHead

    /// Up to `limit` entries after `position`, in order.
    func entries(after position: Position, limit: Int) async throws(Failure) -> [Entry]

    /// Commits entries and rows in one transaction, or nothing. Fails with `.headMoved` unless the journal ends at `head`.
    func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure)

    /// The newest snapshot of this version of the fold, if there is one.
    func snapshot() async throws(Failure) -> State?

    func saveSnapshot(_ state: State) async throws(Failure)
}

/// Rows about the fleet.
public protocol FleetRows: Sendable {
    /// Rises with every change of the fleet's rows, so that an image in memory knows when it is stale.
    func fleetVersion() async throws(Failure) -> Int

    /// The rows that changed after that version of the fleet, up to the version they bring it to.
    func fleetChanges(since version: Int) async throws(Failure) -> FleetChanges

    /// Sites that have run `version` at some time, now or before, with the time it began.
    func installationsThatRan(_ version: Version, product: String) async throws(Failure) -> [InstallationID: Timestamp]

    /// Who last said which version a site runs, and when; sites nobody has told of are missing.
    func versionFacts(_ sites: [InstallationID]) async throws(Failure) -> [InstallationID: VersionFact]

    /// All that was said of the versions of sites, oldest first; sites nobody has told of are missing.
    func versionHistories(_ sites: [InstallationID]) async throws(Failure) -> [InstallationID: [VersionFact]]

    /// The versions that sites ran at some time since then, of the sites whose version changed since.
    func versionsRun(since: Timestamp) async throws(Failure) -> [InstallationID: [Version]]
}

extension FleetRows {
    /// All of it, as it stands in the rows.
    public func fleet() async throws(Failure) -> Fleet {
        let all = try await fleetChanges(since: FleetChanges.never)
        return Fleet(installations: all.installations, customers: all.customers, contacts: all.contacts)
    }
}

/// Rows about rollouts.
public protocol RolloutRows: Sendable {
    func plan(_ rollout: RolloutID, revision: Int) async throws(Failure) -> Plan?
    func placements(_ query: PlacementQuery) async throws(Failure) -> [PlacementRow]

    /// Rises with every change of the rollout's placements.
    func tallyVersion(_ rollout: RolloutID) async throws(Failure) -> Int

    /// The same of all rollouts that have placements.
    func tallyVersions() async throws(Failure) -> [RolloutID: Int]

    /// Customers whose sites of a wave have all been installed, in the order of their ids.
    func customersInstalled(_ rollout: RolloutID, wave: Int) async throws(Failure) -> [CustomerID]

    /// In the order of rollout, wave, customer and revision.
    func notices(_ query: NoticeQuery) async throws(Failure) -> [NoticeRow]

    /// What customers said, the oldest first.
    func answers(_ query: AnswerQuery) async throws(Failure) -> [Answer]

    /// In the order of their time.
    func appointments(_ query: AppointmentQuery) async throws(Failure) -> [Appointment]

    /// Dates of their own that sites of the rollout have.
    func siteDates(_ rollout: RolloutID) async throws(Failure) -> [SiteDate]

    func outcomes(_ rollout: RolloutID) async throws(Failure) -> [Outcome]

    /// What a verdict asks of the sites that have a place in the rollout, of those that changed after that version of its
    /// tally; of all where that cannot be told.
    func siteChanges(_ rollout: RolloutID, since version: Int) async throws(Failure) -> SiteChanges

    /// What was heard of sites before they were given the release, in the order of their ids.
    func controlEvidence(_ rollout: RolloutID) async throws(Failure) -> [ControlEvidence]

    /// How regularly the sites of a rollout were heard of, in it and before, in the order of their ids.
    func rhythms(_ rollout: RolloutID) async throws(Failure) -> [SiteRhythm]

    /// What customers said of the sites of a rollout, the latest first.
    func responses(_ rollout: RolloutID) async throws(Failure) -> [ResponseRow]

    /// What sites have shown that a policy may ask for, each once.
    func signs(_ rollout: RolloutID) async throws(Failure) -> [SiteSign]

    /// Reported trouble by fault, those with the most sites first.
    func faults(_ rollout: RolloutID) async throws(Failure) -> [FaultCount]

    /// Records outcomes, each id once, in one transaction: the ends of installs move placements and version facts,
    /// signs of life and trouble are marked on the placements they belong to, refusals are logged under their source.
    /// The result does not depend on the order of batches. Returns those that only the rows could refuse.
    func record(_ batch: OutcomeBatch) async throws(Failure) -> [RefusedOutcome]

    /// The refusals of a source, or of all, in the order of sources and codes.
    func refusals(source: String?) async throws(Failure) -> [RefusalLine]
}

extension RolloutRows {
    /// The same of every site, in the order of their ids.
    public func siteEvidence(_ rollout: RolloutID) async throws(Failure) -> [SiteEvidence] {
        try await siteChanges(rollout, since: SiteChanges.never).sites
    }
}

/// Rows about messages and those who get them.
public protocol MessageRows: Sendable {
    /// What the owner of an address chose; nil where they chose nothing.
    func choice(of address: EmailAddress) async throws(Failure) -> MessageChoice?

    /// Why nothing is mailed to addresses, in their order.
    func quarantines() async throws(Failure) -> [(address: EmailAddress, quarantine: Quarantine)]

    /// Somebody of the public by their address; nil for who has not confirmed, or has left.
    func subscriber(_ address: EmailAddress) async throws(Failure) -> Subscriber?

    /// All of them, in the order of their addresses.
    func subscribers() async throws(Failure) -> [Subscriber]

    /// What people answered, the newest first.
    func replies(_ query: ReplyQuery) async throws(Failure) -> [ReplyRow]

    func audience(_ incident: IncidentID) async throws(Failure) -> [AudienceMember]

    /// The tickets of an incident's customers in the operator's tool, in the order of customers.
    func tickets(_ incident: IncidentID) async throws(Failure) -> [TicketRow]

    /// The places of customers in an audience, in the order of their ids; outsiders are missing. Asked for every message
    /// that leaves.
    func members(_ customers: [CustomerID], of incident: IncidentID) async throws(Failure) -> [AudienceMember]
    func deliveries(_ query: DeliveryQuery) async throws(Failure) -> [Delivery]

    /// Those of these ids that are there, in no particular order.
    func deliveries(_ ids: [DeliveryID]) async throws(Failure) -> [Delivery]

    /// Claims up to `limit` deliveries that are due, for this generation of the courier: by priority, then the longest
    /// due first.
    func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) async throws(Failure) -> [Delivery]

    /// True where something is due that goes before everything of that priority.
    func isDue(before priority: DeliveryPriority, at now: Timestamp) async throws(Failure) -> Bool

    /// Writes down, in one transaction, what has become of messages and which others go on the wire now, with what they
    /// say. Returns those that may go: a delivery that somebody dropped meanwhile is not among them.
    func handOver(
        _ messages: [SentMessage], settling rows: [RowChange], generation: Int
    ) async throws(Failure) -> [DeliveryID]

    /// What a delivery said; nil for one that was never on the wire, or before this was kept.
    func sentMessage(_ delivery: DeliveryID) async throws(Failure) -> SentMessage?
}

extension MessageRows {
    /// One customer's place in an audience; nil for an outsider.
    public func member(_ customer: CustomerID, of incident: IncidentID) async throws(Failure) -> AudienceMember? {
        try await members([customer], of: incident).first
    }
}

/// Rows about who may do what.
public protocol AccessRows: Sendable {
    func tokens() async throws(Failure) -> [TokenRow]

    /// The links of those hashes, revoked or not, in no particular order.
    func links(secretHashes: [String]) async throws(Failure) -> [LinkRow]

    /// A text of the deployment that is settled once and is then the same on every node, `candidate` where there is none
    /// yet: a secret, or which request a key was sent with.
    func deploymentKey(_ name: String, candidate: String) async throws(Failure) -> String

    /// Takes or renews the lease of that name; nil while somebody else holds it. The generation rises with every
    /// change of holder. What somebody else holds for longer than `until` was taken by a clock that is ahead, and is cut to
    /// that: else nobody could take it for as long as that clock was wrong.
    func acquireLease(_ name: String, holder: String, at now: Timestamp, until: Timestamp) async throws(Failure) -> Int?
}

extension AccessRows {
    /// The link of that hash, revoked or not.
    public func link(secretHash: String) async throws(Failure) -> LinkRow? {
        try await links(secretHashes: [secretHash]).first
    }
}

/// Everything Evenkeel keeps. One SQL implementation serves all databases; another keeps it in memory.
public protocol Store: JournalStore, FleetRows, RolloutRows, InstallRows, MessageRows, AccessRows {
    /// Applies changes in one transaction and returns the number of rows that changed.
    @discardableResult
    func change(_ rows: [RowChange]) async throws(Failure) -> Int
}

/// Which placements.
public struct PlacementQuery: Hashable, Sendable {
    public var rollout: RolloutID?
    public var wave: Int?
    public var states: Set<PlacementState>?
    public var installation: InstallationID?
    public var customer: CustomerID?
    /// Only sites whose id comes after this one, in the order of their ids: a page of a list. Empty for the first page.
    public var after: InstallationID?
    /// True for those that have reported trouble.
    public var isTroubled: Bool
    public var limit: Int?

    public init(
        rollout: RolloutID? = nil, wave: Int? = nil, states: Set<PlacementState>? = nil,
        installation: InstallationID? = nil, customer: CustomerID? = nil, after: InstallationID? = nil,
        isTroubled: Bool = false, limit: Int? = nil
    ) {
        self.isTroubled = isTroubled
        self.after = after
        self.rollout = rollout
        self.wave = wave
        self.states = states
        self.installation = installation
        self.customer = customer
        self.limit = limit
    }
}

/// Which deliveries. `subjectPrefix` is the beginning of a subject's key.
public struct DeliveryQuery: Hashable, Sendable {
    public var states: Set<DeliveryState>?
    public var subjectPrefix: String?
    public var customer: CustomerID?
    public var id: DeliveryID?
    /// Exactly this.
    public var reason: String?
    public var recipient: ContactID?
    /// True for those that were tried before.
    public var isTried: Bool
    /// True for those that may have come twice.
    public var isDoubted: Bool
    public var limit: Int

    public init(
        states: Set<DeliveryState>? = nil, subjectPrefix: String? = nil, customer: CustomerID? = nil,
        id: DeliveryID? = nil, reason: String? = nil, recipient: ContactID? = nil, isTried: Bool = false,
        isDoubted: Bool = false, limit: Int = 1000
    ) {
        self.isDoubted = isDoubted
        self.isTried = isTried
        self.states = states
        self.subjectPrefix = subjectPrefix
        self.customer = customer
        self.id = id
        self.reason = reason
        self.recipient = recipient
        self.limit = limit
    }
}
