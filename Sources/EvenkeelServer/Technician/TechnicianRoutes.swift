import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// A technician's own page: shown with a GET, reported with a POST that may be sent twice.
struct TechnicianRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/t/:opaque") { request, asker in
            let link = try await link(asker)
            let model = try await TechnicianModel.of(
                link.subject, path: "/t/\(asker.part("opaque"))", said: request.fields["said"], site: site)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("/t/:opaque/:id/invitation.ics") { _, asker in
            let appointment = try await appointment(asker, of: try await link(asker))
            return Invitations.answer(try await Invitations.of(appointment, for: .technician, site: site))
        }
        routes.post("/t/:opaque/:id/begin", use: begin)
        routes.post("/t/:opaque/:id/steps", use: tick)
        routes.post("/t/:opaque/:id/records", use: attach)
        for step in ["installed", "failed", "not-possible"] {
            routes.post(RouterPath("/t/:opaque/:id/\(step)")) { request, asker in
                try await report(step, request, asker)
            }
        }
    }

    private func link(_ asker: ServerRequestContext) async throws -> LinkRow {
        guard let link = try await site.links.find(asker.part("opaque"), .technician) else { throw Sentences.notFound }
        return link
    }

    /// One of their own; of anybody else's nothing is told.
    private func appointment(_ asker: ServerRequestContext, of link: LinkRow) async throws -> Appointment {
        let id = AppointmentID(asker.part("id"))
        guard let found = try await site.store.appointments(AppointmentQuery(id: id)).first,
            found.person == link.subject
        else { throw Sentences.notFound }
        return found
    }

    /// The job of theirs a request is about; refused where no person installs there or it is over.
    private func install(_ request: Request, _ asker: ServerRequestContext) async throws -> TechnicianInstall {
        try Gatekeeper.checkOrigin(request)
        let link = try await link(asker)
        let appointment = try await appointment(asker, of: link)
        guard appointment.state == .agreed else {
            throw OperationError.refused(.appointmentCannot(.finish, appointment.id, in: appointment.state))
        }
        guard let install = await TechnicianInstall(appointment, by: link.subject, site: site) else {
            throw Sentences.notFound
        }
        return install
    }

    /// Asked for only where today's room is taken: else the first thing that is done begins it.
    @Sendable func begin(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let install = try await install(request, asker)
        let why = try await request.form().plain()["why"].map { String($0.prefix(400)) }
        try await install.begun(why: why)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/t/\(asker.part("opaque"))?said=begun")
    }

    @Sendable func tick(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let install = try await install(request, asker)
        guard let step = try await request.form()["step"].flatMap({ Int($0) }) else { throw Sentences.notFound }
        try await install.tick(step)
        site.context.wake()
        return HTMLAnswer.redirect(to: "/t/\(asker.part("opaque"))?said=step")
    }

    @Sendable func attach(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let install = try await install(request, asker)
        let tooLarge = Sentences.recordTooLarge(limitBytes: InstallRecord.sizeLimitBytes)
        let body: [UInt8]
        // Room for what stands around the file.
        do { body = try await request.bytes(limit: InstallRecord.sizeLimitBytes + 4096) } catch let problem as Problem {
            throw problem.code == "too_large" ? tooLarge : problem
        }
        guard let file = UploadedFile(body, contentType: request.headers[.contentType] ?? "") else {
            throw Sentences.badParameter("file", value: "", expected: "a file with something in it")
        }
        guard file.content.count <= InstallRecord.sizeLimitBytes else { throw tooLarge }
        try await install.attach(file)
        return HTMLAnswer.redirect(to: "/t/\(asker.part("opaque"))?said=record")
    }

    private func report(_ step: String, _ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try Gatekeeper.checkOrigin(request)
        let link = try await link(asker)
        let appointment = try await appointment(asker, of: link)
        let text = try await request.text(limit: 16_384)
        let form = try FormFields(text).plain()
        let note = form["note"].map { String($0.prefix(2000)) }
        let back = HTMLAnswer.redirect(to: "/t/\(asker.part("opaque"))?said=\(step)")
        // What was taken down is not asked again: the first try may have arrived without its answer.
        let done: [String: AppointmentState] = ["installed": .done, "failed": .failed, "not-possible": .notPossible]
        if done[step] == appointment.state { return back }
        let steps: [String: AppointmentState.Step] = [
            "installed": .finish, "failed": .fail, "not-possible": .refuse,
        ]
        guard let next = steps[step], appointment.state.after(next) != nil else {
            throw OperationError.refused(
                .appointmentCannot(steps[step] ?? .finish, appointment.id, in: appointment.state))
        }
        // It may have been installed without anybody there.
        if next == .refuse, try await site.operations.isInstalled(appointment) {
            throw OperationError.refused(.appointmentCannot(next, appointment.id, in: .done))
        }
        if next != .finish, note == nil { throw OperationError.refused(.reasonMissing) }
        try await outcome(next, appointment, note: note, by: link.subject)
        try await site.operations.change(
            appointment.id, next, note: note, command: CommandID("technician/\(appointment.id)/\(step)"),
            by: "technician", at: site.now)
        site.context.wake()
        return back
    }

    /// The install itself: a report as any other source makes it, under an id of its own.
    private func outcome(
        _ step: AppointmentState.Step, _ appointment: Appointment, note: String?, by person: String
    ) async throws {
        if let install = await TechnicianInstall(appointment, by: person, site: site) {
            switch step {
            case .finish: try await install.end(.installed(note: note ?? "reported by \(person)"))
            case .fail: try await install.end(.failed(note: note ?? ""))
            default: try await install.leave(note: note ?? "")
            }
            return
        }
        let rollout = try await site.rollout(appointment.rollout)
        let kind: Outcome.Kind
        switch step {
        case .finish: kind = .installed
        case .fail: kind = .failed
        default: return
        }
        let outcome = Outcome(
            id: OutcomeID("appointment/\(appointment.id)"), installation: appointment.installation,
            release: rollout.release.version, kind: kind, at: site.now, fault: note)
        let refused = try await site.operations.record(
            [OutcomeBatch.Report(index: 0, outcome: outcome)], source: "technician", at: site.now)
        // Reported before under the same id, a moment earlier: the first report stands.
        if let first = refused.first(where: { $0.reason != .duplicateDiffers }) {
            throw Sentences.notReady(first.reason)
        }
    }
}
