import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Planned work in the console: announce, move, end, cancel.
struct ConsoleMaintenanceRoutes {
    private static let address = "/console/maintenance"

    let site: Site

    func add(to routes: some Routes) {
        routes.get("maintenance") { _, asker in
            let frame = await ConsoleFrame.of("Maintenance", in: .maintenance, site: site, asker: asker)
            let model = MaintenanceListModel(
                try await MaintenanceReading(site: site).all(for: nil),
                components: await site.ledger.read { $0.components.values.sorted { $0.id < $1.id } }, frame: frame,
                zone: site.context.zone)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.post("maintenance", use: schedule)
        for step in [MaintenanceStatus.Step.move, .complete, .cancel] {
            routes.post(RouterPath("maintenance/:id/\(step.rawValue)")) { request, asker in
                try await change(step, request, asker)
            }
        }
    }

    @Sendable func schedule(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        guard let from = try time("from", form) else { throw missing("from") }
        guard let to = try time("to", form) else { throw missing("to") }
        var wish = ScheduleMaintenance(
            id: MaintenanceID("work-\(Secret.hash(form.command.text).prefix(12))"), title: form.fields["title"] ?? "",
            text: form.fields["text"] ?? "", from: from, to: to)
        if let component = form.fields["component"], !component.isEmpty { wish.components = [ComponentID(component)] }
        wish.visibility = form.fields["visibility"] == "public" ? .public : .audience
        if let text = form.fields["audience"], !text.isEmpty {
            do { wish.concerns = try Predicate(parsing: text) } catch {
                throw Sentences.badPredicate("audience", text: text, error: error)
            }
        }
        wish.override = form.fields["override"]
        try await site.operations.schedule(wish, command: form.command, by: asker.actor, at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: Self.address)
    }

    private func change(
        _ step: MaintenanceStatus.Step, _ request: Request, _ asker: ServerRequestContext
    ) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        var change = ChangeMaintenance(
            id: MaintenanceID(asker.part("id")), step: step, text: form.fields["text"] ?? "")
        change.override = form.fields["override"]
        if step == .move { (change.from, change.to) = (try time("from", form), try time("to", form)) }
        try await site.operations.change(change, command: form.command, by: asker.actor, at: site.now)
        site.context.wake()
        return HTMLAnswer.redirect(to: Self.address)
    }

    /// A local time of the organisation's zone; nil where the field was left empty.
    private func time(_ name: String, _ form: ConsoleForm) throws(Problem) -> Timestamp? {
        guard let text = form.fields[name], !text.isEmpty else { return nil }
        guard let time = site.context.zone.instant(text: text) else {
            throw Sentences.badParameter(name, value: text, expected: "a time such as 2026-12-14 09:30")
        }
        return time
    }

    private func missing(_ name: String) -> Problem {
        Sentences.badParameter(name, value: "", expected: "a time such as 2026-12-14 09:30")
    }
}
