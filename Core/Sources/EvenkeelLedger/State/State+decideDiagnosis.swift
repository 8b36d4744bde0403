import EvenkeelDomain

extension State {
    func diagnose(_ diagnosis: Diagnosis, at now: Timestamp) throws(Refusal) -> Decision {
        let id = diagnosis.incident
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard !incident.isDrill else { throw .notInDrill(id, .audience) }
        guard incident.ownedAt != nil, incident.status != .withdrawn else {
            throw .incidentCannot(.investigate, id, in: incident.status)
        }
        guard !diagnosis.why.trimmed.isEmpty else { throw .reasonMissing }
        guard !diagnosis.change.members.isEmpty || incident.visibility == .public else { throw .audienceEmpty(id) }
        var settled: Promise?
        if diagnosis.change.members.allSatisfy({ $0.state == .restored }) {
            settled = incident.openRest
            settled?.supersede(at: now)
        }
        return Decision(
            [
                .audienceRecomputed(
                    AudienceRecomputed(
                        incident: id, concerns: diagnosis.concerns, why: diagnosis.why.trimmed,
                        isComplete: diagnosis.isComplete, audience: diagnosis.change.summary,
                        joined: diagnosis.change.joined.count, left: diagnosis.change.left.count,
                        digest: Digest(of: diagnosis.deliveries.map(\.id.text)), criticality: diagnosis.criticality,
                        settled: settled))
            ],
            rows: [
                .putAudience(id, diagnosis.change.members), .dropAudience(id, diagnosis.change.left),
                .putDeliveries(diagnosis.deliveries),
            ])
    }

    /// Nobody leaves by it, and whoever joins gets the story so far.
    func growAudience(
        _ id: IncidentID, _ change: AudienceChange, criticality: Criticality, deliveries: [Delivery]
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.mayGrow, !change.joined.isEmpty, change.left.isEmpty else { return Decision([]) }
        return Decision(
            [
                .audienceGrown(
                    AudienceGrown(
                        incident: id, audience: change.summary, joined: change.joined.count,
                        digest: Digest(of: deliveries.map(\.id.text)),
                        criticality: max(criticality, incident.criticality)))
            ], rows: [.putAudience(id, change.members), .putDeliveries(deliveries)])
    }

    /// What stood there before stays on record; actions may be added, none may vanish.
    func amendReport(
        _ id: IncidentID, _ report: Report, why: String, words: LeakCheck, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard let before = incident.report else { throw .incidentCannot(.report, id, in: incident.status) }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        var report = report
        report.publishedAt = before.publishedAt
        // Whoever edits names actions by their place; one that was open before the report has a name of its own.
        for (index, old) in before.actions.enumerated()
        where report.actions.indices.contains(index) && incident.openedActions.contains(where: { $0.id == old.id })
            && !report.actions.contains(where: { $0.id == old.id })
        {
            report.actions[index] = report.actions[index].named(old.id)
        }
        for old in before.actions {
            guard let index = report.actions.firstIndex(where: { $0.id == old.id }) else {
                throw .actionVanished(old.id)
            }
            report.actions[index].proof = old.proof
        }
        try check(report, on: incident, at: now, settings: settings, isAmendment: true)
        let override = try override(words.leaks, words.override)
        let known = Set(before.actions.map(\.id))
        let made = report.actions.filter { !known.contains($0.id) }.enumerated().map { offset, action in
            actionPromise(
                action.id, due: action.due, number: incident.promises.count + offset + 1, at: now, settings: settings)
        }
        return Decision([
            .reportAmended(
                ReportAmended(incident: id, report: report, why: why.trimmed, made: made, override: override))
        ])
    }

    /// The publish check-list; the first point that is not met is the refusal.
    func check(
        _ report: Report, on incident: Incident, at now: Timestamp, settings: Settings, isAmendment: Bool = false
    ) throws(Refusal) {
        let today = settings.calendar.zone.localDate(at: now)
        let suppliers = Set(settings.suppliers.map { $0.lowercased() })
        for point in ReportCheck.of(report, on: incident, today: today, suppliers: suppliers) where !point.isMet {
            switch point.rule {
            case .whatHappened, .cause: throw .reportNeedsCause(incident.id)
            case .action:
                throw report.causes.contains { $0.kind == .supplier }
                    ? .supplierWithoutOwnAction(incident.id) : .reportNeedsAction(incident.id)
            case .oursForSupplier: throw .supplierWithoutOwnAction(incident.id)
            case .audience: throw .audienceEmpty(incident.id)
            case .owners:
                if let action = report.actions.first(where: { $0.owner.trimmed.isEmpty }) {
                    throw .actionWithoutOwner(action.id)
                }
            // The refusal that names them is the leak guard's own.
            case .words: break
            case .dates:
                // An amendment may name a date that has gone by: that is what it is about.
                if !isAmendment, let action = report.actions.first(where: { !$0.isDone && $0.due < today }) {
                    throw .actionInThePast(action.id, due: action.due)
                }
            }
        }
    }

