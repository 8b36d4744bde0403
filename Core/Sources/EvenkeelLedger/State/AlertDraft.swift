import EvenkeelDomain

/// Alerts in the making: numbers them within one decision and finds whom they are for.
struct AlertDraft {
    let incident: Incident
    let rota: Rota
    let now: Timestamp
    private(set) var events: [Event] = []

    init(_ incident: Incident, rota: Rota, at now: Timestamp) {
        self.incident = incident
        self.rota = rota
        self.now = now
    }

    var owner: OnCallPerson? { rota.owner(lastSpeaker: incident.lastSpeaker, at: now) }
    var second: OnCallPerson? { rota.second(to: owner?.id, at: now) }
    var superior: OnCallPerson? { rota.superior(to: owner, at: now) }

    /// - Parameter person: nil where nobody is there to be told; that is on record too.
    mutating func raise(_ reason: StaffAlert.Reason, _ person: OnCallPerson?, about promise: PromiseID?) {
        events.append(
            .alertRaised(AlertRaised(incident: incident.id, alert: alert(reason, person?.id, about: promise))))
    }

    /// - Parameter round: how often everybody was paged about the same silence before. The first round goes at full pace;
    ///   each further one waits twice as long, up to four hours: a pager that never stops is switched off.
    func alert(
        _ reason: StaffAlert.Reason, _ person: PersonID?, about promise: PromiseID?, round: Int = 0
    ) -> StaffAlert {
        let pace = rota.acknowledgeWithin
        let wait = max(pace, min(pace * (1 << min(round, 10)), .hours(4)))
        return StaffAlert(
            id: AlertID("\(incident.id)-alert-\(incident.alerts.count + events.count + 1)"), reason: reason,
            person: person, promise: promise, raisedAt: now, answerBy: now + wait)
    }
}
