public import EvenkeelDomain

/// Somebody who is written to: what they chose, and whether their address takes mail.
public struct RecipientDocument: Codable, Hashable, Sendable {
    public var address: String
    public var customer: String
    @Nullable public var name: String?
    public var incidents: String
    public var planned: Bool
    @Nullable public var quarantinedAt: String?
    /// What the mail server said.
    @Nullable public var quarantine: String?

    public init(_ contact: Contact) {
        address = contact.email.description
        customer = contact.customer.text
        name = contact.name
        let choice = contact.choice ?? MessageChoice()
        incidents = choice.incidents.rawValue
        planned = choice.planned
        quarantinedAt = contact.quarantine?.since.description
        quarantine = contact.quarantine?.reason
    }
}

/// A page of recipients, with the cursor of the next one.
public struct RecipientPage: Codable, Hashable, Sendable {
    public var recipients: [RecipientDocument]
    @Nullable public var next: String?

    public init(recipients: [RecipientDocument], next: String?) {
        self.recipients = recipients
        self.next = next
    }
}
