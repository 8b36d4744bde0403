import EvenkeelDomain
import EvenkeelLedger

extension EventSentences {
    static func ofCalendar(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .calendarRuleAdded(let rule):
            let document = CalendarRuleDocument(rule)
            let whom = rule.among.map { " for \($0)" } ?? " for everybody"
            return (
                "calendarRuleAdded",
                "\(document.kind.prefix(1).uppercased() + document.kind.dropFirst()) \(rule.id): \(document.when)\(whom), "
                    + "by \(rule.owner): \(rule.why)"
            )
        case .calendarRuleLifted(let lifted):
            return ("calendarRuleLifted", "Calendar rule \(lifted.rule) was lifted: \(lifted.why)")
        case .customerFreezesImported(let freezes):
            return (
                "customerFreezesImported",
                freezes.spans.isEmpty
                    ? "The own freezes of \(freezes.customer) were removed."
                    : "\(Sentences.count(freezes.spans.count, "freeze")) of \(freezes.customer) were read from \(freezes.source)."
            )
        case .crossingRequested(let crossing):
            return (
                "crossingRequested",
                "\(crossing.requestedBy) asks to cross the freeze for \(Sentences.count(crossing.sites.count, "site")) of "
                    + "\(crossing.rollout) until \(crossing.time.until) (\(crossing.id)): \(crossing.why)"
            )
        case .crossingApproved(let approved):
            return ("crossingApproved", "Crossing \(approved.crossing) was approved.")
        case .crossingWithdrawn(let withdrawn):
            return ("crossingWithdrawn", "Crossing \(withdrawn.crossing) was withdrawn: \(withdrawn.why)")
        default: return ("event", "")
        }
    }
}
