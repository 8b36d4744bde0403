public import EvenkeelDomain

/// What the operator's ticket tool is asked to do, for one affected customer.
public struct TicketCall: Hashable, Sendable {
    public enum Action: String, CaseIterable, Sendable { case open, update, close }

    public var action: Action
    /// The same for one customer of one incident, whatever is asked.
    public var key: String
    /// The same at every attempt of one request.
    public var request: String
    /// What the tool called it; nil when it is opened.
    public var reference: String?
    public var incident: IncidentID
    public var customer: CustomerID
    public var customerName: String
    public var title: String
    public var impact: Impact
    public var status: IncidentStatus
    /// Why the incident concerns this customer.
    public var reason: String
    /// What was said last.
    public var text: String
    /// Where staff read on.
    public var link: String
}

/// What a tool answered: its name for the ticket, and where a person reads it.
public struct TicketAnswer: Hashable, Sendable {
    public var reference: String?
    public var url: String?

    public init(reference: String? = nil, url: String? = nil) {
        self.reference = reference
        self.url = url
    }
}

/// The operator's ticket tool. Returns once it has taken the request, in bounded time.
public protocol TicketTool: Sendable {
    func carry(_ call: TicketCall) async throws(SendError) -> TicketAnswer
}
