/// When a customer wants to be left in peace, read from its own calendar. What an event was called is not kept: it may
/// name people.
public struct CustomerFreezes: Hashable, Sendable, Codable {
    public var customer: CustomerID
    public var spans: [RecurringSpan]
    /// The file it came from.
    public var source: String
    public var importedAt: Timestamp
    public var importedBy: String

    public init(
        customer: CustomerID, spans: [RecurringSpan], source: String, importedAt: Timestamp, importedBy: String
    ) {
        self.customer = customer
        self.spans = spans
        self.source = source
        self.importedAt = importedAt
        self.importedBy = importedBy
    }
}
