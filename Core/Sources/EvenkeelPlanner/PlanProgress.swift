public import EvenkeelDomain

/// A plan under way: what a re-plan keeps and what it may still move.
public struct PlanProgress: Hashable, Sendable {
    public var plan: Plan
    /// How many of its waves have begun.
    public var begun: Int
    /// The day of the first wave, where it was announced and has not begun: its notices need not be given again.
    public var announced: CivilDate?

    public init(plan: Plan, begun: Int, announced: CivilDate? = nil) {
        self.plan = plan
        self.begun = min(max(0, begun), plan.waves.count)
        self.announced = self.begun == 0 ? announced : nil
    }
}
