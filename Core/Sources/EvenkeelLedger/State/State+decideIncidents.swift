import EvenkeelDomain

extension State {
    func suspectIncident(_ opening: IncidentSuspected, settings: Settings) throws(Refusal) -> Decision {
        guard incidents[opening.incident] == nil else { throw .alreadyExists(opening.incident.text) }
        guard !opening.title.trimmed.isEmpty else { throw .titleMissing }
        try checkComponents(opening.components)
        if opening.drill != nil {
            guard !settings.drillAddresses.isEmpty else { throw .drillAddressesMissing }
            guard opening.visibility == .audience else { throw .notInDrill(opening.incident, .publication) }
            guard opening.concerns == nil, opening.origin == nil else { throw .notInDrill(opening.incident, .audience) }
        }
        return Decision([.incidentSuspected(opening)])
    }

    func incident(_ id: IncidentID, can step: IncidentStatus.Step) throws(Refusal) -> Incident {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.status.after(step) != nil else { throw .incidentCannot(step, id, in: incident.status) }
        return incident
    }

    /// The first truthful statement, before the cause is known. Opens the promise clock.
    func ownIncident(_ own: OwnIncident, at now: Timestamp, actor: String, settings: Settings) throws(Refusal)
        -> Decision
    {
        var events: [Event] = []
        let incident: Incident
        if let opening = own.opening {
            guard opening.incident == own.incident else { throw .unknownIncident(own.incident) }
            events = try suspectIncident(opening, settings: settings).events
            incident = Incident(
                id: opening.incident, title: opening.title, impact: opening.impact, components: opening.components,
                visibility: opening.visibility, began: opening.began, origin: opening.origin, signals: [opening.signal],
                concerns: opening.concerns, criticality: own.criticality)
        } else {
            guard let existing = incidents[own.incident] else { throw .unknownIncident(own.incident) }
            guard existing.status == .suspected else { throw .alreadyOwned(own.incident) }
            incident = existing
        }
        if incident.isDrill, !own.audience.isEmpty { throw .notInDrill(own.incident, .audience) }
        let body = try body(own.body, own.blocks, incident)
        guard !body.isEmpty else { throw .bodyMissing }
        let override = try override(own.leaks, own.override)
        // A person who says whom it concerns and means nobody has mistyped; where nobody is known, it is said all the same.
        guard !own.audience.isEmpty || own.bySystem || incident.concerns == nil || incident.visibility == .public else {
            throw .audienceEmpty(own.incident)
        }
        let due = try nextBy(
            own.nextBy, impact: incident.impact, criticality: own.criticality, status: .investigating, at: now,
            settings: settings)
        var update = IncidentUpdate(
            id: "u1", status: .investigating, body: body, at: now, author: own.bySystem ? .system : .person(actor),
            outlook: .next(by: due))
        update.blocks = own.blocks
        update.statement = own.statement
        let audience = AudienceSummary(
            customers: own.audience.count, restored: 0, digest: Digest(of: own.audience.map(\.customer.text)))
        events.append(
            .incidentOwned(IncidentOwned(incident: own.incident, audience: audience, criticality: own.criticality)))
        events.append(
            .updatePosted(
                UpdatePosted(
                    incident: own.incident, update: update, settled: nil,
                    made: Promise(
                        id: PromiseID("p\(incident.promises.count + 1)"), kind: .update, madeAt: now, due: due),
                    answers: own.bySystem ? nil : answered(by: actor, on: incident, settings: settings).orNil,
                    override: override)))
        if own.bySystem {
            var alerts = AlertDraft(incident, rota: settings.rota, at: now)
            alerts.raise(.ownedBySystem, alerts.owner, about: nil)
            events += alerts.events
        } else if incidents[own.incident] == nil {
            var opened = incident
            opened.promises.append(Promise(id: "p1", kind: .update, madeAt: now, due: due))
            events += actionIfSeenFirst(opened, actor: actor, at: now, settings: settings)
        }
        return Decision(events, rows: [.putAudience(own.incident, own.audience)])
    }

