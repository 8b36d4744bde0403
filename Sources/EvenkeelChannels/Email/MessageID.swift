/// The identity of a message: `left@right`, without its angle brackets.
///
/// Two sends of one delivery carry the same value, so that a mail program shows one
/// message where a courier had to send twice (RFC 5322 section 3.6.4).
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// `left@right`.
    public let description: String

    /// Parses `left@right`; throws `MailRefusal.notAMessageID`.
    public init(_ text: String) throws(MailRefusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 200, parts.allSatisfy({ MailAddress.isDotAtom($0) })
        else { throw .notAMessageID(text) }
        description = text
    }

    /// The identifier as a header token.
    var token: String { "<\(description)>" }
}
