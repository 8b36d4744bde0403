public import EvenkeelDomain
public import EvenkeelPlanner
import Foundation

/// A window as a fleet writes it: a recurrence rule of RFC 5545 and, after a blank, a duration of ISO 8601, such as
/// `FREQ=WEEKLY;BYDAY=SA,SU;BYHOUR=22 PT4H`. A plan asks for its days only.
///
/// Understood: FREQ of DAILY, WEEKLY, MONTHLY and YEARLY, INTERVAL, BYDAY (with a number in front, as in `1SU`, where the
/// rule is monthly), BYMONTHDAY, BYMONTH, BYSETPOS; BYHOUR, BYMINUTE and WKST are taken and do not matter for days.
public struct RecurringWindow: Sendable {
    private let rule: Calendar.RecurrenceRule

    /// Nil for what is no such rule.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard let first = parts.first, parts.count <= 2, parts.count == 1 || Self.isDuration(parts[1]) else {
            return nil
        }
        var members: [String: String] = [:]
        let body = first.hasPrefix("RRULE:") ? first.dropFirst(6) : first
        for member in body.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, !sides[1].isEmpty, members[String(sides[0])] == nil else { return nil }
            members[String(sides[0])] = String(sides[1])
        }
        let known: Set<String> = [
            "FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE", "WKST",
        ]
        guard Set(members.keys).isSubset(of: known), let rule = Self.rule(members) else { return nil }
        self.rule = rule
    }

    private static func isDuration(_ text: Substring) -> Bool {
        let allowed = Set("PTWDHMS0123456789")
        return text.hasPrefix("P") && text.count > 2 && text.allSatisfy(allowed.contains)
            && text.contains(where: \.isNumber)
    }

    private static func rule(_ members: [String: String]) -> Calendar.RecurrenceRule? {
        let frequencies: [String: Calendar.RecurrenceRule.Frequency] = [
            "DAILY": .daily, "WEEKLY": .weekly, "MONTHLY": .monthly, "YEARLY": .yearly,
        ]
        guard let frequency = frequencies[members["FREQ"] ?? ""] else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        var rule = Calendar.RecurrenceRule(calendar: calendar, frequency: frequency)
        func numbers(_ name: String, _ range: ClosedRange<Int>) -> [Int]? {
            guard let text = members[name] else { return [] }
            let values = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            let known = values.compactMap(\.self)
            return known.count == values.count && known.allSatisfy { range.contains($0) && $0 != 0 } ? known : nil
        }
        guard let interval = numbers("INTERVAL", 1...366), interval.count <= 1,
            let monthDays = numbers("BYMONTHDAY", -31...31), let months = numbers("BYMONTH", 1...12),
            let positions = numbers("BYSETPOS", -366...366), let weekdays = weekdays(members["BYDAY"])
        else { return nil }
        rule.interval = interval.first ?? 1
        rule.daysOfTheMonth = monthDays
        rule.months = months.map { Calendar.RecurrenceRule.Month($0) }
        rule.setPositions = positions
        rule.weekdays = weekdays
        return rule
    }

    private static func weekdays(_ text: String?) -> [Calendar.RecurrenceRule.Weekday]? {
        guard let text else { return [] }
        let names: [Substring: Locale.Weekday] = [
            "MO": .monday, "TU": .tuesday, "WE": .wednesday, "TH": .thursday, "FR": .friday, "SA": .saturday,
            "SU": .sunday,
        ]
        var weekdays: [Calendar.RecurrenceRule.Weekday] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let day = names[part.suffix(2)] else { return nil }
            let number = part.dropLast(2)
            if number.isEmpty {
                weekdays.append(.every(day))
            } else {
                guard let number = Int(number), number != 0, abs(number) <= 53 else { return nil }
                weekdays.append(.nth(number, day))
            }
        }
        return weekdays
    }

    /// The days on which it opens. A rule with an interval counts from the first of January of the first day's year.
    ///
    /// - Parameter days: how many, from `first` on.
    public func openDays(from first: CivilDate, days: Int) -> OpenDays {
        let year = CivilDate(year: first.yearMonthDay.year, month: 1, day: 1) ?? first
        func date(_ day: CivilDate) -> Date { Date(timeIntervalSince1970: Double(day.startUTC.milliseconds) / 1000) }
        var isOpen = [Bool](repeating: false, count: days)
        for start in rule.recurrences(of: date(year), in: date(first)..<date(first + days)) {
            let offset = Int(start.timeIntervalSince1970 / 86_400) - first.dayNumber
            if isOpen.indices.contains(offset) { isOpen[offset] = true }
        }
        return OpenDays(from: first, isOpen)
    }
}
