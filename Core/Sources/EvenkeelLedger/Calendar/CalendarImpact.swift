public import EvenkeelDomain
public import EvenkeelPlanner

/// What a change of the organisation's calendar would do to one rollout.
public struct CalendarImpact: Hashable, Sendable {
    public var rollout: RolloutID
    /// The plan as it would be made now without the change; nil where even that cannot be made.
    public var before: Plan?
    /// The plan with it; nil where it leaves none.
    public var after: Plan?
    /// Why it leaves none.
    public var refusal: PlanRefusal?
    /// Customers who hold a notice for a wave that has not opened.
    public var told: Set<CustomerID>
    /// Sites of an open wave that could have started and now wait, each with the moment at which it may.
    public var waits: [Wait]
    /// Sites of which a day that their customer chose or was told, apart from their wave's, is not to be had any more.
    public var taken: [InstallationID] = []
    /// Appointments that it calls off.
    public var calledOff: [Appointment] = []

    public struct Wait: Hashable, Sendable {
        public var installation: InstallationID
        public var opens: Timestamp?

        public init(installation: InstallationID, opens: Timestamp?) {
            self.installation = installation
            self.opens = opens
        }
    }

    public init(
        rollout: RolloutID, before: Plan?, after: Plan?, refusal: PlanRefusal?, told: Set<CustomerID>, waits: [Wait]
    ) {
        self.rollout = rollout
        self.before = before
        self.after = after
        self.refusal = refusal
        self.told = told
        self.waits = waits
    }
}