    /// Declares to the audience that this is a repeat, and whether what was promised then was done.
    func confirmRepeat(
        _ id: IncidentID, of earlierID: IncidentID, at now: Timestamp, actor: String, settings: Settings
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard !incident.isDrill else { throw .notInDrill(id, .repeats) }
        guard earlierID != id else { throw .cannotRepeat(id, of: earlierID, .itself) }
        guard let earlier = incidents[earlierID] else { throw .unknownIncident(earlierID) }
        guard !earlier.isDrill else { throw .cannotRepeat(id, of: earlierID, .drill) }
        guard let report = earlier.report else { throw .cannotRepeat(id, of: earlierID, .withoutReport) }
        // What everybody reads of this one would tell them of that one.
        guard incident.visibility == .audience || earlier.visibility == .public else {
            throw .cannotRepeat(id, of: earlierID, .notPublic)
        }
        guard incident.status.isOpen else { throw .incidentCannot(.investigate, id, in: incident.status) }
        guard incident.repeatOf == nil else { throw .alreadyExists("\(id) as a repeat") }
        // What was promised to those who read the report; what was opened beside it is ours.
        let complete = report.actions.allSatisfy(\.isDone)
        let statement = SystemStatement.repeats(earlierID, began: earlier.began, wasComplete: complete)
        let due = settings.clock.proposal(
            impact: incident.impact, criticality: incident.criticality, status: incident.status, at: now)
        var posted = update(
            incident, incident.status, SystemWords.statement(statement, zone: settings.calendar.zone), .person(actor),
            .next(by: due), at: now, keeper: .person, settings: settings)
        posted.update.statement = statement
        posted.answers = nil
        return Decision([
            .repeatConfirmed(RepeatConfirmed(incident: id, of: earlierID, wasComplete: complete)),
            .updatePosted(posted),
        ])
    }

    /// Takes an earlier incident from those that are proposed. Said twice it is said once.
    func rejectRepeat(_ id: IncidentID, of earlierID: IncidentID) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard !incident.isDrill else { throw .notInDrill(id, .repeats) }
        guard earlierID != id else { throw .cannotRepeat(id, of: earlierID, .itself) }
        guard incidents[earlierID] != nil else { throw .unknownIncident(earlierID) }
        guard incident.repeatOf != earlierID else { throw .alreadyExists("\(id) as a repeat") }
        guard incident.rejectedRepeats?.contains(where: { $0.of == earlierID }) != true else { return Decision([]) }
        return Decision([.repeatRejected(RepeatRejected(incident: id, of: earlierID))])
    }

    /// `none` and `minor` close without a report; a customer who asks for one gets it, by a day that is promised. Asked
    /// again, the day stands.
    func requestReport(
        _ id: IncidentID, for customer: CustomerID, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.status == .resolved, incident.report == nil else {
            throw .incidentCannot(.report, id, in: incident.status)
        }
        guard incident.openPromise == nil else { return Decision([]) }
        let due = settings.clock.reportDue(at: now)
        return Decision([
            .reportRequested(
                ReportRequested(
                    incident: id, customer: customer,
                    made: Promise(
                        id: PromiseID("p\(incident.promises.count + 1)"), kind: .report, madeAt: now, due: due,
                        warnAt: settings.clock.warning(before: due))))
        ])
    }

    /// Incidents of the time before; those that are known already are passed over.
    func importIncidents(_ imported: [IncidentImported], at now: Timestamp) throws(Refusal) -> Decision {
        var events: [Event] = []
        var seen: Set<IncidentID> = []
        for incident in imported where incidents[incident.incident] == nil && seen.insert(incident.incident).inserted {
            guard !incident.title.trimmed.isEmpty else { throw .titleMissing }
            guard !incident.words.isEmpty else { throw .bodyMissing }
            for word in incident.words where word.at > now { throw .timeInTheFuture(word.at) }
            events.append(.incidentImported(incident))
        }
        return Decision(events)
    }
}
