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
        routes.post("incidents/:id/own") { request, asker in
            try await act(request, asker) { id, form in
                try await site.operations.own(
                    id, opening: nil, body: form.fields["body"] ?? "", nextBy: try form.nextBy(site.now),
                    override: form.fields["override"], blocks: form.blocks, command: form.command, by: asker.actor,
                    at: site.now)
            }
        }
        routes.post("incidents/:id/updates") { request, asker in
            try await act(request, asker) { id, form in
                let status = form.fields["status"].flatMap(IncidentStatus.init(rawValue:))
                var post = PostUpdate(
                    incident: id, status: status, body: form.fields["body"] ?? "", nextBy: try form.nextBy(site.now))
                post.override = form.fields["override"]
                post.blocks = form.blocks
                try await site.operations.post(post, id: form.command, by: asker.actor, at: site.now)
            }
        }
        routes.post("incidents/:id/resolve") { request, asker in
            try await act(request, asker) { id, form in
                var post = PostUpdate(
                    incident: id, status: .resolved, body: form.fields["body"] ?? "", cause: form.fields["cause"])
                post.override = form.fields["override"]
                try await site.operations.post(post, id: form.command, by: asker.actor, at: site.now)
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
        let incident = try await site.incident(IncidentID(asker.part("id")))
        let audience = try await site.operations.audience(of: incident)
        let components = await site.ledger.read { state in incident.components.map { state.component($0).name } }
        let customers = try await site.operations.image.current().customers
        let frame = await ConsoleFrame.of(incident.title, in: .incidents, site: site, asker: asker)
        let model = IncidentModel(
            incident, audience: audience, customers: customers, components: components,
            settings: site.context.settings, frame: frame, now: site.now,
            tickets: try await site.store.tickets(incident.id),
            composer: ComposerModel(
                components: await site.ledger.read { state in incident.components.map { state.component($0) } },
                author: Language(tag: request.fields["lang"]), path: "/console/incidents/\(incident.id)"))
        return HTMLAnswer.page(try site.templates.render(model))
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
