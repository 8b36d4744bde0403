import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// The public subscribes: by form or by request, and only once the owner of the address has confirmed.
///
/// Whatever is known of an address, the answer is the same, and so is the work: one mail is queued, whether it is
/// subscribed or not.
struct SubscriptionRoutes {
    let site: Site

    /// Without a token.
    func addPublic(to routes: some Routes) {
        routes.get("/subscribe") { request, _ in
            HTMLAnswer.page(try site.templates.render(await form(words(for: request), isAsked: false)))
        }
        routes.post("/subscribe") { request, asker in
            try Gatekeeper.checkOrigin(request)
            let fields = FormFields(try await request.text(limit: 16_384))
            let components = await components()
            let wanted = components.filter { fields["component:\($0.id)"] != nil }.map(\.id.text)
            let asked = try SubscriptionRequest(
                email: (fields["email"] ?? "").trimmingWhitespace, components: wanted, locale: fields["locale"],
                known: Set(components.map(\.id)))
            try await ask(asked, request, asker)
            let words = SubscriptionWords.of(tag: asked.locale)
            return HTMLAnswer.page(
                try site.templates.render(await form(words, isAsked: true)), status: .accepted)
        }
        routes.post("/api/v1/subscriptions") { request, asker in
            let object = try await request.object(known: SubscriptionRequest.members, limit: 16_384)
            let asked = try SubscriptionRequest(object, known: Set(await components().map(\.id)))
            try await ask(asked, request, asker)
            return try JSONAnswer.document(
                SubscriptionDocument(SubscriptionWords.of(tag: asked.locale)), for: request, status: .accepted)
        }
        routes.get("/s/:opaque") { _, asker in
            let (wish, address) = try await open(asker)
            return try await page(wish, address, asker, isDone: false)
        }
        routes.post("/s/:opaque") { request, asker in
            try Gatekeeper.checkOrigin(request)
            let (wish, address) = try await open(asker)
            _ = try await site.operations.confirm(wish, of: address, at: site.now)
            return try await page(wish, address, asker, isDone: true)
        }
    }

    func add(to routes: some Routes) {
        routes.get("subscribers") { request, _ in
            let limit = try request.limit(default: 1000, atMost: 10_000)
            let after = request.fields["after"] ?? ""
            let rest = try await site.store.subscribers().filter { $0.address.folded > after }
            let shown = rest.prefix(limit)
            return try JSONAnswer.document(
                SubscriberPage(
                    subscribers: shown.map { SubscriberDocument($0) },
                    next: rest.count > shown.count ? shown.last?.address.folded : nil), for: request)
        }
        routes.delete("subscribers/:address") { _, asker in
            let text = asker.part("address")
            guard let address = EmailAddress(text), try await site.store.change([.dropSubscriber(address)]) > 0 else {
                throw Sentences.unknown("subscriber", text, list: "evenkeel subscriber list")
            }
            return Response(status: .noContent)
        }
    }

    /// What a subscriber is told; posted to, what they chose, or that they leave (RFC 8058).
    func manage(
        _ address: EmailAddress, _ asker: ServerRequestContext, isSaved: Bool = false
    ) async throws -> Response {
        let subscriber = try await site.store.subscriber(address)
        return HTMLAnswer.page(
            try site.templates.render(
                SubscriptionModel(
                    siteName: site.context.siteName, tag: subscriber?.locale, address: address,
                    path: "/u/\(asker.part("opaque"))", subscriber: subscriber, components: await components(),
                    isSaved: isSaved)))
    }

    func leave(_ address: EmailAddress) async throws {
        try await site.store.change([.dropSubscriber(address)])
    }

    func choose(_ address: EmailAddress, _ form: FormFields) async throws {
        guard var subscriber = try await site.store.subscriber(address) else { return }
        guard let wanted = form["incidents"].flatMap(MessageChoice.Incidents.init(rawValue:)), wanted != .none else {
            throw Sentences.badParameter("incidents", value: form["incidents"] ?? "", expected: "all, changes or ends")
        }
        subscriber.incidents = wanted
        subscriber.components = Set(
            await components().map(\.id).filter { form["component:\($0)"] != nil })
        try await site.store.change([.putSubscriber(subscriber)])
    }

    private func ask(_ asked: SubscriptionRequest, _ request: Request, _ asker: ServerRequestContext) async throws {
        let client = asker.client(of: request, behind: site.context.trustedProxy)
        switch site.questions.answer(client: client, address: asked.address, at: site.now) {
        case .tooMany: throw Sentences.tooManyQuestions
        case .saySo: return
        case .ask: break
        }
        try await site.operations.ask(
            SubscriptionWish(components: asked.components, locale: asked.locale, askedAt: site.now),
            of: asked.address, at: site.now)
        site.context.wake()
    }

    private func open(_ asker: ServerRequestContext) async throws -> (SubscriptionWish, EmailAddress) {
        guard let link = try await site.links.find(asker.part("opaque"), .confirm),
            let address = link.contact.flatMap(Subscriber.address(of:))
        else { throw Sentences.questionEnded }
        return (SubscriptionWish(text: link.subject, askedAt: link.createdAt), address)
    }

    private func page(
        _ wish: SubscriptionWish, _ address: EmailAddress, _ asker: ServerRequestContext, isDone: Bool
    ) async throws -> Response {
        let names = await site.ledger.read { state in wish.components.map { state.component($0).name } }
        return HTMLAnswer.page(
            try site.templates.render(
                ConfirmModel(
                    siteName: site.context.siteName, words: .of(tag: wish.locale), address: address.description,
                    components: names, path: "/s/\(asker.part("opaque"))", isDone: isDone)))
    }

    private func form(_ words: SubscriptionWords, isAsked: Bool) async -> SubscribeModel {
        SubscribeModel(
            siteName: site.context.siteName, words: words, components: await components(), isAsked: isAsked)
    }

    private func components() async -> [Component] {
        await site.ledger.read { $0.components.values.sorted { $0.id < $1.id } }
    }

    /// The language asked for in the address, else the first of the browser's that we have.
    private func words(for request: Request) -> SubscriptionWords {
        if let tag = request.fields["lang"] { return .of(tag: tag) }
        let known = Set(SubscriptionWords.languages.map(\.0) + ["iw"])
        let wished = (request.headers[.acceptLanguage] ?? "").split(separator: ",").map {
            $0.prefix { $0 != ";" && $0 != "-" }.filter { !$0.isWhitespace }.lowercased()
        }
        return .of(tag: wished.first { known.contains($0) })
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        let rest = drop { $0.isWhitespace }
        return String(rest[..<(rest.lastIndex { !$0.isWhitespace }.map { rest.index(after: $0) } ?? rest.startIndex)])
    }
}
