public import EvenkeelDomain

/// An opaque link as it is stored: whose page it opens, and the SHA-256 of its secret in hexadecimal, never the secret.
public struct LinkRow: Hashable, Sendable, Codable {
    public enum Kind: String, CaseIterable, Codable, Sendable {
        case customer, technician
        /// Unsubscribes from the list it names, and shows what else there is to choose.
        case preferences
        /// Names the conversation that a reply or a bounce belongs to.
        case reply
        /// Says how an install is, with one press.
        case response
        /// Begins a subscription, with one press.
        case confirm
    }

    public var secretHash: String
    public var kind: Kind
    /// The customer's id, the technician's name, the list and the address, the conversation, the
    /// wave and the rollout, or what was asked for.
    public var subject: String
    /// For whom it was made, so that an answer says who pressed.
    public var contact: ContactID?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp?
    public var revokedAt: Timestamp?

    public init(
        secretHash: String, kind: Kind, subject: String, contact: ContactID? = nil, createdAt: Timestamp,
        expiresAt: Timestamp? = nil, revokedAt: Timestamp? = nil
    ) {
        self.secretHash = secretHash
        self.kind = kind
        self.subject = subject
        self.contact = contact
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
    }

    public func isGood(at now: Timestamp) -> Bool { revokedAt == nil && expiresAt.map { now < $0 } ?? true }
}
