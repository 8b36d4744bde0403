import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Leave to install inside a freeze: asked for by one person, approved by another.
struct CrossingRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("calendar/crossings") { request, _ in
            let all = await site.ledger.read {
                $0.crossings.values.sorted { ($0.requestedAt, $0.id) < ($1.requestedAt, $1.id) }
            }
            return try JSONAnswer.document(
                CrossingPage(crossings: all.map { CrossingDocument($0, at: site.now) }), for: request)
        }
        routes.post("calendar/crossings", use: ask)
        routes.post("calendar/crossings/:id/approve") { request, asker in
            let id = CrossingID(asker.part("id"))
            _ = try await request.object(known: [])
            try await site.perform(.approveCrossing(id), request, asker)
            guard let crossing = await site.ledger.read({ $0.crossings[id] }) else {
                throw OperationError.refused(.unknownCrossing(id))
            }
            return try JSONAnswer.document(try await document(crossing), for: request)
        }
        routes.post("calendar/crossings/:id/withdraw") { request, asker in
            let why = try await request.object(known: ["why"]).text("why") ?? ""
            try await site.perform(.withdrawCrossing(CrossingID(asker.part("id")), why: why), request, asker)
            return Response(status: .noContent)
        }
    }

    @Sendable func ask(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(
            known: ["id", "rollout", "installations", "among", "from", "until", "why", "agreed"])
        let command = try request.command(asker.principal)
        let id = CrossingID(try object.line("id") ?? "crossing-\(Secret.hash(command.text).prefix(8))")
        guard id.isPlain else { throw object.bad("id", expected: "letters, digits, dots, dashes") }
        guard let until = try object.time("until") else {
            throw object.missing("until", expected: "when the leave ends, such as 2026-12-21T06:00:00Z")
        }
        let crossing = try await site.operations.requestCrossing(
            id, rollout: RolloutID(try object.requiredLine("rollout")),
            sites: (try object.texts("installations", atMost: 1000) ?? []).map { InstallationID($0) },
            among: try object.predicate("among"),
            time: TimeRange(from: try object.time("from") ?? site.now, until: until),
            why: try object.text("why") ?? "", agreed: try object.line("agreed"), command: command, by: asker.actor,
            at: site.now)
        site.context.wake()
        return try JSONAnswer.document(try await document(crossing), for: request, status: .created)
    }

    private func document(_ crossing: FreezeCrossing) async throws -> CrossingDocument {
        CrossingDocument(
            crossing, ofLaterWaves: try await site.operations.sitesOfLaterWaves(in: crossing), at: site.now)
    }
}
