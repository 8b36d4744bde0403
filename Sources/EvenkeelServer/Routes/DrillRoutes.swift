import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Fire drills: begin one, see how the response is graded, end it. What happens in between are the routes of incidents.
struct DrillRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("drills") { request, _ in
            let drills = await site.ledger.read { Array($0.incidents.values) }.filter(\.isDrill)
                .sorted { ($1.began, $1.id) < ($0.began, $0.id) }
            return try JSONAnswer.document(DrillPage(drills: drills.map(document), next: nil), for: request)
        }
        routes.post("drills", use: begin)
        routes.get("drills/:id") { request, asker in
            try JSONAnswer.document(document(try await drill(asker)), for: request)
        }
        routes.post("drills/:id/end") { request, asker in
            _ = try await request.object(known: [])
            let incident = try await drill(asker)
            try await site.operations.post(
                PostUpdate(incident: incident.id, status: .withdrawn, body: Sentences.drillIsOver),
                id: try request.command(asker.principal), by: asker.actor, at: site.now)
            site.context.wake()
            return try JSONAnswer.document(document(try await site.incident(incident.id)), for: request)
        }
    }

    private func document(_ incident: Incident) -> DrillDocument {
        DrillDocument(incident, grade: site.operations.grade(incident, at: site.now))
    }

    /// A real incident has no grade: it is as if there were no such drill.
    private func drill(_ asker: ServerRequestContext) async throws -> Incident {
        let incident = try await site.incident(IncidentID(asker.part("id")))
        guard incident.isDrill else {
            throw Sentences.unknown("drill", incident.id.text, list: "evenkeel incident drill list")
        }
        return incident
    }

    @Sendable func begin(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: DrillRequest.members)
        let wish = try DrillRequest(reading: object)
        let components = (wish.components ?? []).map { ComponentID($0) }
        guard components.allSatisfy(\.isPlain) else { throw object.bad("components", expected: "ids of components") }
        let command = try request.command(asker.principal)
        let id = IncidentID("drill-\(Secret.hash(command.text).prefix(12))")
        try await site.operations.beginDrill(
            id, title: wish.title, impact: wish.impact ?? .critical, components: components,
            criticality: wish.criticality ?? .normal, command: command, by: asker.actor, at: site.now)
        site.context.wake()
        var response = try JSONAnswer.document(
            document(try await site.incident(id)), for: request, status: .created)
        response.headers[.location] = "/api/v1/drills/\(id)"
        return response
    }
}
