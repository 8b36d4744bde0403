public import EvenkeelDomain

/// A bearer token as it is stored: its name, scope and the SHA-256 of its secret in hexadecimal, never the secret.
public struct TokenRow: Hashable, Sendable, Codable {
    public enum Scope: String, CaseIterable, Codable, Sendable { case admin, read, outcomes }

    public var name: String
    public var scope: Scope
    public var secretHash: String
    public var createdAt: Timestamp
    public var revokedAt: Timestamp?
    /// The only installations it may report of; nil for all. Only for `outcomes`: what other scopes do is not done to
    /// installations one by one.
    public var predicate: Predicate?

    public init(
        name: String, scope: Scope, secretHash: String, createdAt: Timestamp, revokedAt: Timestamp? = nil,
        predicate: Predicate? = nil
    ) {
        self.predicate = predicate
        self.name = name
        self.scope = scope
        self.secretHash = secretHash
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }
}
