/// When a person is on duty: working days, hours and holidays, all local.
public struct DutyHours: Hashable, Sendable, Codable {
    public var zone: ZoneOffsets
    public var week: WorkingWeek
    public var fromMinute: Int
    /// At or before `fromMinute` it means the next day: 22:00 to 06:00 is a night watch, 00:00 to 00:00 the whole day.
    public var toMinute: Int
    public var holidays: Set<CivilDate>

    public init(
        zone: ZoneOffsets = .utc, week: WorkingWeek = .everyDay, fromMinute: Int = 0, toMinute: Int = 0,
        holidays: Set<CivilDate> = []
    ) {
        self.zone = zone
        self.week = week
        self.fromMinute = fromMinute
        self.toMinute = toMinute
        self.holidays = holidays
    }

    /// A night watch belongs to the day on which it begins: a holiday takes it away whole, and no half of another.
    public func covers(_ instant: Timestamp) -> Bool {
        let local = instant + .seconds(zone.offsetSeconds(at: instant))
        let (today, rest) = local.dateAndMilliseconds
        let minute = Int(rest / 60_000)
        if fromMinute < toMinute { return isDuty(today) && (fromMinute..<toMinute).contains(minute) }
        return (minute >= fromMinute && isDuty(today)) || (minute < toMinute && isDuty(today - 1))
    }

    private func isDuty(_ day: CivilDate) -> Bool { week.works(on: day) && !holidays.contains(day) }
}
