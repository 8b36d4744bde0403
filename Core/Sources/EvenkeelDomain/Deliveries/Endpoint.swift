/// A program or a chat room of a customer that is told what its contacts are told.
public struct Endpoint: Hashable, Sendable {
    /// Plain, and the name of its channel.
    public let name: String
    public let customer: CustomerID
    public let role: Contact.Role
    public let locale: String?

    public init(name: String, customer: CustomerID, role: Contact.Role = .outage, locale: String? = nil) {
        self.name = name
        self.customer = customer
        self.role = role
        self.locale = locale
    }

    /// The endpoint as a recipient. Its address ends in `.invalid` (RFC 2606): no mail server would take it.
    public var contact: Contact? {
        EmailAddress("\(name)@endpoint.invalid").map {
            Contact(id: ContactID("endpoint/\(name)"), customer: customer, email: $0, role: role, locale: locale)
        }
    }
}
