public import EvenkeelDomain

/// What a delivery said, kept from the moment it was handed over: a message made anew from today's facts would be another.
///
/// Links to which only the recipient is entitled are shortened; otherwise it is the text part word for word.
public struct SentMessage: Hashable, Sendable {
    public var delivery: DeliveryID
    /// When it was handed over; the last time, where there were several.
    public var at: Timestamp
    public var to: EmailAddress
    public var subject: String
    public var text: String
    /// BCP 47 language of the text.
    public var language: String
    public var messageID: String

    public init(
        delivery: DeliveryID, at: Timestamp, to: EmailAddress, subject: String, text: String, language: String,
        messageID: String
    ) {
        self.delivery = delivery
        self.at = at
        self.to = to
        self.subject = subject
        self.text = text
        self.language = language
        self.messageID = messageID
    }

    init(_ message: OutgoingMessage, at: Timestamp) {
        self.init(
            delivery: message.delivery, at: at, to: message.to, subject: message.subject,
            text: message.record ?? message.text, language: message.language, messageID: message.messageID)
    }
}
