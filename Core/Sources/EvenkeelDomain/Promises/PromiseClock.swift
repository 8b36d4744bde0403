/// How soon the next word is due: the default intervals of the doctrine.
///
/// | impact | a `revenue` customer is affected | otherwise |
/// | --- | --- | --- |
/// | critical | 15 min | 30 min |
/// | major | 30 min | 60 min |
/// | minor | 4 h | 4 h |
/// | none | next working morning | next working morning |
///
/// `monitoring` doubles them. A human may shorten freely and lengthen up to the cap.
public struct PromiseClock: Hashable, Sendable, Codable {
    public var calendar: WorkCalendar
    /// Working days until the report is due.
    public var reportWorkingDays: Int
    /// The longest interval a human may promise, by impact; where one is not given, or is shorter than the interval of
    /// the table, the table's is the longest.
    public var caps: [Impact: TimeSpan]

    public init(calendar: WorkCalendar = .init(), reportWorkingDays: Int = 5, caps: [Impact: TimeSpan] = [:]) {
        self.calendar = calendar
        self.reportWorkingDays = reportWorkingDays
        self.caps = caps
    }

    /// The interval, or nil where the next word comes on the next working morning.
    public static func interval(impact: Impact, criticality: Criticality, status: IncidentStatus) -> TimeSpan? {
        let base: TimeSpan? =
            switch (impact, criticality) {
            case (.critical, .revenue): .minutes(15)
            case (.critical, _): .minutes(30)
            case (.major, .revenue): .minutes(30)
            case (.major, _): .minutes(60)
            case (.minor, _): .hours(4)
            case (.none, _): nil
            }
        return base.map { status == .monitoring ? $0 * 2 : $0 }
    }

    /// The time policy proposes for the next update.
    public func proposal(
        impact: Impact, criticality: Criticality, status: IncidentStatus, at now: Timestamp
    ) -> Timestamp {
        Self.interval(impact: impact, criticality: criticality, status: status).map { now + $0 }
            ?? calendar.nextWorkingMorning(after: now)
    }

    /// The latest time a human may promise: the proposal, the cap where that is later, or below critical the next
    /// working morning where that is later still.
    public func latest(impact: Impact, criticality: Criticality, status: IncidentStatus, at now: Timestamp) -> Timestamp
    {
        let policy = proposal(impact: impact, criticality: criticality, status: status, at: now)
        let proposed = max(policy, caps[impact].map { now + $0 } ?? policy)
        return impact == .critical ? proposed : max(proposed, calendar.nextWorkingMorning(after: now))
    }

    /// Two working days before a customer would hear "late": the morning of that day.
    public func warning(before due: Timestamp) -> Timestamp {
        let calendar = WorkCalendar(
            zone: calendar.zone, week: calendar.week, morningMinuteOfDay: calendar.morningMinuteOfDay)
        return calendar.morning(of: calendar.date(2, workingDaysBefore: calendar.zone.localDate(at: due)))
    }

    /// The end of a day, local: what is due on a day may be done on it.
    public func end(of day: CivilDate) -> Timestamp { calendar.zone.instant(of: day + 1, minuteOfDay: 0) }

    /// 17:00 local on the working day by which the report is promised.
    public func reportDue(at now: Timestamp) -> Timestamp {
        let day = WorkCalendar(zone: calendar.zone, week: calendar.week)
            .date(reportWorkingDays, workingDaysAfter: calendar.zone.localDate(at: now))
        return calendar.zone.instant(of: day, minuteOfDay: 17 * 60)
    }
}
