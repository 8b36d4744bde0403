import EvenkeelDomain
public import EvenkeelLedger

/// What somebody answered to a mail of ours.
public struct ReplyDocument: Codable, Hashable, Sendable {
    public var id: String
    @Nullable public var customer: String?
    @Nullable public var contact: String?
    /// The conversation it belongs to, such as `incident/INC`; null where that is not known.
    @Nullable public var thread: String?
    public var from: String
    public var subject: String
    public var text: String
    public var receivedAt: String
    /// Written by a program; it waits for nobody.
    public var automatic: Bool
    @Nullable public var readAt: String?
    @Nullable public var readBy: String?

    public init(_ reply: ReplyRow) {
        id = reply.id
        customer = reply.customer?.text
        contact = reply.contact?.text
        thread = reply.thread
        from = reply.from
        subject = reply.subject
        text = reply.text
        receivedAt = reply.receivedAt.description
        automatic = reply.isAutomatic
        readAt = reply.readAt?.description
        readBy = reply.readBy
    }
}

/// A page of replies, with the cursor of the next one.
public struct ReplyPage: Codable, Hashable, Sendable {
    public var replies: [ReplyDocument]
    @Nullable public var next: String?

    public init(replies: [ReplyDocument], next: String?) {
        self.replies = replies
        self.next = next
    }
}
