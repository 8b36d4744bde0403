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

    public init(calendar: WorkCalendar = .init(), reportWorkingDays: Int = 5) {
        self.calendar = calendar
        self.reportWorkingDays = reportWorkingDays
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

    /// The latest time a human may promise: the proposal, or below critical the next working morning where that is later.
    public func latest(impact: Impact, criticality: Criticality, status: IncidentStatus, at now: Timestamp) -> Timestamp
    {
        let proposed = proposal(impact: impact, criticality: criticality, status: status, at: now)
        return impact == .critical ? proposed : max(proposed, calendar.nextWorkingMorning(after: now))
    }

    /// 17:00 local on the working day by which the report is promised.
    public func reportDue(at now: Timestamp) -> Timestamp {
        let day = WorkCalendar(zone: calendar.zone, week: calendar.week)
            .date(reportWorkingDays, workingDaysAfter: calendar.zone.localDate(at: now))
        return calendar.zone.instant(of: day, minuteOfDay: 17 * 60)
    }
}
