import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner

/// What a revision of a plan changes, and whom to tell.
struct RevisionReading {
    let site: Site

    /// Against the plan in force as it runs.
    func diff(of plan: Plan) async throws -> PlanDiffDocument {
        let fleet = try await site.operations.image.current()
        let diff = try await site.operations.diff(of: plan, at: site.now)
        // Of one that has begun to run, a revision changes its own plan.
        let isFirst = await site.ledger.read { state in
            state.rollouts[plan.rollout].map { $0.state.after(.adopt) == nil || $0.revision == plan.revision } ?? true
        }
        // Only who was told a day hears that it moves.
        var told: [InstallationID: ToldDay] = [:]
        for rollout in isFirst ? plan.replaces ?? [] : [plan.rollout] {
            told.merge(try await site.operations.toldDays(of: rollout)) { first, _ in first }
        }
        let days = Dictionary(
            plan.waves.flatMap { wave in wave.placements.map { ($0.installation, $0.day ?? wave.opens) } },
            uniquingKeysWith: { first, _ in first })
        return PlanDiffDocument(
            diff, of: plan.rollout, replaces: isFirst ? plan.replaces : nil,
            customer: { id in
                told[id].flatMap { isFirst || $0.moves(to: days[id]) ? fleet[id]?.customer : nil }
            },
            isDone: { has(plan.release, fleet[$0]) })
    }

    /// - Parameter revision: nil for the newest that waits to be adopted, or else the one in force against the one before.
    func diff(of rollout: Rollout, revision: Int?) async throws -> PlanDiffDocument {
        let wanted = revision ?? rollout.proposals.last?.revision ?? rollout.revision
        let plan = try await plan(rollout.id, wanted)
        if rollout.proposals.contains(where: { $0.revision == wanted }) { return try await diff(of: plan) }
        let before = try await site.store.plan(rollout.id, revision: wanted - 1)
        if before == nil, plan.replaces != nil { return try await diff(of: plan) }
        let fleet = try await site.operations.image.current()
        return PlanDiffDocument(
            from: before, to: plan, customer: { fleet[$0]?.customer }, isDone: { has(plan.release, fleet[$0]) })
    }

    private func has(_ release: Version, _ site: Installation?) -> Bool {
        site?.version.map { $0 >= release } ?? false
    }

    private func plan(_ id: RolloutID, _ revision: Int) async throws -> Plan {
        guard let plan = try await site.store.plan(id, revision: revision) else {
            throw Sentences.unknown("plan", "\(id) revision \(revision)", list: "evenkeel rollout show \(id)")
        }
        return plan
    }
}
