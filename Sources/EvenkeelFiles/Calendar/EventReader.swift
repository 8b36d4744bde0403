import EvenkeelDomain

/// Reads one VEVENT (RFC 5545, section 3.6.1).
struct EventReader {
    private let lines: [ContentLine]
    private let problems: ProblemList

    init(_ lines: [ContentLine], problems: ProblemList) {
        self.lines = lines
        self.problems = problems
    }

    private typealias Local = RecurringSpan.LocalTime

    /// A time with the zone it is meant in: nil for the reader's own.
    private struct Moment {
        let time: CalendarTime
        let zone: String?

        var local: Local { Local(date: time.date, minuteOfDay: time.minuteOfDay ?? 0) }
        var isWholeDay: Bool { time.minuteOfDay == nil }
    }

    /// Nil where something is wrong; it has been reported.
    func event() -> CalendarEvent? {
        let before = problems.total
        guard let begin = only("DTSTART") else {
            if problems.total == before {
                problems.add(line: lines.first?.number, name: "VEVENT", expected: "a DTSTART in every event")
            }
            return nil
        }
        guard let start = moment(begin), let length = length(from: start) else { return nil }
        let rule = only("RRULE").flatMap(rule)
        let also = times("RDATE", in: start)
        let except = times("EXDATE", in: start)
        var instead: Local?
        if let line = only("RECURRENCE-ID") {
            if line.parameters["RANGE"] != nil {
                refuse(line, "RECURRENCE-ID without RANGE", "give the later events a series of their own")
            }
            instead = moment(line).map { self.local($0, in: start) }
        }
        guard problems.total == before else { return nil }
        return CalendarEvent(
            uid: only("UID")?.value,
            span: RecurringSpan(
                zone: start.zone, start: start.local, length: length, rule: rule, also: also, except: except),
            isCancelled: only("STATUS")?.value.uppercased() == "CANCELLED", insteadOf: instead)
    }

    /// The line of that name; a second one is a problem.
    private func only(_ name: String) -> ContentLine? {
        let found = lines.filter { $0.name == name }
        if found.count > 1 { refuse(found[1], "\(name) once in an event", nil) }
        return found.first
    }

    private func refuse(_ line: ContentLine, _ expected: String, _ hint: String?) {
        problems.add(line: line.number, name: line.name, value: line.value, expected: expected, hint: hint)
    }

    private func moment(_ line: ContentLine) -> Moment? { moments(line)?.first }

    /// The times of a line, which may be a list.
    private func moments(_ line: ContentLine) -> [Moment]? {
        var zone: String?
        if let name = line.parameters["TZID"] {
            guard let known = Self.zone(name) else {
                problems.add(
                    line: line.number, name: "TZID", value: name, expected: "an IANA time zone such as Europe/Rome",
                    hint: KnownNames.nearestZone(to: name).map { "did you mean \($0)?" })
                return nil
            }
            zone = known
        }
        var moments: [Moment] = []
        for text in line.value.split(separator: ",", omittingEmptySubsequences: false) {
            guard let time = CalendarTime(String(text)) else {
                refuse(line, "a date such as 20261218 or a time such as 20261218T180000Z", nil)
                return nil
            }
            moments.append(Moment(time: time, zone: time.isUTC ? "UTC" : zone))
        }
        return moments
    }

    /// Some programs write the name of a zone behind one of their own.
    private static func zone(_ name: String) -> String? {
        if KnownNames.isZone(name) { return name }
        let parts = name.split(separator: "/")
        for count in [3, 2] where parts.count > count {
            let tail = parts.suffix(count).joined(separator: "/")
            if KnownNames.isZone(tail) { return tail }
        }
        return WindowsZones.names[name]
    }

    /// A time by the clock of the event's own zone.
    private func local(_ moment: Moment, in start: Moment) -> Local {
        guard !moment.isWholeDay, moment.zone != start.zone, let from = offsets(moment.zone),
            let to = offsets(start.zone)
        else { return moment.local }
        let instant = from.instant(of: moment.local.date, minuteOfDay: moment.local.minuteOfDay)
        let shifted = instant + .seconds(to.offsetSeconds(at: instant))
        let (date, rest) = shifted.dateAndMilliseconds
        return Local(date: date, minuteOfDay: Int(rest / 60_000))
    }

    /// Nil for a time that is meant by whatever clock hangs at the site.
    private func offsets(_ zone: String?) -> ZoneOffsets? {
        guard let zone, let first = CivilDate("1990-01-01"), let last = CivilDate("2060-01-01") else { return nil }
        return ZoneExpansion.offsets(of: zone, from: first.startUTC, until: last.startUTC)
    }

    private func length(from start: Moment) -> NominalSpan? {
        if let line = only("DURATION") {
            guard let span = NominalSpan(line.value) else {
                refuse(line, "a duration such as PT4H or P2D", nil)
                return nil
            }
            return span
        }
        guard let line = only("DTEND") else {
            if start.isWholeDay { return NominalSpan(days: 1) }
            if let line = only("DTSTART") { refuse(line, "a DTEND or DURATION with it", nil) }
            return nil
        }
        guard let end = moment(line) else { return nil }
        let local = local(end, in: start)
        let minutes = (local.date - start.local.date) * 1440 + local.minuteOfDay - start.local.minuteOfDay
        guard minutes > 0, minutes <= 3660 * 1440, end.isWholeDay == start.isWholeDay else {
            refuse(line, "an end after DTSTART, of the same kind and within ten years", nil)
            return nil
        }
        return NominalSpan(days: minutes / 1440, minutes: minutes % 1440)
    }

    private func rule(_ line: ContentLine) -> RecurrenceRule? {
        do throws(RecurrenceTrouble) { return try RecurrenceRule(line.value) } catch {
            let (expected, hint) = RecurrenceWords.of(error)
            refuse(line, expected, hint)
            return nil
        }
    }

    private func times(_ name: String, in start: Moment) -> [Local] {
        lines.filter { $0.name == name }.flatMap { line -> [Local] in
            if line.parameters["VALUE"]?.uppercased() == "PERIOD" {
                refuse(line, "dates or times, not periods", nil)
                return []
            }
            return (moments(line) ?? []).map { moment in
                let local = local(moment, in: start)
                // A day that is taken out of a series of times means that day's.
                return moment.isWholeDay && !start.isWholeDay
                    ? Local(date: local.date, minuteOfDay: start.local.minuteOfDay) : local
            }
        }
    }
}
