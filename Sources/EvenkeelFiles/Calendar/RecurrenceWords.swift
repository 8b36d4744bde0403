public import EvenkeelDomain

/// What is wrong with a recurrence rule, for people: what was expected, and a hint.
public enum RecurrenceWords {
    public static func of(_ trouble: RecurrenceTrouble) -> (expected: String, hint: String?) {
        let example = "for example FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H"
        switch trouble {
        case .noFrequency: return ("a recurrence rule with FREQ", example)
        case .notAPart(let part): return ("parts of the form NAME=value, not \"\(part.prefix(40))\"", example)
        case .twice(let name): return ("\(name.prefix(40)) once", nil)
        case .notUnderstood(let part):
            return (
                "a rule without \(part.prefix(40)), which is not understood here",
                "FREQ of DAILY, WEEKLY, MONTHLY or YEARLY with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, "
                    + "BYSETPOS, BYHOUR and BYMINUTE is"
            )
        case .badValue("duration", let value):
            return ("a duration such as PT4H, not \"\(value.prefix(40))\"", example)
        case .badValue(let part, let value): return ("another value of \(part) than \"\(value.prefix(40))\"", nil)
        case .countAndUntil: return ("COUNT or UNTIL, not both", nil)
        }
    }
}
