import EvenkeelDomain

/// A console session: who, its CSRF token, and until when.
struct Session: Hashable, Sendable {
    /// The hash of the cookie; the cookie itself is not kept.
    let key: String
    let name: String
    /// The hash of the token it was opened with: when that is revoked, the session ends.
    let tokenHash: String
    let csrf: String
    let expires: Timestamp
}
