public import EvenkeelDomain

/// Somebody may talk to the server from now on. The secret is in no entry.
public struct TokenAdded: Hashable, Sendable, Codable {
    public var token: String
    public var scope: TokenRow.Scope
    /// The only installations it may report of; nil for all.
    public var predicate: Predicate?
}

/// A token stopped working.
public struct TokenRevoked: Hashable, Sendable, Codable {
    public var token: String
}

/// Somebody made a link by hand to the page of a customer or of a technician.
public struct LinkMade: Hashable, Sendable, Codable {
    public var kind: LinkRow.Kind
    /// Nil for a technician's: who that is stands in the row.
    public var customer: CustomerID?
    public var ends: Timestamp?
    /// Of what the link opens and of the contact it was made for.
    public var digest: Digest
}

/// All links to a page were taken back.
public struct LinksRevoked: Hashable, Sendable, Codable {
    public var kind: LinkRow.Kind
    /// Nil for a technician's.
    public var customer: CustomerID?
    public var digest: Digest
}

/// A recipient chose what to be told. The address stands in the row.
public struct ChoiceMade: Hashable, Sendable, Codable {
    /// Nil where the link's recipient belongs to no customer any more.
    public var customer: CustomerID?
    public var choice: MessageChoice
    /// Of the recipient's id.
    public var digest: Digest
}

/// Mail to an address that had been left alone may go again.
public struct QuarantineLifted: Hashable, Sendable, Codable {
    public var customer: CustomerID
    /// Of the recipient's id.
    public var digest: Digest
}

/// A person held a message back, sent it now or dropped it.
public struct DeliveryMoved: Hashable, Sendable, Codable {
    public var move: OutboxMove
    /// The subject's key; nil for a message whose subject names a person.
    public var about: String?
    /// Empty for one to the public.
    public var customer: CustomerID
    public var reason: String?
    /// Of the message's id.
    public var digest: Digest
}
