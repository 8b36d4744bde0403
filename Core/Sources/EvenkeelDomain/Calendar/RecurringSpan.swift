/// A stretch of local time, once or again and again: a maintenance window, a freeze in a customer's own calendar.
///
/// Kept as what people agreed on, a place's clock and a rule, never as offsets: its instants are found anew with the
/// zone's rules of today. A time that a clock change skips is moved forward by the gap; one that occurs twice means its
/// first occurrence (RFC 5545, section 3.3.5).
public struct RecurringSpan: Hashable, Sendable {
    /// A place on the calendar and the clock.
    public struct LocalTime: Hashable, Sendable, Codable {
        public var date: CivilDate
        public var minuteOfDay: Int

        public init(date: CivilDate, minuteOfDay: Int = 0) {
            self.date = date
            self.minuteOfDay = minuteOfDay
        }
    }

    /// An IANA zone; nil for the site's own.
    public var zone: String?
    public var start: LocalTime
    public var length: NominalSpan
    /// Nil for once.
    public var rule: RecurrenceRule?
    /// Further beginnings.
    public var also: [LocalTime]
    /// Beginnings that are left out.
    public var except: [LocalTime]
    /// The last day on which a rule with COUNT begins.
    private let lastByCount: CivilDate?

    public init(
        zone: String? = nil, start: LocalTime, length: NominalSpan, rule: RecurrenceRule? = nil, also: [LocalTime] = [],
        except: [LocalTime] = []
    ) {
        self.zone = zone
        self.start = start
        self.length = length
        self.rule = rule
        self.also = also
        self.except = except
        lastByCount = rule.flatMap { Self.lastDay(of: $0, from: start.date) }
    }

    /// Found by counting; a rule that needs more than a hundred years for its count never ends.
    private static func lastDay(of rule: RecurrenceRule, from start: CivilDate) -> CivilDate? {
        guard let count = rule.count else { return nil }
        let perDay = max(1, rule.hours.count) * max(1, rule.minutes.count)
        var seen = 0
        for offset in 0..<36_525 where rule.names(start + offset, from: start) {
            seen += perDay
            if seen >= count { return start + offset }
        }
        return nil
    }

    /// The minutes of a day at which it begins.
    private var minutesOfDay: [Int] {
        guard let rule, !(rule.hours.isEmpty && rule.minutes.isEmpty) else { return [start.minuteOfDay] }
        let hours = rule.hours.isEmpty ? [start.minuteOfDay / 60] : rule.hours
        let minutes = rule.minutes.isEmpty ? [start.minuteOfDay % 60] : rule.minutes
        return hours.flatMap { hour in minutes.map { hour * 60 + $0 } }
    }

    /// How many days before a moment one that is still going on may have begun.
    public var reachDays: Int { length.reachDays }

    /// Those that begin on a day of the zone's calendar.
    ///
    /// - Parameter local: the zone in which it is meant.
    public func ranges(beginningOn day: CivilDate, in local: ZoneOffsets) -> [TimeRange] {
        var begins = also.filter { $0.date == day }.map(\.minuteOfDay)
        if let rule {
            let isCounted = lastByCount.map { day <= $0 } ?? true
            if isCounted, rule.names(day, from: start.date) {
                begins += minutesOfDay.filter { minute in
                    (day > start.date || minute >= start.minuteOfDay || !rule.hours.isEmpty)
                        && isBeforeEnd(day, minute, rule, local)
                }
            }
        } else if start.date == day {
            begins.append(start.minuteOfDay)
        }
        return Set(begins).sorted().compactMap { minute in
            guard !except.contains(LocalTime(date: day, minuteOfDay: minute)) else { return nil }
            let from = local.instant(of: day, minuteOfDay: minute)
            // Whole days end at the same hour of another day; what remains is counted on a stop-watch.
            let until =
                (length.days == 0 ? from : local.instant(of: day + length.days, minuteOfDay: minute))
                + .minutes(length.minutes)
            return TimeRange(from: from, until: until)
        }
    }

    private func isBeforeEnd(_ day: CivilDate, _ minute: Int, _ rule: RecurrenceRule, _ local: ZoneOffsets) -> Bool {
        switch rule.until {
        case nil: true
        case .day(let last): day <= last
        case .local(let last, let lastMinute): (day, minute) <= (last, lastMinute)
        case .instant(let last): local.instant(of: day, minuteOfDay: minute) <= last
        }
    }

    /// All that touch a range, clipped to it and merged.
    public func ranges(in range: TimeRange, zone local: ZoneOffsets) -> [TimeRange] {
        let first = local.localDate(at: range.from) - reachDays
        let last = local.localDate(at: range.until)
        guard first <= last else { return [] }
        let days: [CivilDate]
        if rule == nil {
            // Most of what a calendar holds happens once: there is no need to walk through the year for it.
            days = Set([start.date] + also.map(\.date)).filter { first <= $0 && $0 <= last }.sorted()
        } else {
            days = (0...(last - first)).map { first + $0 }
        }
        return days.flatMap { ranges(beginningOn: $0, in: local) }.clipped(to: range).merged
    }
}

extension RecurringSpan: Codable {
    private enum CodingKeys: CodingKey { case zone, start, length, rule, also, except }

    /// What follows from the others is found again, not stored.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            zone: try container.decodeIfPresent(String.self, forKey: .zone),
            start: try container.decode(LocalTime.self, forKey: .start),
            length: try container.decode(NominalSpan.self, forKey: .length),
            rule: try container.decodeIfPresent(RecurrenceRule.self, forKey: .rule),
            also: try container.decode([LocalTime].self, forKey: .also),
            except: try container.decode([LocalTime].self, forKey: .except))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(zone, forKey: .zone)
        try container.encode(start, forKey: .start)
        try container.encode(length, forKey: .length)
        try container.encodeIfPresent(rule, forKey: .rule)
        try container.encode(also, forKey: .also)
        try container.encode(except, forKey: .except)
    }
}
