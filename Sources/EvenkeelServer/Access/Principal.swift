import EvenkeelLedger

/// Who makes a request: the holder of a token, directly or through a session.
struct Principal: Hashable, Sendable {
    let name: String
    let scope: TokenRow.Scope
    /// Set where a cookie brought them.
    var session: Session?

    /// True if this scope covers what is needed: admin covers all, read only itself.
    func may(_ needed: TokenRow.Scope) -> Bool { scope == .admin || scope == needed }
}
