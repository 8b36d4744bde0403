public import EvenkeelDomain

/// A plan under way: what a re-plan keeps and what it may still move.
public struct PlanProgress: Hashable, Sendable {
    public var plan: Plan
    /// How many of its waves have begun.
    public var begun: Int

    public init(plan: Plan, begun: Int) {
        self.plan = plan
        self.begun = min(max(0, begun), plan.waves.count)
    }
}
