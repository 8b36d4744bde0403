public import EvenkeelDomain
public import EvenkeelLedger

/// A store that hands every call on to another, and may do something to it on the way.
public protocol ForwardingStore: Store {
    var base: any Store { get }

    /// Every call goes through here.
    func pass<Value: Sendable>(
        writes: Bool, _ call: (any Store) async throws(Failure) -> Value
    ) async throws(Failure) -> Value
}

extension ForwardingStore {
    public func pass<Value: Sendable>(
        writes: Bool, _ call: (any Store) async throws(Failure) -> Value
    ) async throws(Failure) -> Value { try await call(base) }

    @discardableResult
    public func change(_ rows: [RowChange]) async throws(Failure) -> Int {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.change(rows)
        }
    }

    public func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.append(entries, after: head, rows: rows)
        }
    }

    public func saveSnapshot(_ state: State) async throws(Failure) {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.saveSnapshot(state)
        }
    }

    public func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) async throws(Failure) -> [Delivery] {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.claimDeliveries(at: now, limit: limit, generation: generation)
        }
    }

    public func isDue(before priority: DeliveryPriority, at now: Timestamp) async throws(Failure) -> Bool {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.isDue(before: priority, at: now)
        }
    }

    public func handOver(
        _ messages: [SentMessage], settling rows: [RowChange], generation: Int
    ) async throws(Failure) -> [DeliveryID] {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.handOver(messages, settling: rows, generation: generation)
        }
    }

    public func sentMessage(_ delivery: DeliveryID) async throws(Failure) -> SentMessage? {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.sentMessage(delivery)
        }
    }

    public func acquireLease(
        _ name: String, holder: String, at now: Timestamp, until: Timestamp
    ) async throws(Failure) -> Int? {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.acquireLease(name, holder: holder, at: now, until: until)
        }
    }

    public func head() async throws(Failure) -> JournalHead {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.head()
        }
    }

    public func entries(after position: Position, limit: Int) async throws(Failure) -> [Entry] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.entries(after: position, limit: limit)
        }
    }

    public func snapshot() async throws(Failure) -> State? {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.snapshot()
        }
    }

    public func fleetChanges(since version: Int) async throws(Failure) -> FleetChanges {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.fleetChanges(since: version)
        }
    }

    public func fleetVersion() async throws(Failure) -> Int {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.fleetVersion()
        }
    }

    public func versionsRun(since began: Timestamp) async throws(Failure) -> [InstallationID: [Version]] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.versionsRun(since: began)
        }
    }

    public func installationsThatRan(
        _ version: Version, product: String
    ) async throws(Failure) -> [InstallationID: Timestamp] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.installationsThatRan(version, product: product)
        }
    }

    public func versionFacts(
        _ sites: [InstallationID]
    ) async throws(Failure) -> [InstallationID: VersionFact] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.versionFacts(sites)
        }
    }

    public func versionHistories(
        _ sites: [InstallationID]
    ) async throws(Failure) -> [InstallationID: [VersionFact]] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.versionHistories(sites)
        }
    }

    public func begin(_ starts: [InstallStart], at now: Timestamp) async throws(Failure) -> [Install] {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.begin(starts, at: now)
        }
    }

    public func installs(_ query: InstallQuery) async throws(Failure) -> [Install] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.installs(query)
        }
    }

    public func ticks(of install: InstallID) async throws(Failure) -> [InstallTick] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.ticks(of: install)
        }
    }

    public func records(of install: InstallID) async throws(Failure) -> [InstallRecord] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.records(of: install)
        }
    }

    public func recordContent(of install: InstallID, number: Int) async throws(Failure) -> String? {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.recordContent(of: install, number: number)
        }
    }

    public func counts(of rollout: RolloutID) async throws(Failure) -> [PlacementCount] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.counts(of: rollout)
        }
    }

    public func plan(_ rollout: RolloutID, revision: Int) async throws(Failure) -> Plan? {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.plan(rollout, revision: revision)
        }
    }

    public func placements(_ query: PlacementQuery) async throws(Failure) -> [PlacementRow] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.placements(query)
        }
    }

    public func tallyVersions() async throws(Failure) -> [RolloutID: Int] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.tallyVersions()
        }
    }

    public func tallyVersion(_ rollout: RolloutID) async throws(Failure) -> Int {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.tallyVersion(rollout)
        }
    }

    public func customersInstalled(_ rollout: RolloutID, wave: Int) async throws(Failure) -> [CustomerID] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.customersInstalled(rollout, wave: wave)
        }
    }

    public func notices(_ query: NoticeQuery) async throws(Failure) -> [NoticeRow] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.notices(query)
        }
    }

    public func answers(_ query: AnswerQuery) async throws(Failure) -> [Answer] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.answers(query)
        }
    }

    public func appointments(_ query: AppointmentQuery) async throws(Failure) -> [Appointment] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.appointments(query)
        }
    }

    public func siteDates(_ rollout: RolloutID) async throws(Failure) -> [SiteDate] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.siteDates(rollout)
        }
    }

    public func quarantines() async throws(Failure) -> [(address: EmailAddress, quarantine: Quarantine)] {
        try await pass(writes: false) { (base) async throws(Failure) in try await base.quarantines() }
    }

    public func replies(_ query: ReplyQuery) async throws(Failure) -> [ReplyRow] {
        try await pass(writes: false) { (base) async throws(Failure) in try await base.replies(query) }
    }

    public func subscriber(_ address: EmailAddress) async throws(Failure) -> Subscriber? {
        try await pass(writes: false) { (base) async throws(Failure) in try await base.subscriber(address) }
    }

    public func subscribers() async throws(Failure) -> [Subscriber] {
        try await pass(writes: false) { (base) async throws(Failure) in try await base.subscribers() }
    }

    public func choice(of address: EmailAddress) async throws(Failure) -> MessageChoice? {
        try await pass(writes: false) { (base) async throws(Failure) in try await base.choice(of: address) }
    }

    public func links(secretHashes: [String]) async throws(Failure) -> [LinkRow] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.links(secretHashes: secretHashes)
        }
    }

    public func deploymentKey(_ name: String, candidate: String) async throws(Failure) -> String {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.deploymentKey(name, candidate: candidate)
        }
    }

    public func outcomes(_ rollout: RolloutID) async throws(Failure) -> [Outcome] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.outcomes(rollout)
        }
    }

    public func siteChanges(_ rollout: RolloutID, since version: Int) async throws(Failure) -> SiteChanges {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.siteChanges(rollout, since: version)
        }
    }

    public func controlEvidence(_ rollout: RolloutID) async throws(Failure) -> [ControlEvidence] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.controlEvidence(rollout)
        }
    }

    public func rhythms(_ rollout: RolloutID) async throws(Failure) -> [SiteRhythm] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.rhythms(rollout)
        }
    }

    public func responses(_ rollout: RolloutID) async throws(Failure) -> [ResponseRow] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.responses(rollout)
        }
    }

    public func signs(_ rollout: RolloutID) async throws(Failure) -> [SiteSign] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.signs(rollout)
        }
    }

    public func faults(_ rollout: RolloutID) async throws(Failure) -> [FaultCount] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.faults(rollout)
        }
    }

    public func record(_ batch: OutcomeBatch) async throws(Failure) -> [RefusedOutcome] {
        try await pass(writes: true) { (base) async throws(Failure) in
            try await base.record(batch)
        }
    }

    public func refusals(source: String?) async throws(Failure) -> [RefusalLine] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.refusals(source: source)
        }
    }

    public func audience(_ incident: IncidentID) async throws(Failure) -> [AudienceMember] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.audience(incident)
        }
    }

    public func tickets(_ incident: IncidentID) async throws(Failure) -> [TicketRow] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.tickets(incident)
        }
    }

    public func members(
        _ customers: [CustomerID], of incident: IncidentID
    ) async throws(Failure) -> [AudienceMember] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.members(customers, of: incident)
        }
    }

    public func deliveries(_ query: DeliveryQuery) async throws(Failure) -> [Delivery] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.deliveries(query)
        }
    }

    public func deliveries(_ ids: [DeliveryID]) async throws(Failure) -> [Delivery] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.deliveries(ids)
        }
    }

    public func tokens() async throws(Failure) -> [TokenRow] {
        try await pass(writes: false) { (base) async throws(Failure) in
            try await base.tokens()
        }
    }
}
