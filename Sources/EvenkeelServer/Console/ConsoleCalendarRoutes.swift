import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// The calendar in the console.
struct ConsoleCalendarRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("calendar") { _, asker in try await page([], asker) }
        routes.post("calendar/freeze", use: freeze)
        routes.post("calendar/rules/:id/lift") { request, asker in
            let form = try await ConsoleForm(request, asker)
            try await site.operations.perform(
                .liftCalendarRule(CalendarRuleID(asker.part("id")), why: form.fields["why"] ?? ""), id: form.command,
                by: asker.actor, at: site.now)
            site.context.wake()
            return HTMLAnswer.redirect(to: "/console/calendar")
        }
        for step in ["approve", "withdraw"] {
            routes.post(RouterPath("calendar/crossings/:id/\(step)")) { request, asker in
                let id = CrossingID(asker.part("id"))
                return try await site.carryOut(request, asker, then: "/console/calendar") { form in
                    step == "approve" ? .approveCrossing(id) : .withdrawCrossing(id, why: form.fields["why"] ?? "")
                }
            }
        }
    }

    private func page(_ effects: [String], _ asker: ServerRequestContext) async throws -> Response {
        let frame = await ConsoleFrame.of("Calendar", in: .calendar, site: site, asker: asker)
        let model = try await CalendarModel.of(effects: effects, site: site, frame: frame)
        return HTMLAnswer.page(try site.templates.render(model))
    }

    /// Shows what a freeze would do, or adds it.
    @Sendable func freeze(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let form = try await ConsoleForm(request, asker)
        func day(_ name: String) throws(Problem) -> CivilDate {
            guard let day = form.fields[name].flatMap({ CivilDate($0) }) else {
                throw Sentences.badParameter(
                    name, value: form.fields[name] ?? "", expected: "a date such as 2026-12-18")
            }
            return day
        }
        let from = try day("from")
        let to = try day("to")
        guard let days = DaySpan(from: from, to: to) else {
            throw Sentences.badParameter("to", value: to.description, expected: "a date not before \(from)")
        }
        var among: Predicate?
        if let text = form.fields["among"], !text.isEmpty {
            do { among = try Predicate(parsing: text) } catch {
                throw Sentences.badPredicate("among", text: text, error: error)
            }
        }
        let rule = CalendarRule(
            id: CalendarRuleID("freeze-\(Secret.hash(form.command.text).prefix(8))"), kind: .freeze(days),
            among: among, owner: asker.actor, why: form.fields["why"] ?? "", since: site.now)
        let isAsking = form.fields["step"] == "ask"
        let change = CalendarChange(site: site, command: form.command, actor: asker.actor, isDry: isAsking)
        let rollouts = try await change.make(.addCalendarRule(rule), why: rule.why) { calendar in
            if let freeze = rule.freeze { calendar.freezes.append(freeze) }
        }
        guard isAsking else { return HTMLAnswer.redirect(to: "/console/calendar") }
        let effects = rollouts.isEmpty ? ["No day of a rollout moves."] : rollouts.map(\.text)
        return try await page(["Not added yet. A freeze from \(from) to \(to) would do this:"] + effects, asker)
    }
}
