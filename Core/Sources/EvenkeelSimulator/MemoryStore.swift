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

    public func fleet() async throws(Failure) -> Fleet {
        tables.withLock { tables in
            Fleet(
                installations: Array(tables.installations.values), customers: Array(tables.customers.values),
                contacts: Array(tables.contacts.values))
        }
    }

    public func fleetVersion() async throws(Failure) -> Int { tables.withLock { $0.fleetVersion } }

    public func installationsThatRan(
        _ version: Version, product: String
    ) async throws(Failure) -> [InstallationID: Timestamp] {
        tables.withLock { tables in
            tables.history.compactMapValues { facts in
                facts.filter { $0.product == product && $0.fact.version == version }.map(\.fact.at).min()
            }
        }
    }

    public func plan(_ rollout: RolloutID, revision: Int) async throws(Failure) -> Plan? {
        tables.withLock { $0.plans[rollout]?[revision] }
    }

    public func placements(_ query: PlacementQuery) async throws(Failure) -> [PlacementRow] {
        tables.withLock { $0.placements(query) }
    }

    public func tallyVersion(_ rollout: RolloutID) async throws(Failure) -> Int {
        tables.withLock { $0.tallies[rollout] ?? 0 }
    }

    public func notices(_ rollout: RolloutID, wave: Int?) async throws(Failure) -> [NoticeRow] {
        tables.withLock { tables in
            tables.notices[rollout, default: [:]].values.filter { wave == nil || $0.wave == wave }
                .sorted { ($0.wave, $0.customer, $0.revision) < ($1.wave, $1.customer, $1.revision) }
        }
    }

    public func outcomes(_ rollout: RolloutID) async throws(Failure) -> [Outcome] {
        tables.withLock { tables in
            tables.outcomes[rollout, default: []].sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        }
    }

    public func siteEvidence(_ rollout: RolloutID) async throws(Failure) -> [SiteEvidence] {
        tables.withLock { tables in
            tables.placements[rollout, default: [:]].values.map(SiteEvidence.init)
                .sorted { $0.installation < $1.installation }
        }
    }

    public func controlEvidence(_ rollout: RolloutID) async throws(Failure) -> [ControlEvidence] {
        tables.withLock { $0.controlEvidence(of: rollout) }
    }

    public func rhythms(_ rollout: RolloutID) async throws(Failure) -> [SiteRhythm] {
        tables.withLock { $0.rhythms(of: rollout) }
    }

    public func answers(_ rollout: RolloutID) async throws(Failure) -> [AnswerRow] {
        tables.withLock { tables in
            (tables.answers[rollout] ?? [:]).values.sorted { ($1.at, $0.outcome) < ($0.at, $1.outcome) }
        }
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

    public func deliveries(_ query: DeliveryQuery) async throws(Failure) -> [Delivery] {
        tables.withLock { $0.deliveries(query) }
    }

    public func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) async throws(Failure) -> [Delivery] {
        tables.withLock { $0.claimDeliveries(at: now, limit: limit, generation: generation) }
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
