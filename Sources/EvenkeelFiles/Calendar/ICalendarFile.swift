public import EvenkeelDomain

/// Reads the times at which a customer wants to be left in peace from an iCalendar file (RFC 5545): every event that
/// is not cancelled. What events are called is not read, since it may name people.
public enum ICalendarFile {
    public static let sizeLimitBytes = 1 << 20
    public static let mostEvents = 1000

    /// What was found.
    public struct Reading: Hashable, Sendable {
        public var spans: [RecurringSpan]
        /// Events that say that they do not take place.
        public var cancelled: Int
    }

    public static func read(path: String) throws(FileProblems) -> Reading {
        try read(try SourceText(path: path, limit: sizeLimitBytes))
    }

    public static func read(text: String, named name: String) throws(FileProblems) -> Reading {
        try read(try SourceText(text: text, named: name, limit: sizeLimitBytes))
    }

    private static func read(_ source: SourceText) throws(FileProblems) -> Reading {
        let problems = ProblemList(file: source.name)
        let events = events(of: String(decoding: source.bytes, as: UTF8.self), problems)
        if events.count > mostEvents {
            problems.add(expected: "at most \(mostEvents) events", hint: "keep those of the next two years")
        }
        try problems.throwIfAny()
        let read = events.compactMap { EventReader($0, problems: problems).event() }
        try problems.throwIfAny()
        return Reading(spans: spans(of: read), cancelled: read.count { $0.isCancelled })
    }

    /// The lines of each VEVENT; what else a calendar holds is passed over.
    private static func events(of text: String, _ problems: ProblemList) -> [[ContentLine]] {
        var open: [(name: String, line: Int)] = []
        var events: [[ContentLine]] = []
        var calendars = 0
        for (text, number) in ContentLine.unfold(text) {
            guard let line = ContentLine(text, number: number) else {
                problems.add(line: number, value: text, expected: "NAME:value, as in DTSTART:20261218")
                continue
            }
            switch line.name {
            case "BEGIN":
                let name = line.value.uppercased()
                if open.isEmpty {
                    guard name == "VCALENDAR" else {
                        problems.add(line: number, name: "BEGIN", value: line.value, expected: "BEGIN:VCALENDAR")
                        return []
                    }
                    calendars += 1
                }
                open.append((name, number))
                if name == "VEVENT" { events.append([]) }
            case "END":
                guard let last = open.popLast(), last.name == line.value.uppercased() else {
                    problems.add(
                        line: number, name: "END", value: line.value, expected: "the end of what was begun last")
                    return []
                }
            default:
                guard !open.isEmpty else {
                    problems.add(line: number, name: line.name, expected: "BEGIN:VCALENDAR before it")
                    return []
                }
                if open.last?.name == "VEVENT" { events[events.count - 1].append(line) }
            }
        }
        if let last = open.last {
            problems.add(line: last.line, name: "BEGIN", value: last.name, expected: "an END:\(last.name)")
        }
        if calendars == 0, problems.isEmpty {
            problems.add(line: 1, expected: "BEGIN:VCALENDAR", hint: "is this an iCalendar file?")
        }
        return events
    }

    /// An event that replaces one time of a series takes that time out of it.
    private static func spans(of events: [CalendarEvent]) -> [RecurringSpan] {
        var moved: [String: [RecurringSpan.LocalTime]] = [:]
        for event in events {
            if let uid = event.uid, let instead = event.insteadOf { moved[uid, default: []].append(instead) }
        }
        return events.filter { !$0.isCancelled }.map { event in
            guard event.insteadOf == nil, let uid = event.uid, let except = moved[uid] else { return event.span }
            let span = event.span
            return RecurringSpan(
                zone: span.zone, start: span.start, length: span.length, rule: span.rule, also: span.also,
                except: span.except + except)
        }
    }
}

/// An event as far as it matters.
struct CalendarEvent {
    var uid: String?
    var span: RecurringSpan
    var isCancelled: Bool
    /// The time of the series that it replaces.
    var insteadOf: RecurringSpan.LocalTime?
}
