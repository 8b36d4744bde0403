/// A window as a fleet writes it: a recurrence rule of RFC 5545 and, after a blank, a duration of ISO 8601, such as
/// `FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H`, in the site's own time. Without BYHOUR it begins at midnight; without a
/// duration it lasts until the day ends.
public enum MaintenanceWindow {
    /// What INTERVAL counts from: a Monday, so that "every second week" stays the same weeks from year to year.
    public static let anchor = CivilDate(dayNumber: 19_723)  // 2024-01-01

    public static func span(_ text: String) throws(RecurrenceTrouble) -> RecurringSpan {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard let first = parts.first else { throw .noFrequency }
        guard parts.count <= 2 else { throw .notAPart(parts[2]) }
        let rule = try RecurrenceRule(first)
        let begins = rule.hours.first ?? 0
        var length = NominalSpan(minutes: 1440 - begins * 60 - (rule.minutes.first ?? 0))
        if begins == 0, rule.minutes.isEmpty { length = NominalSpan(days: 1) }
        if parts.count == 2 {
            guard let written = NominalSpan(parts[1]) else { throw .badValue(part: "duration", value: parts[1]) }
            length = written
        }
        return RecurringSpan(start: .init(date: anchor), length: length, rule: rule)
    }
}
