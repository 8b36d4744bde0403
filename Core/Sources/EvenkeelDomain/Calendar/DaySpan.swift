/// Days from one to another, both included; once, or in every year.
public struct DaySpan: Hashable, Sendable, Codable {
    public let from: CivilDate
    public let to: CivilDate
    public let isYearly: Bool

    /// Nil where the end lies before the beginning, or where one that comes every year is longer than a year.
    public init?(from: CivilDate, to: CivilDate, isYearly: Bool = false) {
        guard from <= to, !isYearly || to - from < 365 else { return nil }
        self.from = from
        self.to = to
        self.isYearly = isYearly
    }

    public func covers(_ day: CivilDate) -> Bool {
        guard isYearly else { return from <= day && day <= to }
        // One that crosses the new year may have begun in the year before.
        return [0, -1].contains { shift in
            guard let begins = from.moved(toYear: day.yearMonthDay.year + shift) else { return false }
            return begins <= day && day <= begins + (to - from)
        }
    }
}

extension CivilDate {
    /// The same day of another year; the first of March where that year has no 29 February.
    fileprivate func moved(toYear year: Int) -> CivilDate? {
        let (_, month, day) = yearMonthDay
        return CivilDate(year: year, month: month, day: day) ?? CivilDate(year: year, month: 3, day: 1)
    }
}
