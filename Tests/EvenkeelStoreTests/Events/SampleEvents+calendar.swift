import EvenkeelDomain

@testable import EvenkeelLedger

/// A year end: everybody rests, one customer's calendar says more, and two persons let one site be changed all the same.
extension SampleEvents {
    static let calendar: [Event] = {
        let at = Timestamp(milliseconds: 1_790_000_000_000)
        guard let from = CivilDate("2026-12-18"), let to = CivilDate("2027-01-07"),
            let days = DaySpan(from: from, to: to)
        else { preconditionFailure("the days are days") }
        let among: Predicate
        let rule: RecurrenceRule
        do {
            among = try Predicate(parsing: "country==IT")
            rule = try RecurrenceRule("FREQ=MONTHLY;BYMONTHDAY=-1;UNTIL=20271231T225959Z")
        } catch { preconditionFailure("\(error)") }
        let span = RecurringSpan(
            zone: "Europe/Rome", start: .init(date: from, minuteOfDay: 1080), length: NominalSpan(days: 1, minutes: 90),
            rule: rule, also: [.init(date: to)], except: [.init(date: to + 24, minuteOfDay: 1080)])
        let counted = RecurringSpan(
            start: .init(date: from), length: NominalSpan(days: 2), rule: RecurrenceRule.parsed("FREQ=WEEKLY;COUNT=3"))
        return [
            .calendarRuleAdded(
                CalendarRule(
                    id: "freeze-1", kind: .freeze(days), among: among, owner: "ada", why: "year end", since: at)),
            .calendarRuleLifted(CalendarRuleLifted(rule: "freeze-1", why: "It is over.")),
            .customerFreezesImported(
                CustomerFreezes(
                    customer: "acme", spans: [span, counted], source: "acme.ics", importedAt: at, importedBy: "ada")),
            .crossingRequested(
                FreezeCrossing(
                    id: "crossing-1", rollout: "pbx-5.2", sites: ["acme-hq", "bolt-office"],
                    time: TimeRange(from: at, until: at + .hours(12)), why: "Their trunk is down.",
                    agreed: "By telephone on 19 December.", requestedBy: "ada", requestedAt: at)),
            .crossingApproved(CrossingApproved(crossing: "crossing-1")),
            .crossingWithdrawn(CrossingWithdrawn(crossing: "crossing-1", why: "It can wait after all.")),
        ]
    }()
}

extension RecurrenceRule {
    fileprivate static func parsed(_ text: String) -> RecurrenceRule? {
        do { return try RecurrenceRule(text) } catch { preconditionFailure("\(text): \(error)") }
    }
}
