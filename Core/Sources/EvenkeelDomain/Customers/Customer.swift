/// An organisation we look after. Facts that are not known are nil, never a default.
public struct Customer: Hashable, Sendable, Codable {
    public let id: CustomerID
    public var name: String
    public var locale: String?
    public var timezone: String?
    public var criticality: Criticality?

    public init(
        id: CustomerID, name: String, locale: String? = nil, timezone: String? = nil, criticality: Criticality? = nil
    ) {
        self.id = id
        self.name = name
        self.locale = locale
        self.timezone = timezone
        self.criticality = criticality
    }
}
