import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Incidents: own, update, restore, resolve, publish, report.
struct IncidentRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("incidents", use: list)
        routes.post("incidents", use: open)
        routes.get("incidents/:id") { request, asker in
            try await answer(IncidentID(asker.part("id")), request)
        }
        routes.post("incidents/:id/updates", use: update)
        routes.post("incidents/:id/own", use: own)
        routes.post("incidents/:id/restore", use: restore)
        routes.post("incidents/:id/resolve") { request, asker in
            let object = try await request.object(known: ["body", "cause", "override", "rest_by"])
            let id = IncidentID(asker.part("id"))
            var post = PostUpdate(
                incident: id, status: .resolved, body: try object.text("body") ?? "", cause: try object.text("cause"))
            post.override = try object.text("override")
            post.restBy = try object.day("rest_by")
            try await say(post, request, asker)
            return try await answer(id, request)
        }
        routes.post("incidents/:id/publish") { request, asker in
            let object = try await request.object(known: ["public_title", "text", "override"])
            let id = IncidentID(asker.part("id"))
            try await site.operations.publish(
                id, title: try object.line("public_title") ?? "", text: try object.text("text") ?? "",
                override: try object.text("override"),
                command: try request.command(asker.principal), by: asker.actor, at: site.now)
            site.context.wake()
            return try await answer(id, request)
        }
        routes.post("incidents/:id/report") { request, asker in
            let object = try await request.object(known: ReportRequest.members)
            let id = IncidentID(asker.part("id"))
            let (report, guards) = try ReportRequest.read(object, incident: id, at: site.now)
            try await site.operations.publish(
                report, on: id, guards: guards, override: try object.text("override"),
                command: try request.command(asker.principal), by: asker.actor, at: site.now)
            site.context.wake()
            return try await answer(id, request)
        }
        routes.post("incidents/:id/signals", use: signal)
    }

    private func answer(
        _ id: IncidentID, _ request: Request, status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let incident = try await site.incident(id)
        let audience = try await site.operations.audience(of: incident).sorted { $0.customer < $1.customer }
        var document = IncidentDocument(incident, audience: audience, tickets: try await site.store.tickets(id))
        let likely = await site.ledger.read { RepeatFinder.likely(incident, among: $0.incidents.values) }
        document.likelyRepeats = likely.map(IncidentDocument.Likeness.init)
        return try JSONAnswer.document(document, for: request, status: status)
    }

    @Sendable func list(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let status = try request.choice("status", of: IncidentStatus.self)
        let isOpen = try request.flag("open")
        let incidents = await site.ledger.read { Array($0.incidents.values) }
            .filter { status == nil || $0.status == status }
            .filter { !isOpen || $0.status.isOpen || $0.status == .suspected }
            .sorted { ($1.began, $1.id) < ($0.began, $0.id) }
        return try JSONAnswer.document(
            IncidentPage(incidents: incidents.map { IncidentDocument($0) }, next: nil), for: request)
    }

    @Sendable func open(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: IncidentRequest.members)
        let wish = try IncidentRequest(reading: object)
        guard wish.status == nil || wish.status == .investigating else {
            throw object.bad("status", expected: "investigating: an incident begins with that")
        }
        if wish.cause != nil { throw object.bad("cause", expected: "nothing yet: the cause comes later") }
        let command = try request.command(asker.principal)
        let id = IncidentID("inc-\(Secret.hash(command.text).prefix(12))")
        let opening = try await IncidentWishes(site: site).opening(wish, in: object)
        try await site.operations.open(
            id, opening, body: wish.body, nextBy: try object.time("next_by"), override: wish.override,
            blocks: wish.updateBlocks,
            command: command, by: asker.actor, at: site.now)
        site.context.wake()
        var response = try await answer(id, request, status: .created)
        response.headers[.location] = "/api/v1/incidents/\(id)"
        return response
    }

    @Sendable func update(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: IncidentRequest.members)
        let wish = try IncidentRequest(reading: object)
        let incident = try await site.incident(IncidentID(asker.part("id")))
        try IncidentWishes.requireUnchanged(wish, of: incident)
        if wish.status == .reported || wish.status == .suspected {
            throw object.bad(
                "status",
                expected: "investigating, identified, monitoring, resolved or withdrawn; a report is published with "
                    + "`evenkeel incident report`")
        }
        var post = PostUpdate(
            incident: incident.id, status: wish.status, body: wish.body, nextBy: try object.time("next_by"),
            cause: wish.cause)
        post.override = wish.override
        post.blocks = wish.updateBlocks
        try await say(post, request, asker)
        return try await answer(incident.id, request, status: .created)
    }

    private func say(_ post: PostUpdate, _ request: Request, _ asker: ServerRequestContext) async throws {
        try await site.operations.post(
            post, id: try request.command(asker.principal), by: asker.actor, at: site.now)
        site.context.wake()
    }

    @Sendable func own(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["body", "next_by", "override", "blocks", "texts"])
        let id = IncidentID(asker.part("id"))
        let wish = try IncidentRequest(reading: object)
        try await site.operations.own(
            id, opening: nil, body: try object.text("body") ?? "", nextBy: try object.time("next_by"),
            override: wish.override, blocks: wish.updateBlocks, command: try request.command(asker.principal),
            by: asker.actor, at: site.now)
        site.context.wake()
        return try await answer(id, request)
    }

    @Sendable func restore(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["customers", "how", "override"])
        let id = IncidentID(asker.part("id"))
        _ = try await site.incident(id)
        guard let names = try object.texts("customers"), !names.isEmpty else {
            throw object.missing("customers", expected: "a list of customer ids")
        }
        let audience = Set(try await site.store.audience(id).map(\.customer.text))
        let strangers = names.filter { !audience.contains($0) }
        guard strangers.isEmpty else { throw Sentences.notInAudience(strangers) }
        let restored = try await site.operations.restore(
            id, names.map { CustomerID($0) }, how: try object.text("how") ?? "",
            override: try object.text("override"), command: try request.command(asker.principal), by: asker.actor,
            at: site.now)
        site.context.wake()
        return try JSONAnswer.document(RestoredDocument(restored: restored.map(\.text)), for: request)
    }

    @Sendable func signal(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["source", "at", "note"])
        guard let source = try object.choice("source", of: Signal.Source.self) else {
            throw object.missing("source", expected: "probe, alert, verdict, staff or customer")
        }
        let id = IncidentID(asker.part("id"))
        try await requireConcern(of: asker.principal, id)
        let signal = Signal(source: source, at: try object.time("at") ?? site.now, note: try object.text("note"))
        try await site.perform(.receiveSignal(id, signal), request, asker)
        return Response(status: .accepted)
    }

    /// A token for some installations says nothing of incidents that concern none of their customers.
    private func requireConcern(of principal: Principal?, _ id: IncidentID) async throws {
        guard let principal, principal.predicate != nil else { return }
        let fleet = try await site.operations.image.current()
        let theirs = Set(
            fleet.installations.filter { principal.mayReport(of: $0, in: fleet) }.map(\.customer))
        guard try await site.store.audience(id).contains(where: { theirs.contains($0.customer) }) else {
            throw Sentences.outsideToken
        }
    }
}
