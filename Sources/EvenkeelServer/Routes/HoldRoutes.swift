import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Holds and guards.
struct HoldRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("holds") { request, _ in
            let holds = try await HoldReading.all(site: site)
            return try JSONAnswer.document(HoldPage(holds: holds.map(\.document), next: nil), for: request)
        }
        routes.post("holds", use: add)
        routes.post("holds/:id/lift") { request, asker in
            let object = try await request.object(known: ["why"])
            try await site.perform(
                .liftHold(HoldID(asker.part("id")), why: try object.text("why") ?? ""), request, asker)
            return Response(status: .noContent)
        }
        routes.post("holds/:id/renew") { request, asker in
            let object = try await request.object(known: ["expires", "why"])
            let id = HoldID(asker.part("id"))
            try await site.perform(
                .renewHold(id, expires: try object.time("expires"), why: try object.text("why") ?? ""), request, asker)
            return try JSONAnswer.document(HoldDocument(try await hold(id)), for: request)
        }
        routes.post("holds/:id/override") { request, asker in
            let object = try await request.object(known: ["rollout", "installations", "why"])
            let id = HoldID(asker.part("id"))
            let sites = (try object.texts("installations") ?? []).map { InstallationID($0) }
            let rollout = RolloutID(try object.requiredLine("rollout"))
            try await site.require(sites)
            try await site.perform(
                .overrideHold(id, rollout, sites, why: try object.text("why") ?? ""), request, asker)
            return try JSONAnswer.document(HoldDocument(try await hold(id)), for: request)
        }
        routes.get("guards") { request, _ in
            let guards = await site.ledger.read { Array($0.guards.values) }.sorted { $0.id < $1.id }
            return try JSONAnswer.document(GuardPage(guards: guards.map(GuardDocument.init), next: nil), for: request)
        }
    }

    private func hold(_ id: HoldID) async throws -> Hold {
        guard let hold = await site.ledger.read({ $0.holds[id] }) else {
            throw OperationError.refused(.unknownHold(id))
        }
        return hold
    }

    @Sendable func add(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["id", "predicate", "owner", "why", "expires", "incident"])
        guard let predicate = try object.predicate("predicate") else {
            throw object.missing("predicate", expected: "whom it keeps out, such as feature==fax")
        }
        let command = try request.command(asker.principal)
        let id = HoldID(try object.line("id") ?? "hold-\(Secret.hash(command.text).prefix(10))")
        guard id.isPlain else { throw object.bad("id", expected: "letters, digits, dots, dashes") }
        let hold = Hold(
            id: id, predicate: predicate, owner: try object.line("owner") ?? asker.actor,
            why: try object.text("why") ?? "", since: site.now, expires: try object.time("expires"),
            incident: try object.line("incident").map { IncidentID($0) })
        try await site.operations.perform(.addHold(hold), id: command, by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(HoldDocument(hold), for: request, status: .created)
    }
}
