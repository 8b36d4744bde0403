import EvenkeelDomain

/// Catches up with sites that were set aside, once what kept them is gone. They block nobody meanwhile: their wave settles
/// and passes without them, and the rollout may be through.
actor StragglerWatch {
    private let operations: Operations
    private let actor: String
    private var seen: [RolloutID: Seen] = [:]

    /// What was looked at already; the same again would give the same answer until the time is up.
    private struct Seen: Equatable {
        var position: Position
        var fleetVersion: Int
        var tallyVersion: Int
        var again: Timestamp?

        func isCurrent(_ other: Seen, at now: Timestamp) -> Bool {
            position == other.position && fleetVersion == other.fleetVersion && tallyVersion == other.tallyVersion
                && (again.map { now < $0 } ?? true)
        }
    }

    init(operations: Operations, actor: String) {
        self.operations = operations
        self.actor = actor
    }

    func look(
        at known: Rollout, fleetVersion: Int, tallyVersion: Int, at now: Timestamp
    ) async throws(OperationError) {
        let (current, position) = await operations.ledger.read { ($0.rollouts[known.id], $0.position) }
        guard let rollout = current, rollout.state == .running || rollout.state == .completed else { return }
        var news = Seen(position: position, fleetVersion: fleetVersion, tallyVersion: tallyVersion)
        if let before = seen[rollout.id], before.isCurrent(news, at: now) { return }
        let rows = try await operations.rows { () async throws(Failure) in
            try await operations.store.placements(PlacementQuery(rollout: rollout.id, states: [.skipped]))
        }.filter { row in
            row.wave < rollout.begunWaves && rollout.waves[row.wave].state != .halted
                && row.note.map { SiteObstacle.codes.contains($0) } ?? false
        }
        let kept = try await operations.obstacles(rows, of: rollout, withNotices: true, at: now)
        let free = rows.map(\.installation).filter { kept[$0] == nil }
        for case .notice(let gap) in kept.values {
            if let until = gap.endsAt(operations.settings.calendar) { news.again = min(news.again ?? until, until) }
        }
        if !free.isEmpty {
            do throws(OperationError) {
                try await operations.perform(
                    .releaseStragglers(rollout.id, free.sorted()),
                    id: CommandID("stragglers/\(rollout.id)@\(position)"), by: actor, at: now, basis: position)
            } catch .refused {
                return
            } catch .failed(.headMoved) {
                // A hold or a pause that has just come counts: the next round looks again.
                return
            }
        }
        seen[rollout.id] = news
    }
}
