/// Where a recipient can unsubscribe: an `http` or `https` address.
///
/// With `https` the mail also offers one-click unsubscription by POST (RFC 8058,
/// which allows no other scheme).
public struct UnsubscribeLink: Hashable, Sendable, CustomStringConvertible {
    /// The address.
    public let description: String
    /// Whether RFC 8058 allows one-click.
    let oneClick: Bool

    /// Parses the address; throws `MailRefusal.notAnUnsubscribeLink`.
    public init(_ text: String) throws(MailRefusal) {
        let secure = text.hasPrefix("https://")
        let printable = text.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
        }
        guard secure || text.hasPrefix("http://"), printable, text.utf8.count <= 900
        else { throw .notAnUnsubscribeLink(text) }
        description = text
        oneClick = secure
    }
}
