public import EvenkeelDomain

/// Why one of our own people is told something, in a few words.
public enum AlertSentences {
    public static func of(_ reason: StaffAlert.Reason) -> String {
        switch reason {
        case .remindOwner: "60 % of the interval is over"
        case .remindSecond: "85 % of the interval is over"
        case .missed: "nobody wrote in time and a holding line was posted"
        case .escalated: "a page was not acknowledged"
        case .superiorMustWrite: "three holding lines in a row, a person of a higher role must write"
        case .lateSoon: "in two working days customers would hear that it is late"
        case .late: "customers heard that it is late"
        case .regulatorDue: "a regulator's term comes near"
        case .regulatorMissed: "a regulator's term was missed"
        case .draftWaits: "a suspected incident waits to be owned"
        case .ownedBySystem: "the first statement was made by policy"
        case .wordsDoNotLeave: "no mail about it leaves"
        }
    }

    /// A page that nobody has answered: who was told, when, why, and what comes next.
    ///
    /// - Parameter name: the person's; nil for one who stands in the rota no more.
    public static func waiting(_ alert: StaffAlert, for name: String?, zone: ZoneOffsets) -> String {
        let at = zone.localText(alert.raisedAt)
        guard let person = alert.person else {
            return "Nobody could be paged at \(at): nobody stands in the rota. The reason: \(of(alert.reason))."
        }
        let who = name ?? person.text
        let reached = alert.handedOverAt != nil && alert.reached.isEmpty ? " No way to them worked." : ""
        let next =
            alert.answerBy.map { " Without an answer it goes to the next person at \(zone.localText($0))." } ?? ""
        return "\(who) was paged at \(at): \(of(alert.reason)).\(reached)\(next)"
    }

    /// The state of an alert in one word.
    public static func state(_ alert: StaffAlert) -> String {
        if alert.person == nil { return "nobody" }
        if alert.acknowledgedAt != nil { return "acknowledged" }
        if alert.answeredAt != nil { return alert.reason == .wordsDoNotLeave ? "mail leaves again" : "answered" }
        if alert.passedOnAt != nil { return "passed on" }
        if alert.handedOverAt == nil { return "going out" }
        if alert.reached.isEmpty { return "not reached" }
        return alert.reason.isPage ? "waiting" : "told"
    }
}
