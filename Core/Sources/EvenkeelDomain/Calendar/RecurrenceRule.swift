/// Which days a recurrence rule names (RFC 5545, section 3.3.10), and at which times of them.
///
/// A rule speaks of days and clocks, not of instants: to find its days is arithmetic on the calendar and needs no time
/// zone, so it is done here. Which instant a clock shows is the zone's knowledge; see `RecurringSpan`.
///
/// Understood: FREQ of DAILY, WEEKLY, MONTHLY and YEARLY, INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS,
/// BYHOUR, BYMINUTE, WKST. What is not understood is refused, never passed over.
public struct RecurrenceRule: Hashable, Sendable, CustomStringConvertible {
    public enum Frequency: String, CaseIterable, Sendable {
        case daily = "DAILY"
        case weekly = "WEEKLY"
        case monthly = "MONTHLY"
        case yearly = "YEARLY"
    }

    /// `2TU`: the second Tuesday; `-1FR`: the last Friday; `MO`: every Monday.
    struct NumberedDay: Hashable, Sendable {
        var number: Int?
        var weekday: Weekday
    }

    /// The last moment at which it may begin once more.
    public enum Until: Hashable, Sendable {
        case day(CivilDate)
        case instant(Timestamp)
        case local(CivilDate, minuteOfDay: Int)
    }

    /// As it was written.
    public let description: String
    let frequency: Frequency
    let interval: Int
    let weekdays: [NumberedDay]
    let monthDays: [Int]
    let months: Set<Int>
    let positions: [Int]
    let weekStart: Weekday
    /// Empty where the rule does not say.
    public let hours: [Int]
    public let minutes: [Int]
    public let count: Int?
    public let until: Until?

    init(
        _ description: String, frequency: Frequency, interval: Int, weekdays: [NumberedDay], monthDays: [Int],
        months: Set<Int>, positions: [Int], weekStart: Weekday, hours: [Int], minutes: [Int], count: Int?, until: Until?
    ) {
        self.description = description
        self.frequency = frequency
        self.interval = interval
        self.weekdays = weekdays
        self.monthDays = monthDays
        self.months = months
        self.positions = positions
        self.weekStart = weekStart
        self.hours = hours
        self.minutes = minutes
        self.count = count
        self.until = until
    }

    /// Whether it names the day, counted from `start`. COUNT and UNTIL are looked at by whoever knows the times.
    public func names(_ day: CivilDate, from start: CivilDate) -> Bool {
        guard day >= start, isInTurn(day, from: start), matches(day, from: start) else { return false }
        guard !positions.isEmpty else { return true }
        let days = period(of: day).filter { $0 >= start || frequency != .daily }.filter { matches($0, from: start) }
        guard let place = days.firstIndex(of: day) else { return false }
        return positions.contains(place + 1) || positions.contains(place - days.count)
    }

    /// Whether its period is one of every `interval`.
    private func isInTurn(_ day: CivilDate, from start: CivilDate) -> Bool {
        guard interval > 1 else { return true }
        let (a, b) = (start.yearMonthDay, day.yearMonthDay)
        let passed =
            switch frequency {
            case .daily: day - start
            case .weekly: (weekBegin(of: day) - weekBegin(of: start)) / 7
            case .monthly: (b.year - a.year) * 12 + b.month - a.month
            case .yearly: b.year - a.year
            }
        return passed % interval == 0
    }

    private func matches(_ day: CivilDate, from start: CivilDate) -> Bool {
        let (year, month, dayOfMonth) = day.yearMonthDay
        guard months.isEmpty || months.contains(month) else { return false }
        if !monthDays.isEmpty {
            let length = CivilDate.daysInMonth(month, of: year)
            guard monthDays.contains(dayOfMonth) || monthDays.contains(dayOfMonth - length - 1) else { return false }
        }
        if !weekdays.isEmpty { return weekdays.contains { matches($0, day, year, month) } }
        guard monthDays.isEmpty else { return true }
        let (_, startMonth, startDay) = start.yearMonthDay
        switch frequency {
        case .daily: return true
        case .weekly: return day.weekday == start.weekday
        case .monthly: return dayOfMonth == startDay
        case .yearly: return dayOfMonth == startDay && (!months.isEmpty || month == startMonth)
        }
    }

    private func matches(_ wanted: NumberedDay, _ day: CivilDate, _ year: Int, _ month: Int) -> Bool {
        guard wanted.weekday == day.weekday else { return false }
        guard let number = wanted.number else { return true }
        let ofMonth = frequency == .monthly || !months.isEmpty
        guard
            let first = ofMonth
                ? CivilDate(year: year, month: month, day: 1) : CivilDate(year: year, month: 1, day: 1),
            let last = ofMonth
                ? CivilDate(year: year, month: month, day: CivilDate.daysInMonth(month, of: year))
                : CivilDate(year: year, month: 12, day: 31)
        else { return false }
        return number > 0 ? (day - first) / 7 + 1 == number : (last - day) / 7 + 1 == -number
    }

    /// The days of the period that a day is in, in order.
    private func period(of day: CivilDate) -> [CivilDate] {
        let (year, month, _) = day.yearMonthDay
        let first: CivilDate
        let length: Int
        switch frequency {
        case .daily: (first, length) = (day, 1)
        case .weekly: (first, length) = (weekBegin(of: day), 7)
        case .monthly:
            first = CivilDate(year: year, month: month, day: 1) ?? day
            length = CivilDate.daysInMonth(month, of: year)
        case .yearly:
            first = CivilDate(year: year, month: 1, day: 1) ?? day
            length = (CivilDate(year: year, month: 12, day: 31) ?? day) - first + 1
        }
        return (0..<length).map { first + $0 }
    }

    private func weekBegin(of day: CivilDate) -> CivilDate {
        let all = Weekday.allCases
        let offset = (all.firstIndex(of: day.weekday) ?? 0) - (all.firstIndex(of: weekStart) ?? 0)
        return day - (offset + 7) % 7
    }
}

extension RecurrenceRule: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        do throws(RecurrenceTrouble) { self = try RecurrenceRule(text) } catch {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "not a recurrence rule: \(text)"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
