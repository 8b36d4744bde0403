/// When one site may be changed. A freeze goes before a window, a window before the default: days on which both the
/// site and we work, in the site's hours, by the site's clock.
public struct SiteCalendar: Hashable, Sendable {
    /// How far ahead a next start is looked for.
    public static let horizonDays = 400

    public var zone: ZoneOffsets
    /// Empty where the default holds.
    public var windows: [RecurringSpan]
    /// Set where a window is given that cannot be read.
    public var unreadableWindow: String?
    public var week: WorkingWeek
    /// Ours.
    public var operatorWeek: WorkingWeek
    public var hours: ServiceHours
    public var holidays: [Holiday]
    public var freezes: [SiteFreeze]
    /// When freezes are lifted; those of a customer only where the customer agreed.
    public var crossings: [FreezeCrossing]
    /// A fix of an incident waits for nothing: its customers are down.
    public var isAtOnce: Bool

    public init(
        zone: ZoneOffsets = .utc, windows: [RecurringSpan] = [], week: WorkingWeek = .mondayToFriday,
        operatorWeek: WorkingWeek = .mondayToFriday, hours: ServiceHours? = nil, holidays: [Holiday] = [],
        freezes: [SiteFreeze] = [], crossings: [FreezeCrossing] = [], isAtOnce: Bool = false
    ) {
        self.zone = zone
        self.windows = windows
        self.week = week
        self.operatorWeek = operatorWeek
        self.hours = hours ?? .fromMorning(9 * 60)
        self.holidays = holidays
        self.freezes = freezes
        self.crossings = crossings
        self.isAtOnce = isAtOnce
    }

    public var hasCustomerFreezes: Bool { freezes.contains(where: \.isCustomers) }

    /// As it would be if the customer had no freezes of its own.
    public var withoutCustomerFreezes: SiteCalendar {
        var calendar = self
        calendar.freezes.removeAll(where: \.isCustomers)
        return calendar
    }

    // MARK: May it start?

    public func answer(at now: Timestamp) -> StartAnswer {
        if isAtOnce { return .open(until: nil) }
        let near = TimeRange(from: now, until: now + .days(Self.strideDays))
        if let open = openRanges(in: near).first, open.from == now {
            return .open(until: open.until < near.until ? open.until : nil)
        }
        return .closed(obstacle(at: now), opens: nextStart(onOrAfter: now))
    }

    /// The first moment at which an install may start; nil where there is none within the horizon.
    public func nextStart(onOrAfter now: Timestamp) -> Timestamp? {
        if isAtOnce { return now }
        guard unreadableWindow == nil else { return nil }
        var from = now
        while from < now + .days(Self.horizonDays) {
            let range = TimeRange(from: from, until: from + .days(Self.strideDays))
            if let open = openRanges(in: range).first { return open.from }
            from = range.until
        }
        return nil
    }

    /// Long enough for a week and its exceptions, short enough to be cheap.
    private static let strideDays = 14

    /// When installs may start or go on within a range.
    public func openRanges(in range: TimeRange) -> [TimeRange] {
        if isAtOnce { return [range] }
        guard unreadableWindow == nil else { return [] }
        return workRanges(in: range).subtracting(frozenRanges(in: range))
    }

    /// How much open time lies between two moments: a time limit counts this, not the clock on the wall.
    public func openTime(from: Timestamp, until: Timestamp) -> TimeSpan {
        guard from < until else { return .zero }
        return openRanges(in: TimeRange(from: from, until: until)).map(\.length).reduce(.zero, +)
    }

    /// When so much open time has passed since a moment; nil where the horizon has less.
    public func moment(_ span: TimeSpan, ofOpenTimeFrom start: Timestamp) -> Timestamp? {
        if isAtOnce { return start + span }
        guard unreadableWindow == nil else { return nil }
        var (from, left) = (start, span)
        while from < start + .days(Self.horizonDays) {
            let range = TimeRange(from: from, until: from + .days(Self.strideDays))
            for open in openRanges(in: range) {
                if open.length >= left { return open.from + left }
                left = TimeSpan(milliseconds: left.milliseconds - open.length.milliseconds)
            }
            from = range.until
        }
        return nil
    }

    private func workRanges(in range: TimeRange) -> [TimeRange] {
        guard windows.isEmpty else { return windows.flatMap { $0.ranges(in: range, zone: zone) }.merged }
        let first = zone.localDate(at: range.from) - 1
        let count = zone.localDate(at: range.until) - first
        return (0...max(0, count)).flatMap { defaultRanges(on: first + $0) }.clipped(to: range).merged
    }

    private func defaultRanges(on day: CivilDate) -> [TimeRange] {
        guard operatorWeek.works(on: day), holiday(on: day) == nil, !isRest(day) else { return [] }
        return hoursRanges(on: day)
    }

