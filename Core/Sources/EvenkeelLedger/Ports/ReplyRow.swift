public import EvenkeelDomain

/// What somebody answered to a mail of ours.
public struct ReplyRow: Hashable, Sendable {
    public var id: String
    /// Whom it was written to; nil where the address it came to is not one of ours.
    public var contact: ContactID?
    public var customer: CustomerID?
    /// The conversation it belongs to, as `DeliverySubject.thread` names it.
    public var thread: String?
    public var from: String
    public var subject: String
    public var text: String
    public var receivedAt: Timestamp
    /// Written by a program; it waits for nobody.
    public var isAutomatic: Bool
    public var readAt: Timestamp?
    public var readBy: String?

    public init(
        id: String, contact: ContactID?, customer: CustomerID?, thread: String?, from: String, subject: String,
        text: String, receivedAt: Timestamp, isAutomatic: Bool, readAt: Timestamp? = nil, readBy: String? = nil
    ) {
        self.id = id
        self.contact = contact
        self.customer = customer
        self.thread = thread
        self.from = from
        self.subject = subject
        self.text = text
        self.receivedAt = receivedAt
        self.isAutomatic = isAutomatic
        self.readAt = readAt
        self.readBy = readBy
    }

    /// True where a person has to look.
    public var waits: Bool { readAt == nil && !isAutomatic }
}

/// Which replies, the newest first.
public struct ReplyQuery: Hashable, Sendable {
    public var customer: CustomerID?
    public var thread: String?
    public var id: String?
    /// Only those that a person has to look at.
    public var waiting: Bool
    public var limit: Int

    public init(
        customer: CustomerID? = nil, thread: String? = nil, id: String? = nil, waiting: Bool = false, limit: Int = 1000
    ) {
        self.customer = customer
        self.thread = thread
        self.id = id
        self.waiting = waiting
        self.limit = limit
    }
}
