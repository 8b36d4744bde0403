public import EvenkeelDomain

/// The ticket of one affected customer in the operator's own tool. A row: the tool can be asked again.
public struct TicketRow: Hashable, Sendable, Codable {
    public var incident: IncidentID
    public var customer: CustomerID
    /// What the tool calls it; nil until it was opened.
    public var reference: String?
    /// Where a person reads it.
    public var url: String?
    /// What it was told last: the number of updates it has seen.
    public var told: Int
    public var closedAt: Timestamp?
    public var attempts: Int
    public var nextAt: Timestamp
    /// Why the last attempt did not succeed.
    public var problem: String?

    public init(incident: IncidentID, customer: CustomerID, nextAt: Timestamp) {
        self.incident = incident
        self.customer = customer
        told = 0
        attempts = 0
        self.nextAt = nextAt
    }

    /// The same at every attempt, so that a tool can tell what it has seen.
    public var key: String { "\(incident)/\(customer)" }
}
