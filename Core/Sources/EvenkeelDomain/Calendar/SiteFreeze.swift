/// A freeze as it concerns one site.
public struct SiteFreeze: Hashable, Sendable {
    public enum Origin: Hashable, Sendable {
        case organisation(CalendarRuleID?)
        case policy
        case customer(CustomerID)
    }

    public enum Time: Hashable, Sendable {
        /// Whole days of the site's calendar, both ends included.
        case days(DaySpan)
        case span(RecurringSpan, zone: ZoneOffsets)
    }

    public var time: Time
    public var origin: Origin
    public var why: String
    public var owner: String?

    public init(time: Time, origin: Origin, why: String, owner: String? = nil) {
        self.time = time
        self.origin = origin
        self.why = why
        self.owner = owner
    }

    /// Whether the customer made it: then it concerns this site and nobody else's.
    public var isCustomers: Bool { if case .customer = origin { true } else { false } }

    /// Its instants that touch a range.
    func ranges(in range: TimeRange, zone: ZoneOffsets) -> [TimeRange] {
        switch time {
        case .span(let span, let own): return span.ranges(in: range, zone: own)
        case .days(let days):
            guard !days.isYearly else {
                let first = zone.localDate(at: range.from)
                let count = zone.localDate(at: range.until) - first
                return (0...max(0, count)).map { first + $0 }.filter(days.covers).map { day in
                    TimeRange(
                        from: zone.instant(of: day, minuteOfDay: 0), until: zone.instant(of: day + 1, minuteOfDay: 0))
                }.clipped(to: range).merged
            }
            return [
                TimeRange(
                    from: zone.instant(of: days.from, minuteOfDay: 0),
                    until: zone.instant(of: days.to + 1, minuteOfDay: 0))
            ].clipped(to: range)
        }
    }

    /// Whether it takes any part of a day of the site.
    func touches(_ day: CivilDate, zone: ZoneOffsets) -> Bool {
        if case .days(let days) = time { return days.covers(day) }
        let range = TimeRange(
            from: zone.instant(of: day, minuteOfDay: 0), until: zone.instant(of: day + 1, minuteOfDay: 0))
        return !ranges(in: range, zone: zone).isEmpty
    }
}