    /// Posting without the time of the next word is impossible: an open status gets a promise, a resolve gets the
    /// report's date or a sentence on the cause.
    func postUpdate(_ post: PostUpdate, at now: Timestamp, actor: String, settings: Settings) throws(Refusal)
        -> Decision
    {
        guard let incident = incidents[post.incident] else { throw .unknownIncident(post.incident) }
        let status = post.status ?? incident.status
        guard post.status != nil || incident.status.isOpen || incident.status == .suspected else {
            throw .incidentOver(post.incident, incident.status)
        }
        let step: IncidentStatus.Step =
            switch status {
            case .suspected, .investigating: .investigate
            case .identified: .identify
            case .monitoring: .monitor
            case .resolved: .resolve
            case .reported: .report
            case .withdrawn: .withdraw
            }
        guard step != .report, incident.status.after(step) == status else {
            throw .incidentCannot(step, post.incident, in: incident.status)
        }
        let body = try body(post.body, post.blocks, incident)
        guard !body.isEmpty else { throw .bodyMissing }
        guard status == .resolved || (post.cause ?? "").trimmed.isEmpty else { throw .causeTooEarly(post.incident) }
        let today = settings.calendar.zone.localDate(at: now)
        if let day = post.restBy, day < today { throw .restInThePast(day) }
        // A button pressed twice says nothing new: nobody is mailed it again, and no promise is kept by it.
        if let last = incident.updates.last, last.author == .person(actor), last.body == body, last.status == status,
            last.blocks == post.blocks, now < last.at + .minutes(1), post.override == nil,
            promises(last, post.nextBy)
        {
            return Decision([])
        }
        let override = try override(post.leaks, post.override)
        let outlook: IncidentUpdate.Outlook
        switch status {
        case .resolved where incident.impact.owesReport:
            outlook = .report(by: settings.clock.reportDue(at: now))
        case .resolved:
            guard let cause = post.cause?.trimmed, !cause.isEmpty else { throw .causeMissing(post.incident) }
            outlook = .closed(cause: cause)
        case .withdrawn: outlook = .withdrawn
        default:
            outlook = .next(
                by: try nextBy(
                    post.nextBy, impact: incident.impact, criticality: incident.criticality, status: status, at: now,
                    settings: settings))
        }
        var posted = update(
            incident, status, body, .person(actor), outlook, at: now, keeper: .person, settings: settings)
        posted.answers = answered(by: actor, on: incident, settings: settings).orNil
        posted.override = override
        posted.update.blocks = post.blocks
        if status == .resolved, post.unrestored > 0 {
            let day = post.restBy ?? settings.calendar.workingDay(onOrAfter: today + 1)
            posted.update.unrestored = .init(customers: post.unrestored, by: day)
            let number = incident.promises.count + (posted.made == nil ? 1 : 2)
            posted.madeRest = restPromise(by: day, number: number, at: now, settings: settings)
        }
        return Decision([.updatePosted(posted)], rows: withdrawn(incident, for: posted.update, at: now))
    }

    /// Whether an update promised about that time; nil is the policy's.
    private func promises(_ update: IncidentUpdate, _ wanted: Timestamp?) -> Bool {
        guard let wanted else { return true }
        guard case .next(let due) = update.outlook else { return false }
        return due - .minutes(1) <= wanted && wanted <= due + .minutes(1)
    }

    func update(
        _ incident: Incident, _ status: IncidentStatus, _ body: String, _ author: IncidentUpdate.Author,
        _ outlook: IncidentUpdate.Outlook, at now: Timestamp, keeper: Promise.Keeper, settings: Settings
    ) -> UpdatePosted {
        var settled = incident.openPromise
        if settled?.kind == .report, status != .reported, author != .system, now <= settled?.due ?? now {
            // It broke again before the report was due: the word to come replaces the report, it does not keep it.
            settled?.supersede(at: now)
        } else {
            settled?.settle(at: now, by: keeper)
        }
        let id = PromiseID("p\(incident.promises.count + 1)")
        let made: Promise? =
            switch outlook {
            case .next(let due): Promise(id: id, kind: .update, madeAt: now, due: due)
            case .report(let due):
                Promise(
                    id: id, kind: .report, madeAt: now, due: due,
                    warnAt: author == .system ? nil : settings.clock.warning(before: due))
            case .closed, .withdrawn, .nothingOwed: nil
            }
        let update = IncidentUpdate(
            id: UpdateID("u\(incident.updates.count + 1)"), status: status, body: body, at: now, author: author,
            outlook: outlook)
        var posted = UpdatePosted(incident: incident.id, update: update, settled: settled, made: made)
        if case .person = author {
            // Whoever writes again tells those who were left open how it stands with them.
            posted.settledRest = incident.openRest
            posted.settledRest?.settle(at: now, by: .person)
        }
        return posted
    }