    private func hoursRanges(on day: CivilDate) -> [TimeRange] {
        hours.minutes(on: day, week: week).map { from, until in
            TimeRange(
                from: zone.instant(of: day, minuteOfDay: from), until: zone.instant(of: day, minuteOfDay: until))
        }
    }

    private func frozenRanges(in range: TimeRange) -> [TimeRange] {
        freezes.flatMap { freeze in
            freeze.ranges(in: range, zone: zone).subtracting(lifted(freeze))
        }
    }

    private func lifted(_ freeze: SiteFreeze) -> [TimeRange] {
        crossings.filter { crossing in
            if case .customer = freeze.origin { crossing.agreed != nil } else { true }
        }.map(\.time)
    }

    /// The freeze that takes a part of a time and that no crossing lifts; nil where there is none.
    public func freeze(over time: TimeRange) -> StartObstacle? {
        guard !isAtOnce,
            let freeze = freezes.first(where: { !$0.ranges(in: time, zone: zone).subtracting(lifted($0)).isEmpty })
        else { return nil }
        let rest = TimeRange(from: time.from, until: time.from + .days(Self.horizonDays))
        let until = freeze.ranges(in: rest, zone: zone).subtracting(lifted(freeze)).first?.until ?? rest.until
        return .frozen(freeze, until: until)
    }

    private func obstacle(at now: Timestamp) -> StartObstacle {
        let moment = TimeRange(from: now, until: now + TimeSpan(milliseconds: 1))
        if let frozen = freeze(over: moment) { return frozen }
        if let unreadableWindow { return .windowUnreadable(unreadableWindow) }
        guard windows.isEmpty else { return .window }
        let today = zone.localDate(at: now)
        if let holiday = holiday(on: today) { return .holiday(holiday) }
        if !works(on: today) || isRest(today) { return .dayOff }
        return operatorWeek.works(on: today) ? .hours : .operatorOff
    }

    // MARK: Is anybody there?

    /// Whether somebody is at the site: its hours, on days of its week that are no holidays. Windows and freezes are
    /// about changes, not about people.
    public func isStaffed(at now: Timestamp) -> Bool {
        !staffedRanges(in: TimeRange(from: now, until: now + TimeSpan(milliseconds: 1))).isEmpty
    }

    /// When somebody is there next; nil where nobody is for two weeks.
    public func nextStaffed(after now: Timestamp) -> Timestamp? {
        staffedRanges(in: TimeRange(from: now, until: now + .days(Self.strideDays))).first?.from
    }

    private func staffedRanges(in range: TimeRange) -> [TimeRange] {
        if hours.isAlways { return [range] }
        let first = zone.localDate(at: range.from) - 1
        let count = zone.localDate(at: range.until) - first
        return (0...max(0, count)).flatMap { offset in
            holiday(on: first + offset) == nil ? hoursRanges(on: first + offset) : []
        }.clipped(to: range).merged
    }

    // MARK: Days

    public func holiday(on day: CivilDate) -> String? {
        holidays.first { $0.days.covers(day) }?.name
    }

    private func works(on day: CivilDate) -> Bool { !hours.minutes(on: day, week: week).isEmpty }

    /// Whether an install may be planned on a day of the site's calendar.
    public func mayInstall(on day: CivilDate) -> Bool {
        if isAtOnce { return true }
        guard unreadableWindow == nil, !isFrozen(day) else { return false }
        guard windows.isEmpty else { return windows.contains { !$0.ranges(beginningOn: day, in: zone).isEmpty } }
        return operatorWeek.works(on: day) && holiday(on: day) == nil && works(on: day) && !isRest(day)
    }

    /// Whether something may begin on that day, after this moment.
    public func opens(on day: CivilDate, after now: Timestamp) -> Bool {
        nextStart(onOrAfter: max(now, zone.instant(of: day, minuteOfDay: 0))).map(zone.localDate(at:)) == day
    }

    /// A day off its working week where somebody is there around the clock: they notice what breaks, and nobody changes
    /// anything on their weekend. Hours that name days of their own say on which days there is work.
    private func isRest(_ day: CivilDate) -> Bool { hours.isAlways && !week.works(on: day) }

    private func isFrozen(_ day: CivilDate) -> Bool { freezes.contains { $0.touches(day, zone: zone) } }

    /// A day on which the site works and nothing is frozen: what a soak is counted in.
    public func isWorkingDay(_ day: CivilDate) -> Bool {
        works(on: day) && holiday(on: day) == nil && !isFrozen(day)
    }

    /// The day on which `count` of the site's working days after `date` have passed; nil where ten years have too few.
    public func date(_ count: Int, workingDaysAfter date: CivilDate) -> CivilDate? {
        var day = date
        var left = max(0, count)
        while left > 0 {
            day = day + 1
            guard day - date < 3660 else { return nil }
            if isWorkingDay(day) { left -= 1 }
        }
        return day
    }
}
