import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Alerts to our own people: who was told what, and the answer to a page.
struct AlertRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("alerts", use: list)
        routes.post("alerts/:id/acknowledge") { request, asker in
            _ = try await request.object(known: [])
            let (incident, alert) = try await find(AlertID(asker.part("id")))
            try await site.perform(.acknowledgeAlert(incident.id, alert.id), request, asker)
            let (_, answered) = try await find(alert.id)
            return try JSONAnswer.document(AlertDocument(answered, incident: incident.id), for: request)
        }
    }

    /// The links of pages: shown by GET, acknowledged by POST in the name of the person who was paged.
    func addLinks(to routes: some Routes) {
        routes.get("/a/:id/:code") { request, asker in try await page(asker) }
        routes.post("/a/:id/:code") { request, asker in
            try Gatekeeper.checkOrigin(request)
            let (incident, alert) = try await open(asker)
            try await site.operations.perform(
                .acknowledgeAlert(incident.id, alert.id), id: CommandID("acknowledge/\(alert.id)"),
                by: alert.person?.text ?? "unknown", at: site.now)
            site.context.wake()
            return try await page(asker)
        }
    }

    private func page(_ asker: ServerRequestContext) async throws -> Response {
        let (incident, alert) = try await open(asker)
        return HTMLAnswer.page(
            try site.templates.render(
                AcknowledgeModel(alert, incident, code: asker.part("code"), siteName: site.context.siteName)))
    }

    /// A wrong code and an unknown alert are the same answer.
    private func open(_ asker: ServerRequestContext) async throws -> (Incident, StaffAlert) {
        let id = AlertID(asker.part("id"))
        guard Secret.equal(asker.part("code"), AcknowledgeLink.code(of: id, key: site.context.signingKey)) else {
            throw OperationError.refused(.unknownAlert(id))
        }
        return try await find(id)
    }

    private func find(_ id: AlertID) async throws -> (Incident, StaffAlert) {
        let found = await site.ledger.read { state in
            state.incidents.values.lazy.compactMap { incident in
                incident.alerts.first { $0.id == id }.map { (incident, $0) }
            }.first
        }
        guard let found else { throw OperationError.refused(.unknownAlert(id)) }
        return found
    }

    @Sendable private func list(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let isOpen = try request.flag("open")
        let all = await site.ledger.read { state in
            state.incidents.values.flatMap { incident in incident.alerts.map { (incident.id, $0) } }
        }
        let chosen = all.filter { !isOpen || $0.1.wantsAnswer }.sorted { left, right in
            if left.1.wantsAnswer != right.1.wantsAnswer { return left.1.wantsAnswer }
            return (right.1.raisedAt, right.1.id) < (left.1.raisedAt, left.1.id)
        }
        return try JSONAnswer.document(
            AlertPage(alerts: chosen.map { AlertDocument($0.1, incident: $0.0) }, next: nil), for: request)
    }
}
