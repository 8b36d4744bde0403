import Crypto
public import EvenkeelDomain
public import EvenkeelLedger
import Foundation
import Synchronization

/// Makes the opaque links of customers, technicians and messages. What is stored is their hash.
public struct Links: Sendable {
    private let store: any Store
    private let baseURL: String
    private let mailbox: EmailAddress?
    private let clock: @Sendable () -> Timestamp
    private let known = Known()

    /// So many links are written at a time: other writes, what leaves above all, are not to wait long.
    private static let few = 512

    /// How long a link works that somebody made by hand.
    static let lifetime = TimeSpan.days(90)

    /// Begun with the key, which is then not prepared for each name anew.
    private typealias Keyed = HMAC<SHA256>

    /// The key, read once.
    private final class Known: Sendable {
        private let made = Mutex(Keyed?.none)

        func key(_ make: () async throws(Failure) -> String) async throws(Failure) -> Keyed {
            if let key = made.withLock({ $0 }) { return key }
            let key = Keyed(key: SymmetricKey(data: Data(try await make().utf8)))
            made.withLock { $0 = key }
            return key
        }
    }

    /// - Parameter mailbox: where replies to messages go; nil for no address to reply to.
    public init(
        store: any Store, baseURL: String, mailbox: EmailAddress? = nil, clock: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.baseURL = baseURL
        self.mailbox = mailbox
        self.clock = clock
    }

    /// The addresses that messages offer their recipients, in the order of the messages. They derive from a secret of the
    /// deployment, so that a message that is rendered again reads the same on every node.
    public func links(
        of messages: [(delivery: Delivery, contact: Contact)]
    ) async throws(Failure) -> [MessageLinks] {
        let key = try await known.key { () async throws(Failure) in
            try await store.deploymentKey("links", candidate: Secret.random())
        }
        let pages = try await standing(
            Set(messages.map(\.contact).filter { !Self.isPublic($0) }.map(Self.page(of:))), key)
        var rows: [LinkRow] = []
        let made = messages.map { links(of: $0.delivery, $0.contact, pages: pages, key, &rows) }
        let known = Set(try await store.links(secretHashes: rows.map(\.secretHash)).map(\.secretHash))
        // In the order of their index, of which many stand on one page.
        let news = rows.filter { !known.contains($0.secretHash) }.sorted { $0.secretHash < $1.secretHash }
        for start in stride(from: 0, to: news.count, by: Self.few) {
            try await store.change([.putLinks(Array(news[start..<min(start + Self.few, news.count)]))])
        }
        return made
    }

    private func links(
        of delivery: Delivery, _ contact: Contact, pages: [String: String], _ key: Keyed,
        _ rows: inout [LinkRow]
    ) -> MessageLinks {
        let now = clock()
        func make(
            _ kind: LinkRow.Kind, _ subject: String, named: String, from: Timestamp? = nil, until: Timestamp? = nil
        ) -> String {
            let code = Self.code(named, key)
            // Mail servers may write the local part of an address in lower case: 128 bits in hexadecimal.
            let secret = kind == .reply ? Secret.hex(Array(code.prefix(16))) : Secret.base64url(code)
            rows.append(
                LinkRow(
                    secretHash: Secret.hash(secret), kind: kind, subject: subject, contact: contact.id,
                    createdAt: from ?? now, expiresAt: until))
            return secret
        }
        var links = MessageLinks()
        let isPublic = Self.isPublic(contact)
        if !isPublic {
            let name = Self.page(of: contact)
            let page = make(.customer, contact.customer.text, named: pages[name] ?? name)
            links.customerPage = "\(baseURL)/c/\(page)"
        }
        if case .confirm(let wish) = delivery.subject {
            // Nothing to leave yet: who does not confirm hears no more.
            let named = "confirm/\(contact.id)/\(wish.askedAt.milliseconds)/\(wish.text)"
            let secret = make(.confirm, wish.text, named: named, from: wish.askedAt, until: wish.endsAt)
            links.confirm = "\(baseURL)/s/\(secret)"
        }
        if links.confirm == nil {
            let list = isPublic ? MessageList.subscription : delivery.subject.list
            let choice = "\(list.rawValue)/\(contact.email.folded)"
            let secret = make(.preferences, choice, named: "preferences/\(contact.id)/\(choice)")
            links.unsubscribe = "\(baseURL)/u/\(secret)"
        }
        if delivery.channel == "email" {
            links.preferences = links.unsubscribe
            if case .installed(let rollout, _, let wave, _) = delivery.subject {
                let place = "\(wave)/\(rollout)"
                let secret = make(.response, place, named: "response/\(contact.id)/\(place)")
                links.fine = "\(baseURL)/r/\(secret)/fine"
                links.trouble = "\(baseURL)/r/\(secret)/trouble"
            }
            if let mailbox, let at = mailbox.description.lastIndex(of: "@") {
                let thread = delivery.subject.thread
                let token = make(.reply, thread, named: "reply/\(contact.id)/\(thread)")
                links.replyTo = "\(mailbox.description[..<at])+\(token)\(mailbox.description[at...])"
            }
        }
        return links
    }

