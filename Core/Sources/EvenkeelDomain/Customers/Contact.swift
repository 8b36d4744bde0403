/// A person at a customer who is told things. Personal data: kept in rows, named in the journal by id only.
public struct Contact: Hashable, Sendable, Codable {
    public enum Role: String, CaseIterable, Codable, Sendable { case planned, outage, both, escalation }

    public let id: ContactID
    public var customer: CustomerID
    public var name: String?
    public var email: EmailAddress
    public var phone: String?
    public var role: Role
    public var locale: String?

    public init(
        id: ContactID, customer: CustomerID, name: String? = nil, email: EmailAddress, phone: String? = nil,
        role: Role = .both, locale: String? = nil
    ) {
        self.id = id
        self.customer = customer
        self.name = name
        self.email = email
        self.phone = phone
        self.role = role
        self.locale = locale
    }

    public var hearsOfPlannedChanges: Bool { role == .planned || role == .both }
    public var hearsOfOutages: Bool { role == .outage || role == .both }
}
