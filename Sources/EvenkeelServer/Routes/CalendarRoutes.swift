import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Hummingbird

/// The organisation's calendar, the customers' own, and what they mean for one site.
struct CalendarRoutes {
    let site: Site

    func add(to routes: some Routes) {
        routes.get("calendar/rules") { request, _ in
            let kind = try request.choice("kind", of: CalendarNoun.self)
            let rules = await site.ledger.read { Array($0.calendarRules.values) }
                .filter { kind == nil || $0.kind.noun == kind }.sorted { $0.id < $1.id }
            return try JSONAnswer.document(CalendarRulePage(rules: rules.map(CalendarRuleDocument.init)), for: request)
        }
        routes.post("calendar/rules", use: add)
        routes.post("calendar/rules/:id/lift", use: lift)
        routes.get("calendar/sites/:id", use: siteCalendar)
        routes.get("calendar/customers") { request, _ in
            let all = await site.ledger.read { $0.customerFreezes.values.sorted { $0.customer < $1.customer } }
            return try JSONAnswer.document(
                CustomerCalendarPage(
                    calendars: all.map { CustomerCalendarDocument($0, at: site.now, zone: zone(of: $0)) }),
                for: request)
        }
        routes.post("calendar/customers/:id/import", use: importCalendar)
        routes.get("calendar/customers/:id/plan.ics") { _, asker in
            let customer = try await customer(asker)
            let text = ICalendarText(
                try await PlannedVisits.of(customer, site: site), product: site.context.settings.organisation,
                at: site.now
            ).text
            return Response(
                status: .ok, headers: [.contentType: "text/calendar; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
        }
    }

    private func customer(_ asker: ServerRequestContext) async throws -> CustomerID {
        let customer = CustomerID(asker.part("id"))
        guard try await site.operations.image.current().customers[customer] != nil else {
            throw Sentences.unknown("customer", customer.text, list: "evenkeel fleet list")
        }
        return customer
    }

    private func zone(of calendar: CustomerFreezes) -> ZoneOffsets {
        calendar.spans.lazy.compactMap(\.zone).first.flatMap(site.context.zones) ?? site.context.zone
    }

    @Sendable func add(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(
            known: ["id", "kind", "from", "to", "yearly", "week", "window", "among", "owner", "why", "dry_run"])
        let command = try request.command(asker.principal)
        let rule = try CalendarRuleRequest.rule(object, command: command, by: asker.actor, at: site.now)
        let isDry = try object.flag("dry_run") ?? false
        let change = CalendarChange(site: site, command: command, actor: asker.actor, isDry: isDry)
        let rollouts = try await change.make(.addCalendarRule(rule), why: "\(rule.id): \(rule.why)") { calendar in
            if let freeze = rule.freeze { calendar.freezes.append(freeze) } else { calendar.rules.append(rule) }
        }
        return try JSONAnswer.document(
            CalendarChangeDocument(rule: CalendarRuleDocument(rule), dryRun: isDry, rollouts: rollouts), for: request,
            status: isDry ? .ok : .created)
    }

    @Sendable func lift(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let object = try await request.object(known: ["why", "dry_run"])
        let id = CalendarRuleID(asker.part("id"))
        guard let rule = await site.ledger.read({ $0.calendarRules[id] }) else {
            throw OperationError.refused(.unknownCalendarRule(id))
        }
        let isDry = try object.flag("dry_run") ?? false
        let why = try object.text("why") ?? ""
        let change = CalendarChange(
            site: site, command: try request.command(asker.principal), actor: asker.actor, isDry: isDry)
        let rollouts = try await change.make(.liftCalendarRule(id, why: why), why: "\(id) is lifted: \(why)") {
            calendar in
            calendar.freezes.removeAll { $0.rule == id }
            calendar.rules.removeAll { $0.id == id }
        }
        return try JSONAnswer.document(
            CalendarChangeDocument(rule: CalendarRuleDocument(rule), dryRun: isDry, rollouts: rollouts), for: request)
    }

    /// `?at=` another moment, `?rollout=` with what its policy adds.
    @Sendable func siteCalendar(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let id = InstallationID(asker.part("id"))
        guard let installation = try await site.operations.image.current()[id] else {
            throw Sentences.unknown("installation", id.text, list: "evenkeel fleet list")
        }
        var now = site.now
        if let text = request.fields["at"] {
            guard let wanted = Timestamp(rfc3339: text) else {
                throw Sentences.badParameter("at", value: text, expected: "a time such as 2026-12-01T08:00:00Z")
            }
            now = wanted
        }
        var rollout: Rollout?
        if let name = request.fields["rollout"] { rollout = try await site.rollout(RolloutID(name)) }
        let calendar = try await site.operations.siteCalendar(installation, rollout: rollout, at: now)
        return try JSONAnswer.document(SiteCalendarDocument(id, calendar, at: now), for: request)
    }

    /// The body is the file; an empty one with `?remove=true` takes away what was imported.
    @Sendable func importCalendar(_ request: Request, _ asker: ServerRequestContext) async throws -> Response {
        let customer = try await customer(asker)
        let name = PlainText.line(request.fields["name"] ?? "") ?? "calendar.ics"
        var reading = ServerContext.CalendarReading(spans: [], cancelled: 0)
        if try !request.flag("remove") {
            guard [nil, "text/calendar", "text/plain"].contains(request.mediaType) else {
                throw Sentences.unsupportedMedia
            }
            let text = try await request.text(limit: 1 << 20)
            reading = try rejecting { try site.context.readCalendar(text, name) }
        }
        let freezes = CustomerFreezes(
            customer: customer, spans: reading.spans, source: name, importedAt: site.now, importedBy: asker.actor)
        let isDry = try request.flag("dry_run")
        let change = CalendarChange(
            site: site, command: try request.command(asker.principal), actor: asker.actor, isDry: isDry)
        let rollouts = try await change.make(.importCustomerFreezes(freezes), why: "\(customer) sent \(name)") {
            $0.customers[customer] = freezes.spans.isEmpty ? nil : freezes
        }
        return try JSONAnswer.document(
            CalendarImportDocument(
                calendar: CustomerCalendarDocument(freezes, at: site.now, zone: zone(of: freezes)),
                cancelled: reading.cancelled, dryRun: isDry, rollouts: rollouts), for: request)
    }
}
