import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// The promise record: figures over time, and exports that anybody can check.
struct RecordRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("promises/figures") { request, _ in
            let incidents = await site.ledger.read { Array($0.incidents.values) }.filter { !$0.isDrill }
            return try JSONAnswer.document(
                PromiseFigures(incidents, zone: site.context.zone, at: site.now), for: request)
        }
        routes.get("promises/export") { request, _ in
            let customer = request.fields["customer"].map { CustomerID($0) }
            return try JSONAnswer.document(try await signed(customer), for: request)
        }
    }

    /// The key is public from the first day, so that it is known before it is needed.
    func addPublic(to routes: some Routes) {
        routes.get("/promises/key") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: site.context.signingKey.publicKey + "\n")))
        }
        routes.get("/promises") { _, _ in
            guard site.context.settings.publishesPromises else { throw HTTPError(.notFound) }
            let incidents = await site.ledger.read { Array($0.incidents.values) }
                .filter { $0.ownedAt != nil && !$0.isDrill && $0.visibility == .public }
            let shown = Dictionary(uniqueKeysWithValues: incidents.map { ($0.id.text, $0) })
            let figures = FiguresModel(
                PromiseFigures(incidents, zone: site.context.zone, at: site.now)
            ) { id in
                shown[id].map {
                    FiguresModel.Incident(
                        title: $0.publicTitle ?? "", path: "/incidents/\(PublicIncident.slug($0))")
                }
            }
            return HTMLAnswer.page(
                try site.templates.render(PublicFiguresModel(siteName: site.context.siteName, figures: figures)))
        }
        routes.get("/promises.json") { request, _ in
            guard site.context.settings.publishesPromises else { throw HTTPError(.notFound) }
            return try JSONAnswer.document(try await signed(nil, onlyPublic: true), for: request)
        }
    }

    private func signed(_ customer: CustomerID?, onlyPublic: Bool = false) async throws -> SignedStatement {
        var incidents = await site.ledger.read { Array($0.incidents.values) }.filter {
            $0.ownedAt != nil && !$0.isDrill
        }
        if onlyPublic { incidents = incidents.filter { $0.visibility == .public } }
        if let customer {
            var theirs: [Incident] = []
            for incident in incidents {
                let members = try await site.store.audience(incident.id)
                if members.contains(where: { $0.customer == customer }) { theirs.append(incident) }
            }
            incidents = theirs
        }
        let head = try await site.store.head()
        let statement = PromiseStatement(
            organisation: site.context.settings.organisation, customer: customer?.text, incidents: incidents,
            // A position counts what is private too.
            head: onlyPublic ? (0, "") : (head.position, head.hash), at: site.now)
        let text = String(decoding: try WireJSON.data(statement), as: UTF8.self)
        return SignedStatement(
            publicKey: site.context.signingKey.publicKey, signature: try site.context.signingKey.signature(of: text),
            statement: text)
    }
}
