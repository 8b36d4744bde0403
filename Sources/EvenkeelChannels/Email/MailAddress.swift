import EvenkeelDomain

/// An address one can send to: `local@domain`, in ASCII.
///
/// It exists only in valid form, because both the envelope (SMTP commands) and the
/// header are lines of text: an address that held a line break would be a command.
/// Quoted local parts and address literals are left out, as hardly any mailbox has one,
/// and addresses beyond ASCII need SMTPUTF8 at every hop; a domain beyond ASCII is
/// written in its `xn--` form. Lengths: RFC 5321 section 4.5.3.1.
public struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as it stands in `RCPT TO`, without angle brackets.
    public let description: String

    /// Parses `local@domain`; throws `MailRefusal.notAnAddress`.
    public init(_ text: String) throws(MailRefusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count <= 64, parts[1].count <= 253, text.utf8.count <= 254,
            Self.isDotAtom(parts[0]), Self.isDomain(parts[1])
        else { throw .notAnAddress(text) }
        description = text
    }

    /// RFC 5322 section 3.2.3: words of `atext` with single dots between.
    static func isDotAtom(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAtomText) }
    }

    /// RFC 5322 `atext`: letters, digits and the printable characters without a meaning of their own.
    static func isAtomText(_ byte: UInt8) -> Bool {
        byte.isASCIILetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte)
    }

    /// RFC 1123 section 2.1: labels of letters, digits and inner hyphens.
    static func isDomain(_ bytes: some Collection<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.first != hyphen
                && label.allSatisfy { $0.isASCIILetterOrDigit || $0 == hyphen }
                && label.reversed().first != hyphen
        }
    }
}
