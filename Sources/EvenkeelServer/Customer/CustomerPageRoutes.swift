import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// A customer's own page. A GET only shows: mail scanners follow links. What a customer says is a POST, and the address is
/// what entitles to it.
struct CustomerPageRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("/c/:opaque") { request, asker in
            let link = try await link(asker)
            let model = try await CustomerPageModel.of(
                link, path: "/c/\(asker.part("opaque"))",
                said: site.said(request, at: "/c/\(asker.part("opaque"))"), site: site)
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.get("/c/:opaque/incidents/:id") { _, asker in
            let link = try await link(asker)
            let model = try await CustomerIncidentModel.of(
                IncidentID(asker.part("id")), link, path: "/c/\(asker.part("opaque"))", site: site)
            guard let model else { throw Sentences.notFound }
            return HTMLAnswer.page(try site.templates.render(model))
        }
        routes.post("/c/:opaque/incidents/:id/report") { request, asker in
            try Gatekeeper.checkOrigin(request)
            let link = try await link(asker)
            let id = IncidentID(asker.part("id"))
            guard try await site.store.member(CustomerID(link.subject), of: id) != nil else { throw Sentences.notFound }
            // Asked twice, over a bad connection, it is promised once.
            try await site.operations.perform(
                .requestReport(id, CustomerID(link.subject)), id: CommandID("page/report/\(id)/\(link.subject)"),
                by: "customer \(link.subject)", at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/c/\(asker.part("opaque"))/incidents/\(id)")
        }
        routes.get("/c/:opaque/appointments/:id/invitation.ics") { _, asker in
            Invitations.answer(
                try await Invitations.of(try await appointment(asker), for: .customer, site: site))
        }
        routes.post("/c/:opaque/appointments/:id") { request, asker in try await move(request, asker) }
        for step in ["agree", "move", "decline", "pin", "unpin", "early", "not-early", "later", "accept"] {
            routes.post(RouterPath("/c/:opaque/\(step)")) { request, asker in
                try await answer(step, request, asker)
            }
        }
    }

    /// There is nothing of theirs to answer, or not any more. What is not theirs and what never was are one answer, in
    /// their words: the difference would tell what others are planned for.
    private static func isOver(_ refusal: Refusal) -> Bool {
        switch refusal {
        case .unknownRollout, .unknownWave, .unknownInstallation, .unknownCampaign, .nothingToAnswer, .noNoticeToAnswer,
            .nothingToPin, .appointedAlready:
            true
        default: false
        }
    }

    /// Takes an appointment to another of the times that were offered, as often as the policy allows.
    private func move(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try Gatekeeper.checkOrigin(request)
        let appointment = try await appointment(asker)
        let text = try await request.text(limit: 16_384)
        let back = HTMLAnswer.redirect(to: site.saying("moved", at: "/c/\(asker.part("opaque"))"))
        let wanted = FormFields(text)["start"] ?? ""
        // The same form sent again, over a bad connection.
        if appointment.sequence > 0, Timestamp(rfc3339: wanted) == appointment.start { return back }
        let rollout = try await site.rollout(appointment.rollout)
        let times = rollout.policy.notice.postponeTimes
        guard appointment.sequence < times else {
            throw OperationError.refused(.postponementsUsedUp(rollout.id, times: times))
        }
        let free = try await site.operations.freeSlots(for: appointment, at: site.now)
        guard let start = Timestamp(rfc3339: wanted), free.contains(start) else {
            throw Sentences.badParameter("start", value: wanted, expected: "one of the times that are free")
        }
        try await site.operations.change(
            appointment.id, .move, start: start, chosenBy: VisitChoice(contact: try await link(asker).contact),
            command: CommandID("page/\(Secret.hash(request.uri.path + "\n" + text).prefix(32))"),
            by: "customer \(appointment.customer)", at: site.now)
        site.context.wake()
        return back
    }

    /// One of theirs; of anybody else's nothing is told.
    private func appointment(_ asker: ServerRequestContext) async throws -> Appointment {
        let link = try await link(asker)
        let id = AppointmentID(asker.part("id"))
        guard let found = try await site.store.appointments(AppointmentQuery(id: id)).first,
            found.customer.text == link.subject
        else { throw Sentences.notFound }
        return found
    }

    private func link(_ asker: ServerRequestContext) async throws -> LinkRow {
        guard let link = try await site.links.find(asker.part("opaque"), .customer),
            try await isTheirs(link)
        else { throw Sentences.notFound }
        return link
    }

    /// Whoever a link was made for has to be one of the customer's still.
    private func isTheirs(_ link: LinkRow) async throws -> Bool {
        guard let contact = link.contact else { return true }
        let customer = CustomerID(link.subject)
        let people = try await site.operations.image.current().contacts[customer] ?? []
        let programs = site.context.settings.endpoints.filter { $0.customer == customer }.compactMap(\.contact)
        return (people + programs).contains { $0.id == contact }
    }

    private func answer(_ step: String, _ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        try Gatekeeper.checkOrigin(request)
        let link = try await link(asker)
        let text = try await request.text(limit: 16_384)
        let form = try FormFields(text).plain()
        let kinds: [String: Answer.Kind] = [
            "agree": .agreed, "move": .moved, "decline": .declined, "pin": .pinned, "unpin": .unpinned,
            "early": .early, "not-early": .notEarly, "later": .later, "accept": .acceptsRisk,
        ]
        guard let kind = kinds[step] else { throw Sentences.notFound }
        var wish = AnswerWish(
            customer: CustomerID(link.subject), kind: kind, way: .page, at: site.now, contact: link.contact)
        wish.note = form["note"].map { String($0.prefix(2000)) }
        if let day = form["day"] {
            guard let date = CivilDate(day) else {
                throw Sentences.badParameter("day", value: day, expected: "a day such as 2026-12-01")
            }
            wish.day = date
        }
        switch kind {
        case .agreed, .moved, .declined:
            guard let rollout = form["rollout"], let wave = form["wave"].flatMap(Int.init), wave > 0 else {
                throw Sentences.badParameter("wave", value: form["wave"] ?? "", expected: "a form of this page")
            }
            wish.rollout = RolloutID(rollout)
            wish.wave = wave - 1
            wish.seen = form["seen"] ?? ""
        case .pinned, .unpinned:
            guard let installation = form["installation"] else {
                throw Sentences.badParameter("installation", value: "", expected: "one of your sites")
            }
            wish.installations = [InstallationID(installation)]
        case .later, .acceptsRisk:
            wish.campaign = CampaignID(form["campaign"] ?? "")
            wish.person = form["person"].map { String($0.prefix(200)) }
            if kind == .acceptsRisk, wish.person == nil { throw Sentences.acceptanceNeedsName }
        default: break
        }
        // The same form sent twice, over a bad connection, is one answer.
        let command = CommandID("page/\(Secret.hash(request.uri.path + "\n" + text).prefix(32))")
        do throws(OperationError) {
            try await site.operations.answer(wish, command: command, by: "customer \(link.subject)", at: site.now)
        } catch {
            guard case .refused(let refusal) = error, Self.isOver(refusal) else { throw error }
            return HTMLAnswer.redirect(to: site.saying("over", at: "/c/\(asker.part("opaque"))"))
        }
        site.context.wake()
        return HTMLAnswer.redirect(to: site.saying(kind.rawValue, at: "/c/\(asker.part("opaque"))"))
    }
}
