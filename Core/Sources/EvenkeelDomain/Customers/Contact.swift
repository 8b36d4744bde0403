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
    /// What they chose, kept with the address and not with the facts of an import; nil for everything.
    public var choice: MessageChoice?
    /// Set while the address takes no mail.
    public var quarantine: Quarantine?

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

    /// As it is imported and stored: what was chosen stands beside it.
    public var asImported: Contact {
        var contact = self
        (contact.choice, contact.quarantine) = (nil, nil)
        return contact
    }

    /// False too where nothing would reach them: a change is not announced to somebody who does not hear of it.
    public var hearsOfPlannedChanges: Bool {
        (role == .planned || role == .both) && choice?.planned ?? true && quarantine == nil
    }
    /// By their role; what they chose is looked at when a message leaves, so that it is on record.
    public var hearsOfOutages: Bool { role == .outage || role == .both }
}
