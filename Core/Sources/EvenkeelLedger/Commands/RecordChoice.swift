public import EvenkeelDomain

/// What a recipient chose to be told, on the page behind a link of theirs.
public struct RecordChoice: Hashable, Sendable {
    public var address: EmailAddress
    public var recipient: ContactID
    /// Nil where the recipient belongs to no customer any more.
    public var customer: CustomerID?
    public var choice: MessageChoice

    public init(address: EmailAddress, recipient: ContactID, customer: CustomerID?, choice: MessageChoice) {
        self.address = address
        self.recipient = recipient
        self.customer = customer
        self.choice = choice
    }
}
