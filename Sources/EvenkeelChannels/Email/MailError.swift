/// Why a message was not sent, sorted by what its sender may do next.
///
/// A courier must know whether the message can have reached the recipient: only
/// `uncertain` says "perhaps". The others are sure that it did not.
public enum MailError: Error, Equatable, Sendable {
    /// The server answered 5xx: trying again will not help (RFC 5321 section 4.2.1).
    case permanent(code: Int, text: String)
    /// The server answered 5xx, not to the recipient but to the sender or to the message, and does not say that it means the
    /// address: this will not pass, and the next message to the same address may.
    case turnedAway(code: Int, text: String)
    /// The server answered 4xx: the same message may pass later.
    case transient(code: Int, text: String)
    /// No usable session with the server: not reached, lost before the final dot, TLS or login refused.
    ///
    /// It says nothing about the recipient, so it must never count against an address.
    case unreachable(text: String)
    /// The connection failed after the final dot was due and before its reply.
    ///
    /// The server may have the message. Send it again under the same Message-ID.
    case uncertain(text: String)
}
