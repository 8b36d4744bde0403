import EvenkeelDomain

extension State {
    /// What the system says at the due second when no human did, on every one of these incidents.
    func keepPromises(_ ids: [IncidentID], at now: Timestamp, settings: Settings) -> Decision {
        var decision = Decision([])
        for id in ids {
            // One that somebody answered meanwhile keeps no other waiting.
            guard let incident = incidents[id], let promise = incident.openPromise, now >= promise.due else { continue }
            let one = keep(promise, incident, at: now, settings: settings)
            decision.events += one.events
            decision.rows += one.rows
        }
        return decision
    }

    /// The same where the interval is over by a node's own clock, though not by the time on record.
    func speakEarly(_ promises: [IncidentID: PromiseID], at now: Timestamp, settings: Settings) -> Decision {
        var decision = Decision([])
        for (id, promise) in promises.sorted(by: { $0.key < $1.key }) {
            guard let incident = incidents[id], let open = incident.openPromise, open.id == promise,
                open.kind == .update
            else { continue }
            decision.events += keep(open, incident, at: now, settings: settings).events
        }
        return decision
    }

    func keepPromise(_ id: IncidentID, at now: Timestamp, settings: Settings) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard let promise = incident.openPromise else { return Decision([]) }
        guard now >= promise.due else { throw .notDueYet(id, due: promise.due) }
        return keep(promise, incident, at: now, settings: settings)
    }

    private func keep(_ promise: Promise, _ incident: Incident, at now: Timestamp, settings: Settings) -> Decision {
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        switch promise.kind {
        case .report:
            let due = settings.calendar.nextWorkingMorning(after: now)
            let statement = SystemStatement.reportOverdue(promised: promise.due)
            let line = SystemWords.statement(statement, zone: settings.calendar.zone)
            var posted = update(
                incident, incident.status, line, .system, .report(by: due), at: now, keeper: .holdingLine,
                settings: settings)
            posted.update.statement = statement
            posted.settled = promise
            posted.settled?.fail(at: now)
            alerts.raise(.late, alerts.owner, about: promise.id)
            alerts.raise(.late, alerts.superior, about: promise.id)
            return Decision([.updatePosted(posted)] + alerts.events)
        case .update, .action, .regulator, .rest:
            let due = settings.clock.proposal(
                impact: incident.impact, criticality: incident.criticality, status: incident.status, at: now)
            let isThird = incident.holdingLinesInARow + 1 == HoldingLine.inARowLimit
            if isThird { alerts.raise(.superiorMustWrite, alerts.superior, about: promise.id) }
            // Who was paged and has not answered is not paged again by the same silence: the page goes on by itself.
            // That mails do not leave is another matter: whoever sees to it does not write the next word by that.
            if !incident.alerts.contains(where: { $0.wantsAnswer && $0.reason != .wordsDoNotLeave }) {
                alerts.raise(.missed, alerts.owner, about: promise.id)
            }
            let line = HoldingLine(
                staff: staff(incident, isAlerting: settings.rota.people.isEmpty == false),
                newsSince: incident.updates.last { $0.author != .holdingLine }?.at ?? incident.began,
                missed: now > promise.due + Promise.tolerance ? promise.due : nil)
            let words = SystemWords.holdingLine(
                line, organisation: settings.organisation, zone: settings.calendar.zone)
            var posted = update(
                incident, incident.status, words, .holdingLine, .next(by: due), at: now, keeper: .holdingLine,
                settings: settings)
            posted.update.holdingLine = line
            return Decision([.updatePosted(posted)] + alerts.events)
        }
    }

    /// What may be said of our own people: only what they did since the last alarm.
    private func staff(_ incident: Incident, isAlerting: Bool) -> HoldingLine.Staff {
        let spoke = incident.updates.lazy.reversed().first {
            if case .person = $0.author { true } else { false }
        }?.at
        let acknowledged = incident.alerts.compactMap(\.acknowledgedAt).max()
        let answered = [spoke, acknowledged].compactMap(\.self).max()
        let paged = incident.alerts.filter(\.reason.isPage).map(\.raisedAt).max()
        if let answered, paged.map({ answered >= $0 }) ?? true { return .acknowledged }
        if incident.alerts.contains(where: { !$0.reached.isEmpty && $0.raisedAt >= answered ?? $0.raisedAt }) {
            return .alerted
        }
        return isAlerting ? .beingAlerted : .nobody
    }

    func climb(
        _ id: IncidentID, _ promiseID: PromiseID, _ rung: PromiseRung, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        let (incident, promise) = try open(id, promiseID)
        guard let promise, now >= rung.at(madeAt: promise.madeAt, due: promise.due), now < promise.due else {
            return Decision([])
        }
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        let raised = incident.alerts.filter { $0.promise == promiseID }
        switch (promise.kind, rung) {
        case (.update, .owner) where !raised.contains { $0.reason == .remindOwner },
            (.rest, .owner) where !raised.contains { $0.reason == .remindOwner }:
            alerts.raise(.remindOwner, alerts.owner, about: promiseID)
        case (.update, .second) where !raised.contains { $0.reason == .remindSecond },
            (.rest, .second) where !raised.contains { $0.reason == .remindSecond }:
            alerts.raise(.remindSecond, alerts.second, about: promiseID)
        case (.regulator, .owner) where !raised.contains { $0.reason == .regulatorDue }:
            alerts.raise(.regulatorDue, alerts.owner, about: promiseID)
        case (.regulator, .second) where raised.count { $0.reason == .regulatorDue } < 2:
            alerts.raise(.regulatorDue, alerts.superior, about: promiseID)
        default: break
        }
        return Decision(alerts.events)
    }

    /// Two working days before a customer would hear "late": the owner and a superior.
    func warnOfLateness(
        _ id: IncidentID, _ promiseID: PromiseID, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        let (incident, promise) = try open(id, promiseID)
        guard let promise, let warnAt = promise.warnAt, now >= warnAt,
            !incident.alerts.contains(where: { $0.promise == promiseID && $0.reason == .lateSoon })
        else { return Decision([]) }
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        alerts.raise(.lateSoon, alerts.owner, about: promiseID)
        alerts.raise(.lateSoon, alerts.superior, about: promiseID)
        return Decision(alerts.events)
    }

    /// An action slipped, those whom a resolve left open heard nothing, or a regulator's term went by. What customers were
    /// promised is announced to them when it slips.
    func missPromise(
        _ id: IncidentID, _ promiseID: PromiseID, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        let (incident, promise) = try open(id, promiseID)
        guard let promise, now >= promise.due, !promise.kind.isWord else { return Decision([]) }
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        var missed = promise
        missed.fail(at: now)
        if promise.kind == .rest { return missRest(missed, incident, at: now, settings: settings) }
        guard promise.kind == .action, let action = incident.actions.first(where: { $0.id.text == promise.subject })
        else {
            alerts.raise(.regulatorMissed, alerts.owner, about: promiseID)
            alerts.raise(.regulatorMissed, alerts.superior, about: promiseID)
            return Decision(
                [.promiseMissed(PromiseMissed(incident: id, settled: missed, made: nil))] + alerts.events)
        }
        let zone = settings.calendar.zone
        let day = settings.calendar.date(
            settings.clock.reportWorkingDays, workingDaysAfter: zone.localDate(at: now))
        let again = actionPromise(action.id, due: day, number: incident.promises.count + 1, at: now, settings: settings)
        alerts.raise(.late, alerts.owner, about: promiseID)
        alerts.raise(.late, alerts.superior, about: promiseID)
        guard incident.report?.actions.contains(where: { $0.id == action.id }) == true else {
            return Decision(
                [.promiseMissed(PromiseMissed(incident: id, settled: missed, made: again))] + alerts.events)
        }
        let promised = zone.localDate(at: promise.due - .seconds(1))
        let statement = SystemStatement.actionOverdue(action: action.text, promised: promised, new: day)
        var posted = update(
            incident, incident.status, SystemWords.statement(statement, zone: zone), .system, .nothingOwed, at: now,
            keeper: .holdingLine, settings: settings)
        posted.update.statement = statement
        (posted.settled, posted.made) = (missed, again)
        return Decision([.updatePosted(posted)] + alerts.events)
    }

    /// Nobody said how it stands with those who are not restored: they hear that, and the next working day.
    private func missRest(
        _ missed: Promise, _ incident: Incident, at now: Timestamp, settings: Settings
    ) -> Decision {
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        alerts.raise(.late, alerts.owner, about: missed.id)
        alerts.raise(.late, alerts.superior, about: missed.id)
        let day = settings.calendar.workingDay(onOrAfter: settings.calendar.zone.localDate(at: now))
        let statement = SystemStatement.restOverdue(promised: missed.due - .minutes(1))
        let words = SystemWords.statement(statement, zone: settings.calendar.zone)
        var posted = update(
            incident, incident.status, words, .system, .nothingOwed, at: now, keeper: .holdingLine, settings: settings)
        posted.update.statement = statement
        posted.update.unrestored = .init(
            customers: incident.audience.customers - incident.audience.restored, by: day)
        (posted.settled, posted.made) = (nil, nil)
        posted.settledRest = missed
        posted.madeRest = restPromise(by: day, number: incident.promises.count + 1, at: now, settings: settings)
        return Decision([.updatePosted(posted)] + alerts.events)
    }

    /// The word to those whom a resolve left open, as a promise of its own.
    func restPromise(by day: CivilDate, number: Int, at now: Timestamp, settings: Settings) -> Promise {
        Promise(id: PromiseID("p\(number)"), kind: .rest, madeAt: now, due: settings.clock.end(of: day))
    }

    /// The date of a corrective action as a promise of its own.
    func actionPromise(
        _ action: ActionID, due day: CivilDate, number: Int, at now: Timestamp, settings: Settings
    ) -> Promise {
        let due = settings.clock.end(of: day)
        return Promise(
            id: PromiseID("p\(number)"), kind: .action, madeAt: now, due: due, subject: action.text,
            warnAt: settings.clock.warning(before: due - .seconds(1)))
    }

    private func open(_ id: IncidentID, _ promiseID: PromiseID) throws(Refusal) -> (Incident, Promise?) {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard let promise = incident.promise(promiseID) else { throw .unknownPromise(id, promiseID.text) }
        return (incident, promise.state == .open ? promise : nil)
    }
}
