public import EvenkeelDomain

/// A new diagnosis of an incident with what it does to its audience.
public struct Diagnosis: Hashable, Sendable {
    public var incident: IncidentID
    public var concerns: Predicate
    public var why: String
    /// False where the evidence is cut short: "at least these".
    public var isComplete: Bool
    public var change: AudienceChange
    public var criticality: Criticality
    public var deliveries: [Delivery]

    public init(
        incident: IncidentID, concerns: Predicate, why: String, isComplete: Bool, change: AudienceChange,
        criticality: Criticality, deliveries: [Delivery]
    ) {
        self.incident = incident
        self.concerns = concerns
        self.why = why
        self.isComplete = isComplete
        self.change = change
        self.criticality = criticality
        self.deliveries = deliveries
    }
}
