/// How a sink answers: as a server that takes everything, or as one in trouble.
///
/// The troubles are those a courier has to tell apart, so that tests can show each.
public struct SinkBehaviour: Sendable {
    /// What happens once a message's final dot has arrived.
    public enum AfterFinalDot: Sendable, Equatable {
        /// The message is kept and 250 is answered.
        case accept
        /// The message is thrown away and this is answered.
        case answer(SMTPReply)
        /// The message is kept, but the connection closes before any answer.
        case hangUp
        /// The message is kept, but no answer ever comes.
        case staySilent
    }

    /// A moment at which the sink closes the connection instead of answering.
    public enum Moment: Sendable, Equatable {
        case greeting, mail, recipient
        /// After this many lines of the message.
        case dataLine(Int)
    }

    /// What becomes of what a client has said behind a message's end before it was answered (RFC 2920 section 3.1).
    public enum Ahead: Sendable, Equatable {
        case taken
        /// It is thrown away, as by a server that empties its buffer.
        case dropped
        /// This is answered to it, and the connection closes.
        case answered(SMTPReply)
    }

    /// The first words of the server; 4xx or 5xx refuses the session.
    public var greeting = SMTPReply(220, "evenkeel mail sink")
    /// The user and password that must log in before MAIL; nil asks nobody.
    public var login: (user: String, password: String)?
    /// Whether a client may send several commands before the first is answered (RFC 2920).
    public var offersPipelining = true
    /// `MAIL` and `RCPT` are answered once `DATA` has come, as where the way to the server is long.
    public var answersAtData = false
    /// The same for the end of a message, which is answered with what comes before the next one.
    public var answersTextAtData = false
    public var ahead = Ahead.taken
    /// The answer to `MAIL FROM` that refuses; nil accepts.
    public var senderAnswer: SMTPReply?
    /// Answers to `RCPT TO` by address; all others are accepted.
    public var recipientAnswers: [String: SMTPReply] = [:]
    public var afterFinalDot: AfterFinalDot = .accept
    public var hangUpAt: Moment?
    /// How long each reply is held back.
    public var replyDelay: Duration = .zero
    /// The answer to a message waits until the sink has received this many in all.
    public var answersAfterMessages = 0

    /// A server that takes everything at once.
    public init() {}
}
