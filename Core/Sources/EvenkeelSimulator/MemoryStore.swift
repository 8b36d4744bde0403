public import EvenkeelDomain
public import EvenkeelLedger
import Synchronization

/// Everything Evenkeel keeps, in memory: what the tests of the rules and the simulator stand on.
///
/// Keeps the same contract as the SQL store, except for hashes: without cryptography in Core, `head` has an empty one.
public final class MemoryStore: Store {
    private let tables = Mutex(MemoryTables())

    public init() {}

    public func head() async throws(Failure) -> JournalHead {
        tables.withLock { JournalHead(position: $0.journal.count, hash: "") }
    }

    public func entries(after position: Position, limit: Int) async throws(Failure) -> [Entry] {
        tables.withLock { Array($0.journal.dropFirst(position).prefix(limit)) }
    }

    public func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        for (offset, entry) in entries.enumerated() {
            precondition(entry.position == head + 1 + offset, "entries stand one after the other")
        }
        try tables.withLock { tables throws(Failure) in
            guard tables.journal.count == head, !entries.contains(where: { tables.commands.contains($0.command) })
            else { throw .headMoved }
            _ = try tables.apply(rows)
            tables.journal += entries
            for entry in entries { tables.commands.insert(entry.command) }
        }
    }

    public func snapshot() async throws(Failure) -> State? { tables.withLock { $0.snapshot } }

    public func saveSnapshot(_ state: State) async throws(Failure) {
        tables.withLock { tables in
            if let snapshot = tables.snapshot, snapshot.position > state.position { return }
            tables.snapshot = state
        }
    }

    public func fleetChanges(since version: Int) async throws(Failure) -> FleetChanges {
        tables.withLock { $0.fleetChanges(since: version) }
    }

    public func fleetVersion() async throws(Failure) -> Int { tables.withLock { $0.fleetVersion } }

    public func versionsRun(since began: Timestamp) async throws(Failure) -> [InstallationID: [Version]] {
        tables.withLock { $0.versionsRun(since: began) }
    }

    public func installationsThatRan(
        _ version: Version, product: String
    ) async throws(Failure) -> [InstallationID: Timestamp] {
        tables.withLock { tables in
            tables.history.compactMapValues { facts in
                facts.filter { $0.product == product && $0.fact.version == version }.map(\.fact.at).min()
            }
        }
    }

    public func versionFacts(
        _ sites: [InstallationID]
    ) async throws(Failure) -> [InstallationID: VersionFact] {
        tables.withLock { tables in
            var facts: [InstallationID: VersionFact] = [:]
            for site in sites { facts[site] = tables.versionHistory(site).last }
            return facts
        }
    }

    public func versionHistories(
        _ sites: [InstallationID]
    ) async throws(Failure) -> [InstallationID: [VersionFact]] {
        tables.withLock { tables in
            var histories: [InstallationID: [VersionFact]] = [:]
            for site in sites {
                let history = tables.versionHistory(site)
                if !history.isEmpty { histories[site] = history }
            }
            return histories
        }
    }

    public func begin(_ starts: [InstallStart], at now: Timestamp) async throws(Failure) -> [Install] {
        tables.withLock { $0.begin(starts, at: now) }
    }

    public func installs(_ query: InstallQuery) async throws(Failure) -> [Install] {
        tables.withLock { $0.installs(query) }
    }

    public func ticks(of install: InstallID) async throws(Failure) -> [InstallTick] {
        tables.withLock { $0.ticks[install, default: [:]].values.sorted { $0.number < $1.number } }
    }

    public func records(of install: InstallID) async throws(Failure) -> [InstallRecord] {
        tables.withLock { $0.records[install, default: [:]].values.map(\.record).sorted { $0.number < $1.number } }
    }

    public func recordContent(of install: InstallID, number: Int) async throws(Failure) -> String? {
        tables.withLock { $0.records[install]?[number]?.content }
    }

    public func counts(of rollout: RolloutID) async throws(Failure) -> [PlacementCount] {
        tables.withLock { $0.counts(of: rollout) }
    }

    public func plan(_ rollout: RolloutID, revision: Int) async throws(Failure) -> Plan? {
        tables.withLock { $0.plans[rollout]?[revision] }
    }

    public func placements(_ query: PlacementQuery) async throws(Failure) -> [PlacementRow] {
        tables.withLock { $0.placements(query) }
    }

    public func tallyVersions() async throws(Failure) -> [RolloutID: Int] { tables.withLock { $0.tallies } }

    public func tallyVersion(_ rollout: RolloutID) async throws(Failure) -> Int {
        tables.withLock { $0.tallies[rollout] ?? 0 }
    }

    public func notices(_ query: NoticeQuery) async throws(Failure) -> [NoticeRow] {
        tables.withLock { $0.notices(query) }
    }

    public func answers(_ query: AnswerQuery) async throws(Failure) -> [Answer] {
        tables.withLock { tables in
            tables.answers.values.filter { answer in
                (query.rollout == nil || query.rollout == answer.rollout)
                    && (query.customer == nil || query.customer == answer.customer)
            }.sorted { ($0.recordedAt, $0.id) < ($1.recordedAt, $1.id) }
        }
    }

    public func appointments(_ query: AppointmentQuery) async throws(Failure) -> [Appointment] {
        tables.withLock { tables in
            tables.appointments.values.filter { row in
                (query.id == nil || query.id == row.id) && (query.rollout == nil || query.rollout == row.rollout)
                    && (query.customer == nil || query.customer == row.customer)
                    && (query.person == nil || query.person == row.person)
            }.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
        }
    }

    public func siteDates(_ rollout: RolloutID) async throws(Failure) -> [SiteDate] {
        tables.withLock { tables in
            tables.siteDates[rollout, default: [:]].values.sorted { $0.installation < $1.installation }
        }
    }

    public func tickets(_ incident: IncidentID) async throws(Failure) -> [TicketRow] {
        tables.withLock { tables in (tables.tickets[incident] ?? [:]).values.sorted { $0.customer < $1.customer } }
    }

    public func quarantines() async throws(Failure) -> [(address: EmailAddress, quarantine: Quarantine)] {
        tables.withLock { tables in
            tables.quarantines.sorted { $0.key < $1.key }.compactMap { address, quarantine in
                EmailAddress(address).map { ($0, quarantine) }
            }
        }
    }

    public func replies(_ query: ReplyQuery) async throws(Failure) -> [ReplyRow] {
        tables.withLock { $0.replies(query) }
    }

    public func subscriber(_ address: EmailAddress) async throws(Failure) -> Subscriber? {
        tables.withLock { $0.subscriber(address.folded) }
    }

    public func subscribers() async throws(Failure) -> [Subscriber] {
        tables.withLock { tables in tables.subscribers.keys.sorted().compactMap { tables.subscriber($0) } }
    }

    public func choice(of address: EmailAddress) async throws(Failure) -> MessageChoice? {
        tables.withLock { $0.choices[address.folded] }
    }

    public func links(secretHashes: [String]) async throws(Failure) -> [LinkRow] {
        tables.withLock { tables in secretHashes.compactMap { tables.links[$0] } }
    }

    public func deploymentKey(_ name: String, candidate: String) async throws(Failure) -> String {
        tables.withLock { tables in
            let key = tables.deploymentKeys[name] ?? candidate
            tables.deploymentKeys[name] = key
            return key
        }
    }

    public func outcomes(_ rollout: RolloutID) async throws(Failure) -> [Outcome] {
        tables.withLock { tables in
            tables.outcomes[rollout, default: []].sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        }
    }

    public func customersInstalled(_ rollout: RolloutID, wave: Int) async throws(Failure) -> [CustomerID] {
        tables.withLock { tables in
            let rows = tables.placements[rollout, default: [:]].values.filter { $0.wave == wave }
            let open = Set(rows.filter { $0.state != .installed }.map(\.customer))
            return Set(rows.map(\.customer)).subtracting(open).sorted()
        }
    }

    /// Tells of all sites whenever any has changed: nothing is gained here by keeping account.
    public func siteChanges(_ rollout: RolloutID, since version: Int) async throws(Failure) -> SiteChanges {
        tables.withLock { tables in
            let tally = tables.tallies[rollout] ?? 0
            guard tally != version else { return SiteChanges(version: tally, isWhole: false, sites: []) }
            return SiteChanges(
                version: tally, isWhole: true,
                sites: tables.placements[rollout, default: [:]].values.map(SiteEvidence.init)
                    .sorted { $0.installation < $1.installation })
        }
    }

    public func controlEvidence(_ rollout: RolloutID) async throws(Failure) -> [ControlEvidence] {
        tables.withLock { $0.controlEvidence(of: rollout) }
    }

    public func rhythms(_ rollout: RolloutID) async throws(Failure) -> [SiteRhythm] {
        tables.withLock { $0.rhythms(of: rollout) }
    }

    public func responses(_ rollout: RolloutID) async throws(Failure) -> [ResponseRow] {
        tables.withLock { $0.responses(to: rollout) }
    }

    public func signs(_ rollout: RolloutID) async throws(Failure) -> [SiteSign] {
        tables.withLock { Array($0.signs[rollout, default: []]) }
    }

    public func faults(_ rollout: RolloutID) async throws(Failure) -> [FaultCount] {
        tables.withLock { $0.faults(of: rollout) }
    }

    public func record(_ batch: OutcomeBatch) async throws(Failure) -> [RefusedOutcome] {
        tables.withLock { $0.record(batch) }
    }

    public func refusals(source: String?) async throws(Failure) -> [RefusalLine] {
        tables.withLock { tables in
            tables.refusals.values.flatMap(\.values).filter { source == nil || $0.source == source }
                .sorted { ($0.source, $0.code) < ($1.source, $1.code) }
        }
    }

    public func audience(_ incident: IncidentID) async throws(Failure) -> [AudienceMember] {
        tables.withLock { tables in tables.audience[incident, default: [:]].values.sorted { $0.customer < $1.customer }
        }
    }

    public func members(
        _ customers: [CustomerID], of incident: IncidentID
    ) async throws(Failure) -> [AudienceMember] {
        tables.withLock { tables in Set(customers).sorted().compactMap { tables.audience[incident]?[$0] } }
    }

    public func deliveries(_ query: DeliveryQuery) async throws(Failure) -> [Delivery] {
        tables.withLock { $0.deliveries(query) }
    }

    public func deliveries(_ ids: [DeliveryID]) async throws(Failure) -> [Delivery] {
        tables.withLock { tables in Set(ids).compactMap { tables.deliveries[$0]?.delivery } }
    }

    public func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) async throws(Failure) -> [Delivery] {
        tables.withLock { $0.claimDeliveries(at: now, limit: limit, generation: generation) }
    }

    public func isDue(before priority: DeliveryPriority, at now: Timestamp) async throws(Failure) -> Bool {
        tables.withLock { $0.isDue(before: priority, at: now) }
    }

    public func handOver(
        _ messages: [SentMessage], settling rows: [RowChange], generation: Int
    ) async throws(Failure) -> [DeliveryID] {
        try tables.withLock { tables throws(Failure) in
            _ = try tables.apply(rows)
            var gone: [DeliveryID] = []
            for message in messages
            where tables.stepDelivery(message.delivery, .handOver, message.at, nil, nil, generation) == 1 {
                tables.sentMessages[message.delivery] = message
                gone.append(message.delivery)
            }
            return gone
        }
    }

    public func sentMessage(_ delivery: DeliveryID) async throws(Failure) -> SentMessage? {
        tables.withLock { $0.sentMessages[delivery] }
    }

    public func tokens() async throws(Failure) -> [TokenRow] {
        tables.withLock { tables in tables.tokens.values.sorted { $0.name < $1.name } }
    }

    public func acquireLease(
        _ name: String, holder: String, at now: Timestamp, until: Timestamp
    ) async throws(Failure) -> Int? {
        tables.withLock { $0.acquireLease(name, holder: holder, at: now, until: until) }
    }

    @discardableResult
    public func change(_ rows: [RowChange]) async throws(Failure) -> Int {
        try tables.withLock { tables throws(Failure) in try tables.apply(rows) }
    }
}
