public import EvenkeelDomain
public import EvenkeelLedger

/// A rule of the organisation's calendar as a request describes it.
public enum CalendarRuleRequest {
    public static func rule(
        _ object: JSONObject, command: CommandID, by actor: String, at now: Timestamp
    ) throws(Problem) -> CalendarRule {
        guard let noun = try object.choice("kind", of: CalendarNoun.self) else {
            throw object.missing("kind", expected: "freeze, holiday, week or window")
        }
        let kind = try kind(noun, object)
        for name in ["from", "to", "yearly", "week", "window"] where !belongs(name, to: noun) && object[name] != nil {
            throw object.bad(name, expected: "no \(name) with a \(noun.rawValue)")
        }
        let id = CalendarRuleID(
            try object.line("id") ?? "\(noun.rawValue)-\(Digest(of: [command.text]).description.prefix(8))")
        guard id.isPlain else { throw object.bad("id", expected: "letters, digits, dots, dashes") }
        let among = try object.predicate("among")
        if case .window = kind, among == nil {
            throw object.missing("among", expected: "whose window it is, such as customer==acme")
        }
        return CalendarRule(
            id: id, kind: kind, among: among, owner: try object.line("owner") ?? actor,
            why: try object.text("why") ?? "", since: now)
    }

    private static func belongs(_ name: String, to noun: CalendarNoun) -> Bool {
        switch noun {
        case .freeze: name == "from" || name == "to"
        case .holiday: name == "from" || name == "to" || name == "yearly"
        case .week: name == "week"
        case .window: name == "window"
        }
    }

    private static func kind(_ noun: CalendarNoun, _ object: JSONObject) throws(Problem) -> CalendarRule.Kind {
        switch noun {
        case .freeze: return .freeze(try days(object, yearly: false))
        case .holiday: return .holiday(try days(object, yearly: try object.flag("yearly") ?? false))
        case .week:
            let expected = "working days such as sun-thu or mon;tue;thu"
            return .week(try object.required("week", expected: expected, WorkingWeek.init(text:)))
        case .window:
            let text = try object.requiredLine("window")
            do throws(RecurrenceTrouble) { _ = try MaintenanceWindow.span(text) } catch {
                throw object.bad(
                    "window",
                    expected: "a recurrence rule and a duration, such as FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H")
            }
            return .window(text)
        }
    }

    private static func days(_ object: JSONObject, yearly: Bool) throws(Problem) -> DaySpan {
        let expected = "a date such as 2026-12-18"
        let from = try object.required("from", expected: expected, CivilDate.init(_:))
        let to = try object.value("to", expected: expected, CivilDate.init(_:)) ?? from
        guard let days = DaySpan(from: from, to: to, isYearly: yearly), to - from <= 3660 else {
            throw object.bad("to", expected: "a date not before \(from), and not years after it")
        }
        return days
    }
}
