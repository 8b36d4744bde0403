import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation

/// What pages ask of rollouts again and again, kept as long as nothing has changed: a rollout of ten thousand sites takes
/// tens of milliseconds to judge and to count, a list of a hundred should not.
///
/// A change of the rows raises the rollout's tally, a decision changes the rollout; what changes with time alone is
/// looked at again when it is due.
actor RolloutShelf {
    /// How long a verdict is shown while nobody reports anything: it changes with the days of a soak.
    private static let longest = TimeSpan.minutes(10)
    /// Where sites are compared with others, or with their own past, more is read than the tally tells of.
    private static let longestCompared = TimeSpan.seconds(30)
    /// How long waits are shown while only the fleet is said to be another: every install anywhere says so, and hardly any
    /// changes when somebody else may start.
    private static let longestElsewhere = TimeSpan.seconds(10)

    private let operations: Operations
    private var verdicts: [RolloutID: Shown] = [:]
    private var counts: [RolloutID: (tally: Int, counts: [PlacementCount])] = [:]
    private var outlines: [RolloutID: Plan] = [:]
    private var waiting: [RolloutID: Waiting] = [:]
    private var written: [String: (document: RolloutDocument, json: Data)] = [:]
    private var promised: [RolloutID: Promised] = [:]

    /// What a plan offers guards.
    private struct Promised {
        let rollout: Rollout
        let guards: [GuardID: Guard]
        let fleetVersion: Int
        let waits: [RolloutWait]
    }

    private struct Shown {
        let rollout: Rollout
        let tally: Int
        let at: Timestamp
        let until: Timestamp
        let assessment: Assessment?
    }

    private struct Waiting {
        let rollout: Rollout
        /// Calendars and crossings are in the journal; so is what gives sites days of their own.
        let position: Position
        let fleetVersion: Int
        let tally: Int
        let at: Timestamp
        let until: Timestamp
        let summary: [ReasonDocument]
    }

    init(operations: Operations) { self.operations = operations }

    /// What the evidence says now; nil while no wave is at work.
    ///
    /// - Parameter tally: the version of the rollout's rows, here and below.
    func assess(_ rollout: Rollout, tally: Int, at now: Timestamp) async throws -> Assessment? {
        guard let wave = rollout.currentWave else { return nil }
        if let known = verdicts[rollout.id], known.rollout == rollout, known.tally == tally, known.at <= now,
            now < known.until
        {
            return known.assessment
        }
        let judges = try await operations.judges(for: rollout)
        let assessment = try await operations.assess(rollout, judges: judges, at: now)
        let verdict = rollout.policy.verdict
        let isCompared = judges.isComparing || verdict.heartbeat != nil
        let soak = [rollout.waves[wave].soakEndsAt, rollout.waves[wave].soakDeadlineAt, assessment?.nextSilenceAt]
        let until = soak.compactMap(\.self).filter { $0 > now }.min()
        let latest = now + (isCompared ? Self.longestCompared : Self.longest)
        verdicts[rollout.id] = Shown(
            rollout: rollout, tally: tally, at: now, until: min(latest, until ?? latest), assessment: assessment)
        return assessment
    }

    /// Sites by wave and state.
    func counts(of id: RolloutID, tally: Int) async throws -> [PlacementCount] {
        if let known = counts[id], known.tally == tally { return known.counts }
        let counted = try await operations.store.counts(of: id)
        counts[id] = (tally, counted)
        return counted
    }

    /// What guards make it wait for. Before it starts, its whole plan is read to say that.
    func guardWaits(of rollout: Rollout, at now: Timestamp) async throws -> [RolloutWait] {
        guard rollout.state == .planned || rollout.state == .approved else {
            return try await operations.guardWaits(of: rollout, at: now)
        }
        let guards = await operations.ledger.read { $0.guards }
        guard !guards.isEmpty else { return [] }
        let fleetVersion = try await operations.store.fleetVersion()
        if let known = promised[rollout.id], known.rollout == rollout, known.guards == guards,
            known.fleetVersion == fleetVersion
        {
            return known.waits
        }
        let waits = try await operations.guardWaits(of: rollout, at: now)
        promised[rollout.id] = Promised(rollout: rollout, guards: guards, fleetVersion: fleetVersion, waits: waits)
        return waits
    }

    /// What keeps sites of an open wave, one line for every kind of reason.
    func waiting(
        _ rollout: Rollout, tally: Int, zone: ZoneOffsets, at now: Timestamp
    ) async throws -> [ReasonDocument] {
        let position = await operations.ledger.read {
            rollout.ownDates.isEmpty ? $0.calendarRevision : $0.position
        }
        let fleetVersion = try await operations.store.fleetVersion()
        if let known = waiting[rollout.id], known.rollout == rollout, known.position == position, known.tally == tally,
            known.at <= now, now < known.until,
            known.fleetVersion == fleetVersion || now < known.at + Self.longestElsewhere
        {
            return known.summary
        }
        let reading = try await WaitingReading.of(rollout, operations: operations, zone: zone, at: now)
        let latest = now + Self.longest
        waiting[rollout.id] = Waiting(
            rollout: rollout, position: position, fleetVersion: fleetVersion, tally: tally, at: now,
            until: min(latest, reading.changesAt ?? latest), summary: reading.summary)
        return reading.summary
    }

    /// Each document as JSON. Of a hundred most say what they said before, and writing is the dearest part of a list.
    func json(_ documents: [RolloutDocument]) throws -> [Data] {
        try documents.map { document in
            if let known = written[document.id], known.document == document { return known.json }
            let json = try WireJSON.data(document)
            written[document.id] = (document, json)
            return json
        }
    }

    /// The plan in force without the places in it: what a page shows of it beside the rows.
    func outline(of rollout: Rollout) async throws -> Plan? {
        if let known = outlines[rollout.id], known.revision == rollout.revision { return known }
        guard var plan = try await operations.store.plan(rollout.id, revision: rollout.revision) else { return nil }
        for index in plan.waves.indices { plan.waves[index].placements = [] }
        outlines[rollout.id] = plan
        return plan
    }
}
