public import EvenkeelDomain

/// What is known of a breakage when somebody owns it: enough to say *that*, before anybody knows *why*.
public struct IncidentOpening: Hashable, Sendable {
    public var title: String
    /// What the title is made of where nobody wrote one.
    public var systemTitle: SystemTitle?
    public var impact: Impact
    public var components: [ComponentID]
    public var visibility: Incident.Visibility
    public var began: Timestamp
    /// Whom it concerns; nil to compute it from the rollout, or, without one, everybody as "may be affected".
    public var concerns: Predicate?
    /// The rollout it comes from, if it comes from one.
    public var rollout: RolloutID?
    public var signal: Signal

    public init(
        title: String, impact: Impact, components: [ComponentID], visibility: Incident.Visibility, began: Timestamp,
        concerns: Predicate? = nil, rollout: RolloutID? = nil, signal: Signal
    ) {
        self.title = title
        self.impact = impact
        self.components = components
        self.visibility = visibility
        self.began = began
        self.concerns = concerns
        self.rollout = rollout
        self.signal = signal
    }
}
