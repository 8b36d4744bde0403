import EvenkeelDomain

extension State {
    /// A suspected incident waits for a person: whoever is on duty is paged.
    func pageForDraft(_ id: IncidentID, at now: Timestamp, settings: Settings) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard incident.status == .suspected, !incident.alerts.contains(where: { $0.reason == .draftWaits }) else {
            return Decision([])
        }
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        alerts.raise(.draftWaits, alerts.owner, about: nil)
        return Decision(alerts.events)
    }

    /// Nobody hears what was said: whoever is on duty is paged, and once more after an hour.
    func pageForMail(_ id: IncidentID, at now: Timestamp, settings: Settings) throws(Refusal) -> Decision {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        let isPaged = incident.alerts.contains { alert in
            alert.reason == .wordsDoNotLeave && (alert.wantsAnswer || now < alert.raisedAt + .hours(1))
        }
        guard !isPaged, [.major, .critical].contains(incident.impact), !incident.isDrill else { return Decision([]) }
        var alerts = AlertDraft(incident, rota: settings.rota, at: now)
        alerts.raise(.wordsDoNotLeave, alerts.owner, about: nil)
        return Decision(alerts.events)
    }

    /// Nobody acknowledged: the next person, and in the end everybody once more.
    func passOnAlert(
        _ id: IncidentID, _ alertID: AlertID, isOver: Bool, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        let (incident, alert) = try alert(id, alertID)
        guard alert.wantsAnswer, let answerBy = alert.answerBy, now >= answerBy else { return Decision([]) }
        // An alarm that is not true any more calls nobody out.
        if isOver {
            return Decision([.alertPassedOn(AlertPassedOn(incident: id, alert: alertID, next: nil))])
        }
        let draft = AlertDraft(incident, rota: settings.rota, at: now)
        // Those who were paged about the same silence.
        let since = incident.alerts.filter { $0.reason.isPage && $0.promise == alert.promise }
        var rota = settings.rota
        if alert.reason == .superiorMustWrite, let role = draft.owner?.role {
            let higher = rota.people.filter { $0.role > role }
            if !higher.isEmpty { rota.people = higher }
        }
        let next = rota.next(after: since.compactMap(\.person), at: now)
        let keeps = [.superiorMustWrite, .wordsDoNotLeave].contains(alert.reason)
        let reason: StaffAlert.Reason = keeps ? alert.reason : .escalated
        return Decision([
            .alertPassedOn(
                AlertPassedOn(
                    incident: id, alert: alertID,
                    next: draft.alert(
                        reason, next?.id, about: alert.promise,
                        round: since.count / max(1, settings.rota.people.count))))
        ])
    }

    func recordHandOver(
        _ id: IncidentID, _ alertID: AlertID, reached: [String], failed: [String]
    ) throws(Refusal) -> Decision {
        let (_, alert) = try alert(id, alertID)
        guard alert.waitsForHandOver else { return Decision([]) }
        return Decision([
            .alertHandedOver(AlertHandedOver(incident: id, alert: alertID, reached: reached, failed: failed))
        ])
    }

    /// Somebody has it: no page of the same matter goes to anybody else, whichever of them is acknowledged, and also when
    /// it had gone on already.
    func acknowledgeAlert(
        _ id: IncidentID, _ alertID: AlertID, actor: String, settings: Settings
    ) throws(Refusal) -> Decision {
        let (incident, alert) = try alert(id, alertID)
        let matter = matter(of: alert, incident)
        let others = incident.alerts.filter { other in
            // That somebody has seen a reminder says nothing of a page.
            guard alert.reason.isPage, other.wantsAnswer, other.id != alertID else { return false }
            switch self.matter(of: other, incident) {
            case matter: return true
            case .silenceOfUs:
                // Whoever must write because others did not has it all.
                return matter == .silenceOfThree
            case .silenceOfThree: return matter == .silenceOfUs && outranks(actor, other, settings)
            case .regulator, .mail: return false
            }
        }.map(\.id)
        guard alert.acknowledgedAt == nil || !others.isEmpty else { return Decision([]) }
        return Decision([
            .alertAcknowledged(AlertAcknowledged(incident: id, alert: alertID, others: others.orNil))
        ])
    }

    /// What a page is about: whoever has it has all pages of it.
    private enum Matter: Hashable {
        /// Nobody has spoken, or nobody has taken over what only the system has said.
        case silenceOfUs
        /// Three holding lines in a row: a higher role must write, and nobody below answers for it.
        case silenceOfThree
        case regulator(PromiseID?)
        /// What was said does not leave.
        case mail
    }

    private func matter(of alert: StaffAlert, _ incident: Incident) -> Matter {
        if alert.reason == .superiorMustWrite { return .silenceOfThree }
        if alert.reason == .wordsDoNotLeave { return .mail }
        let isRegulator = alert.promise.flatMap(incident.promise)?.kind == .regulator
        return isRegulator ? .regulator(alert.promise) : .silenceOfUs
    }

    /// Whether somebody has the role that a page asked for.
    private func outranks(_ actor: String, _ alert: StaffAlert, _ settings: Settings) -> Bool {
        guard let person = settings.rota.person(speakingAs: actor) else { return false }
        return person.id == alert.person
            || person.role >= alert.person.flatMap { settings.rota[$0]?.role } ?? .director
    }

    /// The alerts that a person's update answers. Who must write because others did not is not answered for by them.
    func answered(by actor: String, on incident: Incident, settings: Settings) -> [AlertID] {
        incident.alerts.filter { alert in
            guard alert.reason.isPage, alert.answeredAt == nil else { return false }
            switch alert.reason {
            case .superiorMustWrite: return outranks(actor, alert, settings)
            case .regulatorMissed, .wordsDoNotLeave: return false
            default: return true
            }
        }.map(\.id)
    }

    private func alert(_ id: IncidentID, _ alertID: AlertID) throws(Refusal) -> (Incident, StaffAlert) {
        guard let incident = incidents[id] else { throw .unknownIncident(id) }
        guard let alert = incident.alerts.last(where: { $0.id == alertID }) else { throw .unknownAlert(alertID) }
        return (incident, alert)
    }
}
