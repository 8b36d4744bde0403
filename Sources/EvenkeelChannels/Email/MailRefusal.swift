/// Why a text is not the mail value it was given as.
public enum MailRefusal: Error, Equatable, Sendable {
    /// Not an address of the form `local@domain` in ASCII, or longer than RFC 5321 allows.
    case notAnAddress(String)
    /// Not an identifier of the form `left@right` (RFC 5322 section 3.6.4).
    case notAMessageID(String)
    /// Not an `http` or `https` address in printable ASCII.
    case notAnUnsubscribeLink(String)
    /// Not the address of an SMTP server. The text itself is left out: it may hold a password.
    case notAnSMTPServer(Obstacle)

    /// The part of a server's URL that was refused.
    public enum Obstacle: Equatable, Sendable {
        /// Not a URL at all.
        case syntax
        /// Neither `smtp` nor `smtps`.
        case scheme(String)
        /// No host, or one with characters that no host has.
        case host(String)
        /// Not between 1 and 65535.
        case port(Int)
        /// A path, query or fragment, which mean nothing here.
        case surplus(String)
        /// A user without a password, a password without a user, or a NUL in one of them.
        case credentials
    }
}
