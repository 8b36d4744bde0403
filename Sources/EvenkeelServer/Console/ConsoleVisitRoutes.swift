import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// Appointments and ends of support in the console.
struct ConsoleVisitRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("appointments") { _, asker in
            let frame = await ConsoleFrame.of("Appointments", in: .appointments, site: site, asker: asker)
            let model = try await AppointmentsModel.of(site: site, frame: frame)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.post("appointments/:id/move") { request, asker in
            let form = try await ConsoleForm(request, asker)
            let text = form.fields["start"] ?? ""
            guard let start = Timestamp(rfc3339: text) else {
                throw Sentences.badParameter("start", value: text, expected: "one of the times that are free")
            }
            try await site.operations.change(
                AppointmentID(asker.part("id")), .move, start: start, command: form.command, by: asker.actor,
                at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/console/appointments")
        }
        routes.post("appointments/:id/cancel") { request, asker in
            let form = try await ConsoleForm(request, asker)
            try await site.operations.change(
                AppointmentID(asker.part("id")), .cancel, note: form.fields["reason"], command: form.command,
                by: asker.actor, at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/console/appointments")
        }
        routes.get("support") { _, asker in
            let frame = await ConsoleFrame.of("End of support", in: .support, site: site, asker: asker)
            return HTMLAnswer.page(try site.templates.render(try await SupportModel.of(site: site, frame: frame)))
        }
    }
}
