import EvenkeelDomain

/// What an alert says to one of our own people: what is asked, by when, and where to answer.
struct StaffWords {
    let incident: Incident
    let alert: StaffAlert
    let settings: Settings

    var subject: String {
        "\(incident.isDrill ? "[DRILL] " : "")[\(alert.reason.isPage ? "PAGE" : "reminder")] \(incident.title): \(ask)"
    }

    func text(acknowledgeAt link: String) -> String {
        var lines = [ask + ".", "", "Incident: \(incident.title) (\(incident.id), \(incident.impact.rawValue))"]
        if incident.isDrill {
            lines.insert("This is a drill: no customer is concerned, and none hears of it.", at: 0)
            if let person = alert.person.flatMap({ settings.rota[$0] }) { lines.append("For: \(person.name)") }
        }
        if let due { lines.append("Due: \(settings.calendar.zone.dueText(due)) (\(settings.calendar.zone.name))") }
        lines.append("Write: \(settings.baseURL)/console/incidents/\(incident.id)")
        if alert.reason.isPage {
            lines += ["", "Acknowledge: \(link)", "Without an answer the next person is paged."]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var promise: Promise? { alert.promise.flatMap(incident.promise) }

    /// Of the promise it was raised about, or where that is settled, of the next word.
    private var due: Timestamp? {
        guard let promise else { return incident.openPromise?.due }
        return promise.state == .open ? promise.due : incident.openPromise?.due ?? promise.due
    }

    private var ask: String {
        switch alert.reason {
        case .remindOwner where isRest: "60 % of the time is over, say how it stands with those who are not restored"
        case .remindSecond where isRest: "85 % of the time is over, and those who are not restored have heard nothing"
        case .remindOwner: "60 % of the interval is over, the next update is yours"
        case .remindSecond: "85 % of the interval is over and nobody has written"
        case .missed: "nobody wrote in time, a holding line was posted"
        case .escalated: "a page was not acknowledged and comes to you"
        case .superiorMustWrite: "three holding lines in a row, you must write the next update yourself"
        case .lateSoon: "in two working days customers would hear that \(subjectOfPromise) is late"
        case .late: "customers heard that \(subjectOfPromise) is late"
        case .regulatorDue: "\(promise?.subject ?? "the regulator's term") is due"
        case .regulatorMissed: "\(promise?.subject ?? "the regulator's term") was missed"
        case .draftWaits: "a suspected incident waits for you to own it"
        case .ownedBySystem: "the first statement was made by policy, take over"
        case .wordsDoNotLeave: "no mail about it leaves, the mail server takes nothing"
        }
    }

    private var isRest: Bool { promise?.kind == .rest }

    private var subjectOfPromise: String {
        if isRest { return "the word to those who are not restored" }
        guard promise?.kind == .action, let id = promise?.subject else { return "the report" }
        return "the action \"\(incident.actions.first { $0.id.text == id }?.text ?? id)\""
    }
}
