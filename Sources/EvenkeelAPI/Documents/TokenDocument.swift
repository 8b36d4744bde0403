import EvenkeelDomain
public import EvenkeelLedger

/// A token by its name; its secret is shown once, when it is made.
public struct TokenDocument: Codable, Hashable, Sendable {
    public var name: String
    public var scope: String
    public var createdAt: String
    public var revokedAt: String?
    /// The only installations it may report of.
    public var predicate: String?
    public var token: String?

    public init(_ row: TokenRow, token: String? = nil) {
        name = row.name
        scope = row.scope.rawValue
        createdAt = row.createdAt.description
        revokedAt = row.revokedAt?.description
        predicate = row.predicate?.description
        self.token = token
    }
}
