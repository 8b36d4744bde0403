import EvenkeelDomain
public import EvenkeelLedger

/// A delivery as its recipient read it, or would read it now, or why nothing would be sent.
public struct MessageDocument: Codable, Hashable, Sendable {
    public var delivery: String
    public var to: String?
    public var subject: String?
    public var text: String?
    public var html: String?
    public var language: String?
    public var messageId: String?
    /// True where there is nothing of this kind to tell yet: the values are examples.
    public var example: Bool?
    /// Set where nothing would be sent.
    public var nothing: String?
    /// Set where the text is as it left, at that time: the links in it are shortened.
    public var sentAt: String?

    public init(delivery: String, _ composition: MessageComposer.Composition) {
        self.delivery = delivery
        switch composition {
        case .message(let message):
            to = message.to.description
            subject = message.subject
            text = message.text
            html = message.html
            language = message.language
            messageId = message.messageID
        case .nothing(let reason): nothing = reason
        }
    }

    public init(_ message: SentMessage) {
        delivery = message.delivery.text
        to = message.to.description
        subject = message.subject
        text = message.text
        language = message.language
        messageId = message.messageID
        sentAt = message.at.description
    }
}