    private func nextBy(
        _ wished: Timestamp?, impact: Impact, criticality: Criticality, status: IncidentStatus, at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Timestamp {
        let clock = settings.clock
        guard let wished else {
            return clock.proposal(impact: impact, criticality: criticality, status: status, at: now)
        }
        guard wished > now else { throw .nextInThePast(wished) }
        let latest = clock.latest(impact: impact, criticality: criticality, status: status, at: now)
        guard wished <= latest else { throw .nextTooLate(latest: latest) }
        return wished
    }

    /// What is written, or what the blocks say in English; what is written goes into the blocks as English text.
    private func body(
        _ written: String, _ blocks: UpdateBlocks?, _ incident: Incident
    ) throws(Refusal) -> String {
        guard let blocks else { return written.trimmed }
        for block in UpdateBlocks.Block.allCases {
            for id in blocks[block] where PhraseLibrary.phrase(id) == nil { throw .unknownPhrase(id) }
        }
        let name = incident.components.first.map { component($0).name }
        let said = PhraseLibrary.text(blocks, language: .english, component: name)
        return [said, written.trimmed].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Flagged words need a reason to stand, and the reason is on record. Nil where nothing was flagged.
    func override(_ leaks: [LeakGuard.Finding], _ why: String?) throws(Refusal) -> LeakOverride? {
        guard !leaks.isEmpty else { return nil }
        guard let why = why?.trimmed, !why.isEmpty else { throw .leaks(leaks) }
        let kinds = LeakGuard.Finding.Kind.allCases.filter { kind in leaks.contains { $0.kind == kind } }
        return LeakOverride(why: why, kinds: kinds)
    }

    /// The mail of a holding line that still waits is merged into the word that came instead.
    private func withdrawn(_ incident: Incident, for update: IncidentUpdate, at now: Timestamp) -> [RowChange] {
        incident.updates.filter { $0.author == .holdingLine && now < $0.at + HoldingLine.mailWaits }.map {
            .stepDeliveriesAbout(.update(incident.id, $0.id), .merge, at: now, reason: Delivery.merged(into: update.id))
        }
    }

    /// - Parameter queued: so many of the first are there already.
    func recordFanOut(
        _ id: IncidentID, _ updateID: UpdateID, _ deliveries: [Delivery], queued: Int
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.updates.contains(where: { $0.id == updateID && !$0.fannedOut }) else {
            throw .alreadyFannedOut(updateID)
        }
        return Decision(
            [
                .updateFannedOut(
                    UpdateFannedOut(
                        incident: id, update: updateID, deliveries: deliveries.count,
                        digest: Digest(of: deliveries.map(\.id.text))))
            ], rows: [.putDeliveries(Array(deliveries.dropFirst(queued)))] + merged(updateID, in: incident))
    }

    /// A holding line that is queued only after a person spoke within its minute goes the way of one queued before.
    private func merged(_ id: UpdateID, in incident: Incident) -> [RowChange] {
        guard let index = incident.updates.firstIndex(where: { $0.id == id }),
            incident.updates[index].author == .holdingLine,
            let word = incident.updates[(index + 1)...].first(where: {
                if case .person = $0.author { true } else { false }
            }),
            word.at < incident.updates[index].at + HoldingLine.mailWaits
        else { return [] }
        return [
            .stepDeliveriesAbout(
                .update(incident.id, id), .merge, at: word.at, reason: Delivery.merged(into: word.id))
        ]
    }

    func restoreCustomers(
        _ id: IncidentID, _ customers: [CustomerID], how: String?, _ words: LeakCheck, deliveries: [Delivery],
        at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.ownedAt != nil else { throw .incidentCannot(.resolve, id, in: incident.status) }
        guard !customers.isEmpty else { return Decision([]) }
        let override = try override(words.leaks, words.override)
        var settled: Promise?
        if incident.audience.restored + customers.count >= incident.audience.customers {
            settled = incident.openRest
            settled?.settle(at: now, by: .person)
        }
        return Decision(
            [
                .customersRestored(
                    CustomersRestored(
                        incident: id, count: customers.count, digest: Digest(of: customers.map(\.text)),
                        how: how ?? "the fix is installed", settled: settled, override: override))
            ], rows: [.restoreAudience(id, customers, how: how, at: now), .putDeliveries(deliveries)])
    }

    func publishIncident(
        _ id: IncidentID, _ publicTitle: String, _ text: String, _ words: LeakCheck, at now: Timestamp, actor: String,
        settings: Settings
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard !incident.isDrill else { throw .notInDrill(id, .publication) }
        let title = publicTitle.trimmed
        guard !title.isEmpty else { throw .titleMissing }
        let override = try override(words.leaks, words.override)
        let published = Event.incidentPublished(
            IncidentPublished(incident: id, publicTitle: title, override: override))
        guard !text.trimmed.isEmpty else {
            // What was said before stays private: without words of its own everybody would read an empty page.
            guard incident.ownedAt == nil else { throw .bodyMissing }
            return Decision([published])
        }
        // What nobody has owned has no updates: the words would be lost.
        guard incident.ownedAt != nil else { throw .incidentCannot(.investigate, id, in: incident.status) }
        guard incident.status.isOpen else {
            // It is over: the text promises nothing, and keeps nothing that is promised.
            let update = IncidentUpdate(
                id: UpdateID("u\(incident.updates.count + 1)"), status: incident.status, body: text.trimmed, at: now,
                author: .person(actor), outlook: .nothingOwed)
            return Decision([published, .updatePosted(UpdatePosted(incident: id, update: update))])
        }
        let due = settings.clock.proposal(
            impact: incident.impact, criticality: incident.criticality, status: incident.status, at: now)
        var posted = update(
            incident, incident.status, text.trimmed, .person(actor), .next(by: due), at: now, keeper: .person,
            settings: settings)
        posted.answers = answered(by: actor, on: incident, settings: settings).orNil
        return Decision([published, .updatePosted(posted)], rows: withdrawn(incident, for: posted.update, at: now))
    }

    /// Cause and corrective action. Refused without a cause, without an action, with an action nobody owns, or where a
    /// supplier is named and none of the actions is ours.
    func publishReport(
        _ id: IncidentID, _ report: Report, guards new: [Guard], words: LeakCheck, at now: Timestamp,
        settings: Settings
    ) throws(Refusal) -> Decision {
        let incident = try incident(id, can: .report)
        try check(report, on: incident, at: now, settings: settings)
        let override = try override(words.leaks, words.override)
        // A guard gates real rollouts.
        guard !incident.isDrill || new.isEmpty else { throw .notInDrill(id, .guards) }
        var (report, new) = (report, new)
        for opened in incident.openedActions {
            takeOver(opened, into: &report, guards: &new)
        }
        for rule in new {
            guard let index = report.actions.firstIndex(where: { $0.id == rule.action }) else {
                throw .reportNeedsAction(id)
            }
            report.actions[index].proof = .guard(rule.id)
        }
        let lines =
            report.causes.map { "Cause: \($0.text)" } + report.actions.map { "Action: \($0.clause), by \($0.due)" }
        let body = ([report.whatHappened] + lines).joined(separator: "\n")
        var posted = update(
            incident, .reported, body, .system, .nothingOwed, at: now, keeper: .person, settings: settings)
        posted.override = override
        let dates = report.actions.filter { !$0.isDone }.enumerated().map { offset, action in
            actionPromise(
                action.id, due: action.due, number: incident.promises.count + offset + 1, at: now, settings: settings)
        }
        let published = Set(report.actions.map(\.id.text))
        let superseded = incident.promises.filter {
            $0.kind == .action && $0.state == .open && $0.subject.map(published.contains) == true
        }.map { promise in
            var promise = promise
            promise.supersede(at: now)
            return promise
        }
        return Decision(
            [
                .reportPublished(
                    ReportPublished(
                        incident: id, report: report, made: dates.isEmpty ? nil : dates, superseded: superseded.orNil))
            ]
                + new.map { .guardAdded($0) }
                + [.updatePosted(posted)])
    }
}

extension Array {
    /// Nil where there is nothing, so that it is not written.
    var orNil: Self? { isEmpty ? nil : self }
}
