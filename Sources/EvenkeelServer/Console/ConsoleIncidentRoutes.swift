import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Incidents in the console: own, update, restore, resolve, publish.
struct ConsoleIncidentRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("incidents") { _, asker in
            let frame = await ConsoleFrame.of("Incidents", in: .incidents, site: site, asker: asker)
            return HTMLAnswer.page(try site.templates.render(await IncidentListModel.of(site: site, frame: frame)))
        }
        routes.get("figures") { _, asker in
            let frame = await ConsoleFrame.of("Figures", in: .incidents, site: site, asker: asker)
            let incidents = await site.ledger.read { Array($0.incidents.values) }.filter { !$0.isDrill }
            let titles = Dictionary(uniqueKeysWithValues: incidents.map { ($0.id.text, $0.title) })
            let figures = FiguresModel(PromiseFigures(incidents, zone: site.context.zone, at: site.now)) { id in
                titles[id].map { FiguresModel.Incident(title: $0, path: "/console/incidents/\(id)") }
            }
            return HTMLAnswer.page(try site.templates.render(ConsoleFiguresModel(frame: frame, figures: figures)))
        }
        routes.post("incidents", use: open)
        routes.get("incidents/:id", use: show)
        for step in [UpdateDraft.Step.own, .updates, .resolve] {
            routes.post(RouterPath("incidents/:id/\(step.rawValue)")) { request, asker in
                try await say(step, request, asker)
            }
        }
        routes.post("incidents/:id/restore") { request, asker in
            try await act(request, asker) { id, form in
                _ = try await site.operations.restore(
                    id, [CustomerID(form.fields["customer"] ?? "")], how: form.fields["how"] ?? "",
                    override: form.fields["override"], command: form.command, by: asker.actor, at: site.now)
            }
        }
        routes.post("incidents/:id/publish") { request, asker in
            try await act(request, asker) { id, form in
                try await site.operations.publish(
                    id, title: form.fields["public_title"] ?? "", text: form.fields["text"] ?? "",
                    override: form.fields["override"],
                    command: form.command, by: asker.actor, at: site.now)
            }
        }
    }

    @Sendable func show(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try await page(IncidentID(asker.part("id")), author: request.fields["lang"], asker: asker)
    }

    /// - Parameter draft: what was written and not sent, with what it would say.
    private func page(
        _ id: IncidentID, author: String?, draft: UpdateDraft = UpdateDraft(), preview: PreviewModel? = nil,
        asker: ServerRequestContext
    ) async throws -> Response {
        let incident = try await site.incident(id)
        let audience = try await site.operations.audience(of: incident)
        let (components, likely) = await site.ledger.read { state in
            (
                incident.components.map { state.component($0) },
                RepeatFinder.likely(incident, among: state.incidents.values).count
            )
        }
        let customers = try await site.operations.image.current().customers
        let frame = await ConsoleFrame.of(incident.title, in: .incidents, site: site, asker: asker)
        let model = IncidentModel(
            incident, audience: audience, customers: customers, components: components.map(\.name),
            settings: site.context.settings, frame: frame, now: site.now,
            tickets: try await site.store.tickets(incident.id),
            composer: ComposerModel(
                components: components, author: Language(tag: author), path: "/console/incidents/\(incident.id)",
                draft: draft),
            draft: draft, preview: preview, likely: likely,
            unsent: try await UnsentMail.of(incident.id, site: site),
            replies: try await site.store.replies(ReplyQuery(thread: "incident/\(incident.id)", limit: 50)))
        return HTMLAnswer.page(try site.templates.render(model))
    }

    /// Owns, updates or resolves, or shows what that would say: the same form with another button.
    private func say(
        _ step: UpdateDraft.Step, _ request: Request, _ asker: ServerRequestContext
    ) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        let id = IncidentID(asker.part("id"))
        let (now, actor) = (site.now, asker.actor)
        let isPreview = form.fields["step"] == "preview"
        let courier = site.context.courier
        var preview: UpdatePreview?
        switch step {
        case .own:
            let (words, next) = (form.words, try form.nextBy(now))
            let reason = form.fields["override"]
            if isPreview {
                preview = try await courier.preview(
                    owning: id, body: words.body, nextBy: next, override: reason, blocks: words.blocks, by: actor,
                    at: now)
            } else {
                try await site.operations.own(
                    id, opening: nil, body: words.body, nextBy: next, override: reason, blocks: words.blocks,
                    command: form.command, by: actor, at: now)
            }
        case .updates, .resolve:
            let post = try Self.update(step, id, form, at: now)
            if isPreview {
                preview = try await courier.preview(post, by: actor, at: now)
            } else {
                try await site.operations.post(post, id: form.command, by: actor, at: now)
            }
        }
        if let preview {
            return try await page(
                id, author: form.fields["lang"], draft: UpdateDraft(form, step: step), preview: PreviewModel(preview),
                asker: asker)
        }
        site.context.wake()
        return HTMLAnswer.redirect(to: "/console/incidents/\(id)")
    }

    private static func update(
        _ step: UpdateDraft.Step, _ id: IncidentID, _ form: ConsoleForm, at now: Timestamp
    ) throws(Problem) -> PostUpdate {
        var post: PostUpdate
        if step == .resolve {
            post = PostUpdate(
                incident: id, status: .resolved, body: form.fields["body"] ?? "", cause: form.fields["cause"])
        } else {
            post = PostUpdate(
                incident: id, status: form.fields["status"].flatMap(IncidentStatus.init(rawValue:)),
                body: form.words.body, nextBy: try form.nextBy(now))
            post.blocks = form.words.blocks
        }
        post.override = form.fields["override"]
        return post
    }

    @Sendable func open(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        var wish = IncidentRequest(body: form.fields["body"] ?? "")
        wish.title = form.fields["title"]
        wish.impact = form.fields["impact"].flatMap(Impact.init(rawValue:))
        let components = (form.fields["components"] ?? "").split(whereSeparator: { ", ".contains($0) })
        wish.components = components.isEmpty ? nil : components.map(String.init)
        let id = IncidentID("inc-\(Secret.hash(form.command.text).prefix(12))")
        let empty = try JSONObject(.object([]), known: [])
        let opening = try await IncidentWishes(site: site).opening(wish, in: empty)
        try await site.operations.open(
            id, opening, body: wish.body, nextBy: try form.nextBy(site.now), override: form.fields["override"],
            blocks: form.blocks, command: form.command, by: asker.actor, at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/console/incidents/\(id)")
    }

    private func act(
        _ request: Request, _ asker: ServerRequestContext, _ body: (IncidentID, ConsoleForm) async throws -> Void
    ) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        let id = IncidentID(asker.part("id"))
        try await body(id, form)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/console/incidents/\(id)")
    }
}
