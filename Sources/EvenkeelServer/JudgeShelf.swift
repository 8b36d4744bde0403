import EvenkeelDomain
import EvenkeelLedger

/// Calibrated verdicts by rollout: calibrating takes milliseconds, a page should not.
actor JudgeShelf {
    private let operations: Operations
    private var known: [RolloutID: (revision: Int, judges: Judges)] = [:]

    init(operations: Operations) { self.operations = operations }

    /// What the evidence says now; nil while no wave is at work.
    func assess(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) -> Assessment? {
        guard rollout.currentWave != nil else { return nil }
        if known[rollout.id]?.revision != rollout.revision {
            known[rollout.id] = (rollout.revision, try await operations.judges(for: rollout))
        }
        guard let judges = known[rollout.id]?.judges else { return nil }
        return try await operations.assess(rollout, judges: judges, at: now)
    }
}
