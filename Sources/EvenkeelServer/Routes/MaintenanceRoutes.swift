import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Planned work: announce it, move it, say that it is done; waves of rollouts stand in the same list.
struct MaintenanceRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("maintenances") { request, _ in
            let customer = request.fields["customer"].map { CustomerID($0) }
            if let customer, try await site.operations.image.current().customers[customer] == nil {
                throw Sentences.unknown("customer", customer.text, list: "evenkeel fleet list")
            }
            var found = try await MaintenanceReading(site: site).all(for: customer)
            if try request.flag("open") { found = found.filter { !["completed", "cancelled"].contains($0.status) } }
            return try JSONAnswer.document(MaintenancePage(maintenances: found, next: nil), for: request)
        }
        routes.post("maintenances", use: schedule)
        routes.get("maintenances/:id") { request, asker in
            try JSONAnswer.document(try await document(MaintenanceID(asker.part("id"))), for: request)
        }
        for step in [MaintenanceStatus.Step.move, .complete, .cancel] {
            routes.post(RouterPath("maintenances/:id/\(step.rawValue)")) { request, asker in
                try await change(step, request, asker)
            }
        }
    }

    private func document(_ id: MaintenanceID) async throws -> MaintenanceDocument {
        guard let maintenance = await site.ledger.read({ $0.maintenances[id] }) else {
            throw OperationError.refused(.unknownMaintenance(id))
        }
        return MaintenanceDocument(
            maintenance, customers: try await site.operations.customers(of: maintenance).count, at: site.now)
    }

    private func texts(_ object: JSONObject) throws -> [String: String] {
        var texts: [String: String] = [:]
        let languages = Language.allCases.map(\.rawValue)
        guard let given = try object.object("texts", known: languages) else { return texts }
        for language in languages { texts[language] = try given.text(language) }
        return texts
    }

    @Sendable func schedule(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: MaintenanceRequest.members)
        guard let from = try object.time("from") else { throw object.missing("from", expected: "when it begins") }
        guard let to = try object.time("to") else { throw object.missing("to", expected: "when it ends") }
        let command = try request.command(asker.principal)
        var wish = ScheduleMaintenance(
            id: MaintenanceID("work-\(Secret.hash(command.text).prefix(12))"), title: try object.line("title") ?? "",
            text: try object.text("text") ?? "", from: from, to: to)
        wish.texts = try texts(object)
        wish.components = try (object.texts("components", atMost: 100) ?? []).map { ComponentID($0) }
        guard wish.components.allSatisfy(\.isPlain) else {
            throw object.bad("components", expected: "ids of components")
        }
        wish.visibility = try object.choice("visibility", of: Incident.Visibility.self) ?? .audience
        wish.concerns = try object.predicate("audience")
        wish.override = try object.text("override")
        try await site.operations.schedule(wish, command: command, by: asker.actor, at: site.now)
        site.context.wake()
        var response = try JSONAnswer.document(try await document(wish.id), for: request, status: .created)
        response.headers[.location] = "/api/v1/maintenances/\(wish.id)"
        return response
    }

    private func change(
        _ step: MaintenanceStatus.Step, _ request: Request, _ asker: ServerRequestContext
    ) async throws -> Response {
        let object = try await request.object(known: MaintenanceRequest.changes)
        let id = MaintenanceID(asker.part("id"))
        var change = ChangeMaintenance(id: id, step: step, text: try object.text("text") ?? "")
        change.texts = try texts(object)
        change.override = try object.text("override")
        let (from, to) = (try object.time("from"), try object.time("to"))
        guard step == .move || (from == nil && to == nil) else {
            throw object.bad(from == nil ? "to" : "from", expected: "nothing: only a move has new times")
        }
        (change.from, change.to) = (from, to)
        try await site.operations.change(
            change, command: try request.command(asker.principal), by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(try await document(id), for: request)
    }
}
