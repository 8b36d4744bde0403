public import EvenkeelDomain

/// Offers another revision of a plan under way.
public struct ProposeRevision: Hashable, Sendable {
    public var plan: Plan
    public var policy: Policy
    public var parent: Int
    public var begun: Int
    public var moved: Int
    public var reason: String

    public init(plan: Plan, policy: Policy, parent: Int, begun: Int, moved: Int, reason: String) {
        self.plan = plan
        self.policy = policy
        self.parent = parent
        self.begun = begun
        self.moved = moved
        self.reason = reason
    }
}

/// Puts a proposed revision into force.
public struct AdoptRevision: Hashable, Sendable {
    public var rollout: RolloutID
    public var revision: Int
    /// The places of its waves to come.
    public var placements: [PlacementRow]
    public var settlement: NoticeSettlement
    public var deliveries: [Delivery]
    /// Days later than their wave's that stay, since their customers were told.
    public var kept: [SiteDate]
    /// What it offers the guards that concern its release.
    public var guards: [GuardFinding]

    public init(
        rollout: RolloutID, revision: Int, placements: [PlacementRow], settlement: NoticeSettlement,
        deliveries: [Delivery], kept: [SiteDate] = [], guards: [GuardFinding] = []
    ) {
        self.kept = kept
        self.rollout = rollout
        self.revision = revision
        self.placements = placements
        self.settlement = settlement
        self.deliveries = deliveries
        self.guards = guards
    }
}
