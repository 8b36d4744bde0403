import EvenkeelDomain

extension State {
    func receiveSignal(
        _ id: IncidentID, _ signal: Signal, at now: Timestamp, actor: String, settings: Settings
    ) throws(Refusal) -> Decision {
        guard var incident = incidents[id] else { throw .unknownIncident(id) }
        guard signal.at <= now else { throw .timeInTheFuture(signal.at) }
        incident.signals.append(signal)
        return Decision(
            [.signalReceived(SignalReceived(incident: id, signal: signal))]
                + actionIfSeenFirst(incident, actor: actor, at: now, settings: settings))
    }

    /// A mistyped time gets a line beside it; the signal stays as it was written.
    func correctSignal(
        _ id: IncidentID, signal index: Int, to time: Timestamp, why: String, at now: Timestamp, actor: String,
        settings: Settings
    ) throws(Refusal) -> Decision {
        guard var incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.signals.indices.contains(index) else { throw .unknownSignal(id, index) }
        guard !why.trimmed.isEmpty else { throw .reasonMissing }
        guard time <= now else { throw .timeInTheFuture(time) }
        let correction = SignalCorrection(
            signal: index, was: incident.correctedSignals[index].at, at: time, why: why.trimmed, by: actor,
            correctedAt: now)
        incident.corrections.append(correction)
        return Decision(
            [.signalCorrected(SignalCorrected(incident: id, correction: correction))]
                + actionIfSeenFirst(incident, actor: actor, at: now, settings: settings))
    }

    /// Where a customer saw it before we did, finding out why is a corrective action that opens by itself, once.
    func actionIfSeenFirst(_ incident: Incident, actor: String, at now: Timestamp, settings: Settings) -> [Event] {
        let id = ActionID("\(incident.id)-seen-first")
        guard incident.customerWasFirst, !incident.openedActions.contains(where: { $0.id == id }) else { return [] }
        let owner = settings.rota.owner(lastSpeaker: incident.lastSpeaker ?? actor, at: now)?.id.text ?? actor
        let day = settings.clock.calendar.zone.localDate(at: settings.clock.reportDue(at: now))
        let action = CorrectiveAction(id: id, text: Incident.seenFirstAction, owner: owner, due: day)
        let made = actionPromise(id, due: day, number: incident.promises.count + 1, at: now, settings: settings)
        return [.actionOpened(ActionOpened(incident: incident.id, action: action, made: made))]
    }

    /// An action of the report that says what an open one says is that one: it keeps its name, and the date that the report
    /// gives it replaces the one before. Two of the same would need two proofs, and the older would slip unseen.
    func takeOver(_ opened: CorrectiveAction, into report: inout Report, guards: inout [Guard]) {
        guard !report.actions.contains(where: { $0.id == opened.id }),
            let index = report.actions.firstIndex(where: { $0.text.trimmed == opened.text.trimmed })
        else { return }
        for rule in guards.indices where guards[rule].action == report.actions[index].id {
            guards[rule].action = opened.id
        }
        report.actions[index] = report.actions[index].named(opened.id)
        report.actions[index].proof = report.actions[index].proof ?? opened.proof
    }

    /// An action is done when its proof is green; a record needs the eyes of a second person.
    func proveAction(
        _ id: IncidentID, _ actionID: ActionID, _ proof: CorrectiveAction.Proof, at now: Timestamp, actor: String
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard let action = incident.actions.first(where: { $0.id == actionID }) else { throw .unknownAction(actionID) }
        guard !action.isDone else { throw .alreadyProven(actionID) }
        var proof = proof
        switch proof {
        case .record(let record, _):
            guard !record.trimmed.isEmpty else { throw .reasonMissing }
            guard actor != action.owner else { throw .proofByOwner(actionID, owner: action.owner) }
            proof = .record(record.trimmed, approvedBy: actor)
        case .guard, .check: break
        }
        var settled = incident.promises.first {
            $0.kind == .action && $0.state == .open && $0.subject == actionID.text
        }
        settled?.settle(at: now, by: .person)
        return Decision([
            .actionProven(ActionProven(incident: id, action: actionID, proof: proof, settled: settled))
        ])
    }

    func startRegulatoryClock(
        _ id: IncidentID, _ regime: RegulatoryRegime, awareAt: Timestamp, classifiedAt: Timestamp?, at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard !incident.isDrill else { throw .notInDrill(id, .regulators) }
        for time in [awareAt, classifiedAt].compactMap(\.self) where time > now { throw .timeInTheFuture(time) }
        let told = Set(incident.filings.map(\.subject))
        let open = incident.promises.filter {
            $0.kind == .regulator && $0.state == .open && $0.subject?.hasPrefix(regime.rawValue + "/") == true
        }
        let stages = regime.opening(awareAt: awareAt, classifiedAt: classifiedAt)
            .filter { !told.contains(regime.subject($0.stage)) }
        let made = stages.enumerated().map { offset, stage in
            Promise(
                id: PromiseID("p\(incident.promises.count + offset + 1)"), kind: .regulator, madeAt: awareAt,
                due: stage.due, subject: regime.subject(stage.stage))
        }
        let subjects = Set(made.map(\.subject))
        let superseded = open.filter { subjects.contains($0.subject) }.map { promise in
            var promise = promise
            promise.supersede(at: now)
            return promise
        }
        return Decision([
            .regulatoryClockStarted(
                RegulatoryClockStarted(
                    incident: id, regime: regime, awareAt: awareAt, classifiedAt: classifiedAt,
                    superseded: superseded, made: made))
        ])
    }

    /// Told late is told: the promise was broken at its term, and the next stage runs from now.
    func tellRegulator(
        _ id: IncidentID, subject: String, reference: String, at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard let (regime, stage) = RegulatoryRegime.parse(subject),
            let promise = incident.promises.last(where: { $0.kind == .regulator && $0.subject == subject })
        else { throw .unknownPromise(id, subject) }
        guard !reference.trimmed.isEmpty else { throw .reasonMissing }
        guard !incident.filings.contains(where: { $0.subject == subject }) else { throw .alreadyExists(subject) }
        var settled = promise
        settled.settle(at: now, by: .person)
        let made = regime.next(after: stage, filedAt: now).map { next in
            Promise(
                id: PromiseID("p\(incident.promises.count + 1)"), kind: .regulator, madeAt: now, due: next.due,
                subject: regime.subject(next.stage))
        }
        return Decision([
            .regulatorTold(
                RegulatorTold(
                    incident: id, subject: subject, reference: reference.trimmed, settled: settled, made: made))
        ])
    }
}
