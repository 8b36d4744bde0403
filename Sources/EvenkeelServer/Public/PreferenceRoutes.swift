import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// What somebody is told, behind an opaque link in each mail. A GET only shows; one POST unsubscribes (RFC 8058).
struct PreferenceRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/u/:opaque") { request, asker in
            let link = try await link(asker)
            if link.list == .subscription {
                return try await subscriptions.manage(
                    link.address, asker, isSaved: site.said(request, at: "/u/\(asker.part("opaque"))") == "saved")
            }
            return HTMLAnswer.page(
                try site.templates.render(
                    try await model(link, asker, said: site.said(request, at: "/u/\(asker.part("opaque"))"))))
        }
        routes.post("/u/:opaque") { request, asker in
            let link = try await link(asker)
            let type = request.headers[.contentType] ?? ""
            let text = try await request.text(limit: 16_384)
            let form = MultipartFields(text, type: type)?.fields ?? FormFields(text)
            // A mail program posts this by itself: no cookie, no page of ours before, no redirect after.
            if form["List-Unsubscribe"] == "One-Click" {
                if link.list == .subscription {
                    try await subscriptions.leave(link.address)
                    return try await subscriptions.manage(link.address, asker)
                }
                try await put(link, link.choice.without(link.list))
                return HTMLAnswer.page(try site.templates.render(try await model(link, asker, said: "unsubscribed")))
            }
            try Gatekeeper.checkOrigin(request)
            if link.list == .subscription {
                try await subscriptions.choose(link.address, form)
                return HTMLAnswer.redirect(to: site.saying("saved", at: "/u/\(asker.part("opaque"))"))
            }
            guard let wanted = form["incidents"].flatMap(MessageChoice.Incidents.init(rawValue:)) else {
                throw Sentences.badParameter(
                    "incidents", value: form["incidents"] ?? "", expected: "all, changes, ends or none")
            }
            try await put(link, MessageChoice(incidents: wanted, planned: form["planned"] == "yes"))
            return HTMLAnswer.redirect(to: site.saying("saved", at: "/u/\(asker.part("opaque"))"))
        }
    }

    private var subscriptions: SubscriptionRoutes { SubscriptionRoutes(site: site) }

    private struct Opened {
        let list: MessageList
        let address: EmailAddress
        let contact: ContactID?
        let choice: MessageChoice
    }

    private func link(_ asker: ServerRequestContext) async throws -> Opened {
        guard let link = try await site.links.find(asker.part("opaque"), .preferences) else { throw Sentences.notFound }
        let parts = link.subject.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, let list = MessageList(rawValue: parts[0]), let address = EmailAddress(parts[1]) else {
            throw Sentences.notFound
        }
        return Opened(
            list: list, address: address, contact: link.contact,
            choice: try await site.store.choice(of: address) ?? MessageChoice())
    }

    private func put(_ link: Opened, _ choice: MessageChoice) async throws {
        // Whoever wants to hear of no incident does not want what the public hears of them either.
        if choice.incidents == .none, link.list == .incidents || link.choice.incidents != .none {
            try await subscriptions.leave(link.address)
        }
        guard choice != link.choice, let recipient = link.contact else { return }
        let customer = try await site.operations.image.current().contact(recipient)?.customer
        try await site.operations.perform(
            .recordChoice(
                RecordChoice(address: link.address, recipient: recipient, customer: customer, choice: choice)),
            id: CommandID("page/\(Secret.random())"), by: customer.map { "customer \($0)" } ?? "recipient", at: site.now
        )
        // What was announced to them may have to be told another way now.
        site.context.wake()
    }

    private func model(
        _ link: Opened, _ asker: ServerRequestContext, said: String?
    ) async throws -> PreferenceModel {
        let fleet = try await site.operations.image.current()
        let contact = fleet.contact(link.contact)
        let locale = contact?.locale ?? contact.flatMap { fleet.customers[$0.customer]?.locale }
        return PreferenceModel(
            siteName: site.context.siteName, words: PreferenceWords.of(tag: locale), address: link.address.description,
            path: "/u/\(asker.part("opaque"))",
            choice: try await site.store.choice(of: link.address) ?? MessageChoice(), list: link.list, said: said)
    }
}
