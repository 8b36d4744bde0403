import Crypto
public import EvenkeelDomain
public import EvenkeelLedger
import Foundation

/// Makes the opaque links of customers and technicians. What is stored is their hash.
public struct Links: Sendable {
    private let store: any Store
    private let baseURL: String
    private let clock: @Sendable () -> Timestamp

    /// How long a link works that somebody made by hand.
    static let lifetime = TimeSpan.days(90)

    public init(store: any Store, baseURL: String, clock: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.baseURL = baseURL
        self.clock = clock
    }

    /// The address of a contact's page as messages carry it. It derives from a secret of the deployment, so that a message
    /// that is rendered again reads the same on every node.
    public func page(of contact: Contact) async throws(Failure) -> String {
        let key = try await store.deploymentKey("links", candidate: Secret.random())
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("customer/\(contact.customer)/\(contact.id)".utf8), using: SymmetricKey(data: Data(key.utf8)))
        let secret = Secret.base64url(Array(code))
        try await store.change([
            .putLink(
                LinkRow(
                    secretHash: Secret.hash(secret), kind: .customer, subject: contact.customer.text,
                    contact: contact.id, createdAt: clock()))
        ])
        return "\(baseURL)/c/\(secret)"
    }

    /// A new link, known to nobody else. Returns its address.
    func make(_ kind: LinkRow.Kind, _ subject: String, contact: ContactID?) async throws(Failure) -> String {
        let secret = Secret.random()
        let now = clock()
        try await store.change([
            .putLink(
                LinkRow(
                    secretHash: Secret.hash(secret), kind: kind, subject: subject, contact: contact, createdAt: now,
                    expiresAt: now + Self.lifetime))
        ])
        return "\(baseURL)/\(kind == .customer ? "c" : "t")/\(secret)"
    }

    /// Whose page a secret opens; nil for one that is not known, has ended or was taken back.
    func find(_ secret: String, _ kind: LinkRow.Kind) async throws(Failure) -> LinkRow? {
        guard (20...100).contains(secret.utf8.count),
            let link = try await store.link(secretHash: Secret.hash(secret)), link.kind == kind,
            link.isGood(at: clock())
        else { return nil }
        return link
    }
}
