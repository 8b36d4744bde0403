public import EvenkeelHTTP
public import Foundation

/// An address that the server's owner declared by name: the only addresses installs are handed to. No answer of the
/// other side leads anywhere else, redirects included.
public struct DeclaredWebhook: Hashable, Sendable {
    /// Where an install is handed over.
    public var url: URL
    /// Asked how an install is, where the other side does not call back: `{key}` and `{install}` are filled in.
    public var status: String?
    /// Told to stop an install; nil where it cannot be stopped.
    public var cancel: URL?
    /// Told to put the version before back; nil where nobody there can.
    public var rollback: URL?
    /// What requests are signed with, and the tokens of callbacks are made of.
    public var secret: WebhookSecret

    public init(url: URL, status: String? = nil, cancel: URL? = nil, rollback: URL? = nil, secret: WebhookSecret) {
        self.url = url
        self.status = status
        self.cancel = cancel
        self.rollback = rollback
        self.secret = secret
    }
}
