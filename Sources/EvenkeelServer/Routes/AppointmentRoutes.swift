import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Hummingbird

/// Appointments: who comes when, where, and how to get in.
struct AppointmentRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("appointments") { request, _ in
            let fields = request.fields
            let state = try request.choice("state", of: AppointmentState.self)
            let found = try await site.store.appointments(
                AppointmentQuery(
                    rollout: fields["rollout"].map { RolloutID($0) },
                    customer: fields["customer"].map { CustomerID($0) }, person: fields["person"]))
            return try JSONAnswer.document(
                AppointmentPage(
                    appointments: found.filter { state == nil || $0.state == state }.map {
                        AppointmentDocument($0, at: site.now)
                    },
                    next: nil), for: request)
        }
        routes.post("appointments", use: add)
        routes.get("appointments/:id/invitation.ics") { _, asker in
            let appointment = try await appointment(asker)
            return Invitations.answer(try await Invitations.of(appointment, for: .technician, site: site))
        }
        routes.get("appointments/:id/slots") { request, asker in
            let slots = try await site.operations.freeSlots(for: try await appointment(asker), at: site.now)
            return try JSONAnswer.document(SlotPage(slots: slots), for: request)
        }
        routes.post("appointments/:id/move") { request, asker in
            let object = try await request.object(known: ["start", "minutes"])
            guard let start = try object.time("start") else {
                throw object.missing("start", expected: "a time such as 2026-12-14T09:00:00Z")
            }
            return try await step(.move, request, asker, start: start, minutes: try object.integer("minutes"))
        }
        for (name, step) in [("cancel", AppointmentState.Step.cancel)] {
            routes.post(RouterPath("appointments/:id/\(name)")) { request, asker in
                let object = try await request.object(known: ["reason"])
                return try await self.step(step, request, asker, note: try object.text("reason"))
            }
        }
        routes.post("technicians/:name/links") { request, asker in
            let name = asker.part("name")
            let url = try await site.makeLink(.technician, name, contact: nil, by: asker.actor)
            return try JSONAnswer.document(
                LinkDocument(url: url, subject: name, contact: nil), for: request, status: .created)
        }
        routes.delete("technicians/:name/links") { request, asker in
            try await site.perform(.revokeLinks(.technician, subject: asker.part("name")), request, asker)
            return Response(status: .noContent)
        }
    }

    private func appointment(_ asker: ServerRequestContext) async throws -> Appointment {
        let id = AppointmentID(asker.part("id"))
        guard let found = try await site.store.appointments(AppointmentQuery(id: id)).first else {
            throw OperationError.refused(.unknownAppointment(id))
        }
        return found
    }

    private func step(
        _ step: AppointmentState.Step, _ request: Request, _ asker: ServerRequestContext, start: Timestamp? = nil,
        minutes: Int? = nil, note: String? = nil
    ) async throws -> Response {
        let appointment = try await site.operations.change(
            AppointmentID(asker.part("id")), step, start: start, minutes: minutes, note: note,
            command: try request.command(asker.principal), by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(AppointmentDocument(appointment, at: site.now), for: request)
    }

    @Sendable func add(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: [
            "id", "rollout", "installation", "start", "minutes", "person", "email", "access", "override",
        ])
        let installation = InstallationID(try object.requiredLine("installation"))
        guard let place = try await site.operations.image.current()[installation] else {
            throw Sentences.unknown("installation", installation.text, list: "evenkeel fleet list")
        }
        guard let start = try object.time("start") else {
            throw object.missing("start", expected: "a time such as 2026-12-14T09:00:00Z")
        }
        let email = try object.line("email")
        if let email, EmailAddress(email) == nil { throw object.bad("email", expected: "an address") }
        let command = try request.command(asker.principal)
        let id = AppointmentID(try object.line("id") ?? "appointment-\(Secret.hash(command.text).prefix(10))")
        guard id.isPlain else { throw object.bad("id", expected: "letters, digits, dots, dashes") }
        let appointment = try await site.operations.appoint(
            Appointment(
                id: id, rollout: RolloutID(try object.requiredLine("rollout")), installation: installation,
                customer: place.customer, start: start, minutes: try object.integer("minutes") ?? 60,
                person: try object.requiredLine("person"), personEmail: email.flatMap { EmailAddress($0) },
                team: place.team, access: try object.text("access"), changedAt: site.now),
            override: try object.text("override"), command: command, by: asker.actor, at: site.now)
        site.context.wake()
        return try JSONAnswer.document(AppointmentDocument(appointment, at: site.now), for: request, status: .created)
    }
}
