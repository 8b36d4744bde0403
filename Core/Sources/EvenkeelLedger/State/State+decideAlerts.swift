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

    /// Nobody acknowledged: the next person, and in the end everybody once more.
    func passOnAlert(
        _ id: IncidentID, _ alertID: AlertID, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        let (incident, alert) = try alert(id, alertID)
        guard alert.wantsAnswer, let answerBy = alert.answerBy, now >= answerBy else { return Decision([]) }
        let draft = AlertDraft(incident, rota: settings.rota, at: now)
        // Those who were paged about the same silence.
        let since = incident.alerts.filter { $0.reason.isPage && $0.promise == alert.promise }
        var rota = settings.rota
        if alert.reason == .superiorMustWrite, let role = draft.owner?.role {
            let higher = rota.people.filter { $0.role > role }
            if !higher.isEmpty { rota.people = higher }
        }
        let next = rota.next(after: since.compactMap(\.person), at: now)
        let reason: StaffAlert.Reason = alert.reason == .superiorMustWrite ? .superiorMustWrite : .escalated
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

    func acknowledgeAlert(_ id: IncidentID, _ alertID: AlertID) throws(Refusal) -> Decision {
        let (_, alert) = try alert(id, alertID)
        guard alert.acknowledgedAt == nil else { return Decision([]) }
        return Decision([.alertAcknowledged(AlertAcknowledged(incident: id, alert: alertID))])
    }

    /// The alerts that a person's update answers. Who must write because others did not is not answered for by them.
    func answered(by actor: String, on incident: Incident, settings: Settings) -> [AlertID] {
        incident.alerts.filter { alert in
            guard alert.reason.isPage, alert.answeredAt == nil else { return false }
            switch alert.reason {
            case .superiorMustWrite:
                guard let author = settings.rota.person(speakingAs: actor) else { return false }
                return author.id == alert.person
                    || author.role >= alert.person.flatMap { settings.rota[$0]?.role } ?? .director
            case .regulatorMissed: return false
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
