import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Who is written to, which addresses take no mail, and what people answered.
struct RecipientRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("recipients") { request, _ in
            let isQuarantined = try request.flag("quarantined")
            let contacts = try await contacts().filter { !isQuarantined || $0.quarantine != nil }
            return try JSONAnswer.document(
                RecipientPage(recipients: contacts.map { RecipientDocument($0) }, next: nil), for: request)
        }
        routes.post("recipients/:address/release") { request, asker in
            _ = try await request.object(known: [])
            let text = asker.part("address")
            // An endpoint by its name too, as it stands in the configuration.
            guard let address = EmailAddress(text) ?? EmailAddress("\(text)@endpoint.invalid"),
                let contact = try await contacts().first(where: { $0.email.folded == address.folded })
            else { throw Sentences.unknown("recipient", text, list: "evenkeel recipient list") }
            try await site.perform(.liftQuarantine(contact), request, asker)
            var released = contact
            released.quarantine = nil
            return try JSONAnswer.document(RecipientDocument(released), for: request)
        }
        routes.get("replies") { request, _ in
            let fields = request.fields
            let query = ReplyQuery(
                customer: fields["customer"].map { CustomerID($0) }, thread: fields["thread"],
                waiting: try request.flag("waiting"), limit: try request.limit(default: 1000, atMost: 10_000))
            let rows = try await site.store.replies(query)
            return try JSONAnswer.document(
                ReplyPage(replies: rows.map { ReplyDocument($0) }, next: nil), for: request)
        }
        routes.post("replies/:id/read") { request, asker in
            _ = try await request.object(known: [])
            return try JSONAnswer.document(
                ReplyDocument(try await Self.read(asker.part("id"), by: asker.actor, site: site)), for: request)
        }
    }

    private func contacts() async throws -> [Contact] {
        try await site.operations.image.current().people + site.operations.endpoints()
    }

    static func reply(_ id: String, site: Site) async throws -> ReplyRow {
        guard let reply = try await site.store.replies(ReplyQuery(id: id, limit: 1)).first else {
            throw Sentences.unknown("reply", id, list: "evenkeel reply list")
        }
        return reply
    }

    /// The same from the API and from the console.
    static func read(_ id: String, by actor: String, site: Site) async throws -> ReplyRow {
        _ = try await reply(id, site: site)
        try await site.store.change([.markReplyRead(id, by: actor, at: site.now)])
        site.context.wake()
        return try await reply(id, site: site)
    }
}