    /// Where one of our own people answers a page. Whoever knows the address was sent it, as with the link in the page.
    public func replyAddress(of alert: AlertID) async throws(Failure) -> String? {
        guard let mailbox, let at = mailbox.description.lastIndex(of: "@") else { return nil }
        let key = try await known.key { () async throws(Failure) in
            try await store.deploymentKey("links", candidate: Secret.random())
        }
        let token = Secret.hex(Array(Self.code("reply/\(alert.repliedThread)", key).prefix(16)))
        try await store.change([
            .putLinks([
                LinkRow(
                    secretHash: Secret.hash(token), kind: .reply, subject: alert.repliedThread, createdAt: clock())
            ])
        ])
        return "\(mailbox.description[..<at])+\(token)\(mailbox.description[at...])"
    }

    private static func isPublic(_ contact: Contact) -> Bool { Subscriber.address(of: contact.id) != nil }

    private static func page(of contact: Contact) -> String { "customer/\(contact.customer)/\(contact.id)" }

    private static func code(_ name: String, _ key: Keyed) -> [UInt8] {
        var code = key
        code.update(data: Array(name.utf8))
        return Array(code.finalize())
    }

    /// For each name the first of its forms whose link was not taken back: after `customer unlink` the next mail has an
    /// address of its own.
    private func standing(_ names: Set<String>, _ key: Keyed) async throws(Failure) -> [String: String] {
        var standing: [String: String] = [:]
        var asked = Array(names)
        var generation = 0
        while !asked.isEmpty {
            let forms = asked.map { name in
                let form = generation == 0 ? name : "\(name)/\(generation)"
                return (name: name, form: form, hash: Secret.hash(Secret.base64url(Self.code(form, key))))
            }
            let known = try await store.links(secretHashes: forms.map(\.hash))
            let revoked = Set(known.filter { $0.revokedAt != nil }.map(\.secretHash))
            for form in forms where !revoked.contains(form.hash) { standing[form.name] = form.form }
            asked = forms.filter { revoked.contains($0.hash) }.map(\.name)
            generation += 1
        }
        return standing
    }

    /// A new link, known to nobody else, and its address.
    func new(_ kind: LinkRow.Kind, _ subject: String, contact: ContactID?) -> (link: LinkRow, url: String) {
        let secret = Secret.random()
        let now = clock()
        let link = LinkRow(
            secretHash: Secret.hash(secret), kind: kind, subject: subject, contact: contact, createdAt: now,
            expiresAt: now + Self.lifetime)
        return (link, "\(baseURL)/\(kind == .customer ? "c" : "t")/\(secret)")
    }

    /// Whose page a secret opens; nil for one that is not known, has ended or was taken back.
    public func find(_ secret: String, _ kind: LinkRow.Kind) async throws(Failure) -> LinkRow? {
        guard (20...100).contains(secret.utf8.count),
            let link = try await store.link(secretHash: Secret.hash(secret)), link.kind == kind,
            link.isGood(at: clock())
        else { return nil }
        return link
    }
}
