/// The days and hours on which the operator works: zone, working week, start of day, freezes; with the rules about
/// others that every rollout inherits.
///
/// Wave dates, soaks and "next working morning" are computed with it.
public struct WorkCalendar: Hashable, Sendable, Codable {
    public var zone: ZoneOffsets
    public var week: WorkingWeek
    public var morningMinuteOfDay: Int
    public var freezes: [Freeze]
    /// Holidays, working weeks and windows; freezes stand above. Those for everybody come first, then the older ones.
    public var rules: [CalendarRule]
    /// What customers' own calendars say.
    public var customers: [CustomerID: CustomerFreezes]

    public init(
        zone: ZoneOffsets = .utc, week: WorkingWeek = .mondayToFriday, morningMinuteOfDay: Int = 9 * 60,
        freezes: [Freeze] = [], rules: [CalendarRule] = [], customers: [CustomerID: CustomerFreezes] = [:]
    ) {
        self.zone = zone
        self.week = week
        self.morningMinuteOfDay = morningMinuteOfDay
        self.freezes = freezes
        self.rules = rules
        self.customers = customers
    }

    public func freeze(on date: CivilDate) -> Freeze? { freezes.first { $0.covers(date) } }

    public func isWorkingDay(_ date: CivilDate) -> Bool {
        week.works(on: date) && freeze(on: date) == nil && !isHoliday(date)
    }

    /// A holiday of everybody.
    private func isHoliday(_ date: CivilDate) -> Bool {
        rules.contains { rule in
            guard rule.among == nil, case .holiday(let days) = rule.kind else { return false }
            return days.covers(date)
        }
    }

    /// The first working day on or after `date`; looks ten years ahead, then gives up and returns `date`.
    public func workingDay(onOrAfter date: CivilDate) -> CivilDate {
        (0..<3660).lazy.map { date + $0 }.first(where: isWorkingDay) ?? date
    }

    /// The day on which `count` working days after `date` have passed. A soak of 7 working days that
    /// begins on a Monday ends on the Wednesday of the week after.
    public func date(_ count: Int, workingDaysAfter date: CivilDate) -> CivilDate {
        var day = date
        for _ in 0..<count { day = workingDay(onOrAfter: day + 1) }
        return day
    }

    /// The day from which `count` working days lead to `date`.
    public func date(_ count: Int, workingDaysBefore date: CivilDate) -> CivilDate {
        var day = date
        for _ in 0..<count { day = (1..<3660).lazy.map { day - $0 }.first(where: isWorkingDay) ?? day }
        return day
    }

    /// Working days in `start ..< end`.
    public func workingDays(from start: CivilDate, until end: CivilDate) -> Int {
        start < end ? (start.dayNumber..<end.dayNumber).count { isWorkingDay(CivilDate(dayNumber: $0)) } : 0
    }

    /// The instant at which work begins on `date`.
    public func morning(of date: CivilDate) -> Timestamp { zone.instant(of: date, minuteOfDay: morningMinuteOfDay) }

    /// The first start of a working day after `instant`. Freezes stop changes, not answers, so only the week counts.
    public func nextWorkingMorning(after instant: Timestamp) -> Timestamp {
        let today = zone.localDate(at: instant)
        let mornings = (0...14).lazy.map { today + $0 }.filter(week.works(on:)).map(morning(of:))
        return mornings.first { $0 > instant } ?? instant + .days(1)
    }
}
