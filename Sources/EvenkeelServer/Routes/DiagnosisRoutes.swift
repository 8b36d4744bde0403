import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What is learnt of an incident after it was owned: whom it concerns, what it repeats, what the report must say.
struct DiagnosisRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("phrases") { request, _ in
            let components = await site.ledger.read { Array($0.components.values) }
            let phrases = request.fields["component"].map { id in
                PhraseLibrary.phrases(of: components.filter { $0.id.text == id })
            }
            return try JSONAnswer.document((phrases ?? PhraseLibrary.all).map(PhraseDocument.init), for: request)
        }
        routes.post("incidents/:id/diagnose") { request, asker in
            let object = try await request.object(known: ["concerns", "why", "complete"])
            guard let concerns = try object.predicate("concerns") else {
                throw object.missing("concerns", expected: "a predicate such as feature==fax")
            }
            let id = IncidentID(asker.part("id"))
            _ = try await site.operations.diagnose(
                id, concerns: concerns, why: try object.text("why") ?? "",
                isComplete: try object.flag("complete") ?? true, command: try request.command(asker.principal),
                by: asker.actor, at: site.now)
            site.context.wake()
            return try await answer(id, request)
        }
        routes.get("incidents/:id/repeats") { request, asker in
            let id = IncidentID(asker.part("id"))
            let incident = try await site.incident(id)
            let likely = await site.ledger.read { RepeatFinder.likely(incident, among: $0.incidents.values) }
            return try JSONAnswer.document(likely.map(IncidentDocument.Likeness.init), for: request)
        }
        routes.post("incidents/:id/request-report") { request, asker in
            let object = try await request.object(known: ["customer"])
            let id = IncidentID(asker.part("id"))
            let customer = CustomerID(try object.requiredLine("customer"))
            guard try await site.store.member(customer, of: id) != nil else {
                _ = try await site.incident(id)
                throw Sentences.notInAudience([customer.text])
            }
            try await site.perform(.requestReport(id, customer), request, asker)
            return try await answer(id, request)
        }
        routes.post("incidents/:id/repeat") { request, asker in
            let object = try await request.object(known: ["of", "rejected"])
            let id = IncidentID(asker.part("id"))
            let earlier = IncidentID(try object.requiredLine("of"))
            let isRejected = try object.flag("rejected") ?? false
            try await site.perform(
                isRejected ? .rejectRepeat(id, of: earlier) : .confirmRepeat(id, of: earlier), request, asker)
            return try await answer(id, request)
        }
        routes.post("incidents/:id/report/check") { request, asker in
            let object = try await request.object(known: ReportRequest.members)
            let id = IncidentID(asker.part("id"))
            let incident = try await site.incident(id)
            let (report, _) = try ReportRequest.read(object, incident: id, at: site.now)
            let stands = try object.text("override") != nil
            let leaks = try await site.operations.leaks(in: report, on: id)
            let points = ReportCheck.of(
                report, on: incident, today: site.context.zone.localDate(at: site.now),
                suppliers: Set(site.context.settings.suppliers.map { $0.lowercased() }),
                leaks: stands ? 0 : leaks.count)
            return try JSONAnswer.document(points.map(ReportCheckDocument.init), for: request)
        }
        routes.put("incidents/:id/report") { request, asker in
            let object = try await request.object(known: ReportRequest.members + ["why", "published_at"])
            let id = IncidentID(asker.part("id"))
            let (report, guards) = try ReportRequest.read(object, incident: id, at: site.now)
            // A report is sent back as it was published, with the guards that it has.
            let standing = await site.ledger.read { state in state.guards.values.filter { $0.incident == id } }
            guard guards.allSatisfy({ wish in standing.contains { $0.asks(theSameAs: wish) } }) else {
                throw object.bad("actions", expected: "no new guard: a guard comes with a report")
            }
            try await site.operations.amend(
                report, on: id, why: try object.text("why") ?? "", override: try object.text("override"),
                command: try request.command(asker.principal), by: asker.actor, at: site.now)
            site.context.wake()
            return try await answer(id, request)
        }
        routes.post("incidents/import") { request, asker in
            let object = try await request.object(known: ["incidents", "source"], limit: 16_777_216)
            let incidents = try IncidentImportRequest.read(object)
            try await site.perform(.importIncidents(incidents), request, asker)
            let known = await site.ledger.read { state in incidents.count { state.incidents[$0.incident] != nil } }
            return try JSONAnswer.document(ImportedIncidentsDocument(incidents: known), for: request)
        }
    }

    private func answer(_ id: IncidentID, _ request: Request) async throws -> Response {
        let audience = try await site.store.audience(id).sorted { $0.customer < $1.customer }
        return try JSONAnswer.document(IncidentDocument(try await site.incident(id), audience: audience), for: request)
    }
}
