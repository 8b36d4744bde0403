import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// A customer's own page. A GET only shows: mail scanners follow links. What a customer says is a POST, and the address is
/// what entitles to it.
struct CustomerPageRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/c/:opaque") { request, asker in
            let link = try await link(asker)
            let model = try await CustomerPageModel.of(
                link, path: "/c/\(asker.part("opaque"))", said: request.fields["said"], site: site)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        for step in ["agree", "move", "decline", "pin", "unpin", "early"] {
            routes.post(RouterPath("/c/:opaque/\(step)")) { request, asker in
                try await answer(step, request, asker)
            }
        }
    }

    private func link(_ asker: ServerRequestContext) async throws -> LinkRow {
        guard let link = try await site.links.find(asker.part("opaque"), .customer) else { throw Sentences.notFound }
        return link
    }

    private func answer(_ step: String, _ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try Gatekeeper.checkOrigin(request)
        let link = try await link(asker)
        let text = try await request.text(limit: 16_384)
        let form = try FormFields(text).plain()
        let kinds: [String: Answer.Kind] = [
            "agree": .agreed, "move": .moved, "decline": .declined, "pin": .pinned, "unpin": .unpinned,
            "early": .early,
        ]
        guard let kind = kinds[step] else { throw Sentences.notFound }
        var wish = AnswerWish(
            customer: CustomerID(link.subject), kind: kind, way: .page, at: site.now, contact: link.contact)
        wish.note = form["note"].map { String($0.prefix(2000)) }
        if let day = form["day"] {
            guard let date = CivilDate(day) else {
                throw Sentences.badParameter("day", value: day, expected: "a day such as 2026-12-01")
            }
            wish.day = date
        }
        switch kind {
        case .agreed, .moved, .declined:
            guard let rollout = form["rollout"], let wave = form["wave"].flatMap(Int.init), wave > 0 else {
                throw Sentences.badParameter("wave", value: form["wave"] ?? "", expected: "a form of this page")
            }
            wish.rollout = RolloutID(rollout)
            wish.wave = wave - 1
        case .pinned, .unpinned:
            guard let installation = form["installation"] else {
                throw Sentences.badParameter("installation", value: "", expected: "one of your sites")
            }
            wish.installations = [InstallationID(installation)]
        default: break
        }
        // The same form sent twice, over a bad connection, is one answer.
        let command = CommandID("page/\(Secret.hash(request.uri.path + "\n" + text).prefix(32))")
        try await site.operations.answer(wish, command: command, by: "customer \(link.subject)", at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/c/\(asker.part("opaque"))?said=\(kind.rawValue)")
    }
}
