public import EvenkeelDomain

/// A message ready to leave: text rendered, recipient resolved.
public struct OutgoingMessage: Hashable, Sendable {
    public var delivery: DeliveryID
    public var to: EmailAddress
    public var toName: String?
    public var subject: String
    public var text: String
    /// The same in HTML; nil for text alone.
    public var html: String?
    /// The text as it is kept, where it differs: without what entitles its recipient.
    public var record: String?
    /// BCP 47 language of the text.
    public var language: String
    /// Without angle brackets. Stable for a delivery: a second courier, or the same one after a crash, sends under the same id.
    public var messageID: String
    /// The id that begins the thread; nil where this message does.
    public var thread: String?
    /// Where a reply goes, with a token that says what it answers.
    public var replyTo: String?
    /// Unsubscribes by POST, RFC 8058.
    public var unsubscribe: String?
    /// The incident it is about, for channels that carry data.
    public var incident: IncidentStory?
    /// A calendar entry that goes along.
    public var invitation: CalendarInvitation?

    public init(
        delivery: DeliveryID, to: EmailAddress, toName: String?, subject: String, text: String, html: String? = nil,
        language: String, messageID: String, thread: String?, replyTo: String? = nil, unsubscribe: String? = nil,
        incident: IncidentStory? = nil
    ) {
        self.delivery = delivery
        self.to = to
        self.toName = toName
        self.subject = subject
        self.text = text
        self.html = html
        self.language = language
        self.messageID = messageID
        self.thread = thread
        self.replyTo = replyTo
        self.unsubscribe = unsubscribe
        self.incident = incident
    }
}

/// Why a message was not accepted; the case says what a courier does next.
public enum SendError: Error, Hashable, Sendable {
    /// Refused for good: a person must look.
    case refused(String)
    /// Refused for now: try again later, and not before the time it asked for.
    case later(String, after: TimeSpan? = nil)
    /// Nobody was reached; nothing was handed over.
    case unreachable(String)
    /// Handed over without an answer: it may have arrived.
    case uncertain(String)

    var why: String {
        switch self {
        case .refused(let why), .later(let why, _), .unreachable(let why), .uncertain(let why): why
        }
    }
}

/// A way to send messages, such as e-mail.
public protocol Channel: Sendable {
    var name: String { get }
    func send(_ message: OutgoingMessage) async throws(SendError)

    /// Sends it once it is on disk that it goes out. A channel that can takes it as far as that before: what cannot have
    /// arrived yet need not be on disk. Where it does not go out after all, it is not sent, and what is thrown means nothing.
    ///
    /// - Parameter next: what the caller most likely sends after this one, so that a channel that can announces it already. It is
    ///   not sent before it is given itself, and may never be.
    func send(_ message: OutgoingMessage, once intent: SendIntent, before next: OutgoingMessage?)
        async throws(SendError)
}

extension Channel {
    public func send(
        _ message: OutgoingMessage, once intent: SendIntent, before next: OutgoingMessage?
    ) async throws(SendError) {
        guard await intent.isWritten else { return }
        try await send(message)
    }
}
