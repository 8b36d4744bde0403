import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// What is learnt of an incident after it was owned, in the console: diagnosis, repeat, regulators, report.
struct ConsoleDiagnosisRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("incidents/:id/diagnosis") { _, asker in
            try await page(try await site.incident(IncidentID(asker.part("id"))), asker)
        }
        routes.post("incidents/:id/diagnosis", use: diagnose)
        routes.post("incidents/:id/repeat") { request, asker in
            try await site.carryOut(request, asker, then: Self.path) { id, form in
                let earlier = IncidentID(form.fields["of"] ?? "")
                return form.fields["rejected"] == "yes"
                    ? .rejectRepeat(id, of: earlier) : .confirmRepeat(id, of: earlier)
            }
        }
        routes.post("incidents/:id/regulators") { request, asker in
            try await site.carryOut(request, asker, then: Self.path) { id, form in
                guard let regime = form.fields["regime"].flatMap(RegulatoryRegime.init(rawValue:)) else {
                    throw Sentences.badParameter(
                        "regime", value: form.fields["regime"] ?? "", expected: "nis2 or dora")
                }
                let incident = try await site.incident(id)
                let aware = try form.time("aware", in: site.context.zone)
                return .startRegulatoryClock(
                    id, regime, awareAt: aware ?? incident.firstToKnow.ours ?? incident.began,
                    classifiedAt: try form.time("classified", in: site.context.zone))
            }
        }
        routes.post("incidents/:id/filings") { request, asker in
            try await site.carryOut(request, asker, then: Self.path) { id, form in
                .tellRegulator(
                    id, subject: form.fields["subject"] ?? "", reference: form.fields["reference"] ?? "")
            }
        }
        routes.get("incidents/:id/report") { _, asker in
            let incident = try await site.incident(IncidentID(asker.part("id")))
            return try await report(
                ReportForm(incident, zone: site.context.zone), on: incident, isChecked: false, asker)
        }
        routes.post("incidents/:id/report", use: write)
    }

    private static func path(of id: IncidentID) -> String { "/console/incidents/\(id)/diagnosis" }

    private func page(
        _ incident: Incident, draft: DiagnosisModel.Draft? = nil, change: AudienceChange? = nil,
        _ asker: ServerRequestContext
    ) async throws -> Response {
        let frame = await ConsoleFrame.of(incident.title, in: .incidents, site: site, asker: asker)
        let model = try await DiagnosisModel.of(incident, draft: draft, change: change, site: site, frame: frame)
        return HTMLAnswer.page(try site.templates.render(model))
    }

    /// Shows who would join and leave, or takes it.
    @Sendable private func diagnose(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        let incident = try await site.incident(IncidentID(asker.part("id")))
        let concerns = try form.predicate("concerns", expected: "facts of those it concerns, such as feature==fax")
        let isComplete = form.fields["at_least"] == nil
        if form.fields["step"] == "ask" {
            let change = try await site.operations.audienceChange(
                of: incident, concerns: concerns, isComplete: isComplete)
            let draft = DiagnosisModel.Draft(
                concerns: concerns.description, why: form.fields["why"] ?? "", isAtLeast: !isComplete)
            return try await page(incident, draft: draft, change: change, asker)
        }
        _ = try await site.operations.diagnose(
            incident.id, concerns: concerns, why: form.fields["why"] ?? "", isComplete: isComplete,
            command: form.command, by: asker.actor, at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: Self.path(of: incident.id))
    }

    // MARK: The report

    private func report(
        _ form: ReportForm, on incident: Incident, isChecked: Bool, status: HTTPResponse.Status = .ok,
        _ asker: ServerRequestContext
    ) async throws -> Response {
        let leaks = try await site.operations.leaks(in: form.report, on: incident.id)
        let points = ReportCheck.of(
            form.report, on: incident, today: site.context.zone.localDate(at: site.now),
            suppliers: Set(site.context.settings.suppliers.map { $0.lowercased() }),
            leaks: form.override.isEmpty ? leaks.count : 0)
        let frame = await ConsoleFrame.of(incident.title, in: .incidents, site: site, asker: asker)
        let model = ReportEditorModel(
            form, on: incident, points: points, leaks: form.override.isEmpty ? leaks : [], isChecked: isChecked,
            frame: frame)
        return HTMLAnswer.page(try site.templates.render(model), status: status)
    }

    /// Checks, or publishes what passes; what does not comes back with the points that are missing, and nothing is lost.
    @Sendable private func write(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        let incident = try await site.incident(IncidentID(asker.part("id")))
        let written = try ReportForm(form, on: incident, at: site.now)
        if form.fields["step"] != "publish" { return try await report(written, on: incident, isChecked: true, asker) }
        let override = written.override.isEmpty ? nil : written.override
        do throws(OperationError) {
            if incident.report == nil {
                try await site.operations.publish(
                    written.report, on: incident.id, guards: written.guards, override: override,
                    command: form.command, by: asker.actor, at: site.now)
            } else {
                try await site.operations.amend(
                    written.report, on: incident.id, why: written.why, override: override, command: form.command,
                    by: asker.actor, at: site.now)
            }
        } catch {
            let unmet = ReportEditorModel.isShownInCheck(error)
            guard unmet else { throw error }
            return try await report(
                written, on: incident, isChecked: true, status: .unprocessableContent, asker)
        }
        site.context.wake()
        return HTMLAnswer.redirect(to: "/console/incidents/\(incident.id)")
    }
}
