import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What a revision of a plan changes, and whom to tell.
struct RevisionReading {
    let site: Site

    /// Against the plan in force as it runs.
    func diff(of plan: Plan) async throws -> PlanDiffDocument {
        let fleet = try await site.operations.image.current()
        let diff = try await site.operations.diff(of: plan, at: site.now)
        return PlanDiffDocument(
            diff, of: plan.rollout, customer: { fleet[$0]?.customer }, isDone: { has(plan.release, fleet[$0]) })
    }

    /// - Parameter revision: nil for the newest that waits to be adopted, or else the one in force against the one before.
    func diff(of rollout: Rollout, revision: Int?) async throws -> PlanDiffDocument {
        let wanted = revision ?? rollout.proposals.last?.revision ?? rollout.revision
        let plan = try await plan(rollout.id, wanted)
        if rollout.proposals.contains(where: { $0.revision == wanted }) { return try await diff(of: plan) }
        let before = try await site.store.plan(rollout.id, revision: wanted - 1)
        let fleet = try await site.operations.image.current()
        return PlanDiffDocument(
            from: before, to: plan, customer: { fleet[$0]?.customer }, isDone: { has(plan.release, fleet[$0]) })
    }

    private func has(_ release: Version, _ site: Installation?) -> Bool {
        site?.version.map { $0 >= release } ?? false
    }

    private func plan(_ id: RolloutID, _ revision: Int) async throws -> Plan {
        guard let plan = try await site.store.plan(id, revision: revision) else {
            throw Sentences.unknown("plan", "\(id) revision \(revision)", list: "evenkeel rollout show")
        }
        return plan
    }
}
