public import EvenkeelDomain

/// How a language writes what messages hold: its direction, days, times, numbers, and the words for states.
///
/// Read from the `language.txt` of its folder, so that a language is a folder of files.
public struct LanguageForm: Hashable, Sendable {
    /// Every key with the value that English has; a file gives those it wants otherwise.
    static let defaults: [String: String] = [
        "name": "English", "direction": "ltr", "like": "", "date": "{weekday} {day} {month} {year}",
        "time": "{hour}:{minute}", "moment": "{date}, {time} ({zone})", "am": "AM", "pm": "PM", "decimal": ".",
        "group": ",",
        "months": "January, February, March, April, May, June, July, August, September, October, November, December",
        "weekdays": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
        "status.suspected": "Suspected", "status.investigating": "We are investigating",
        "status.identified": "Cause found", "status.monitoring": "Fix in place, watching",
        "status.resolved": "Resolved",
        "status.reported": "Report on cause and corrective action", "status.withdrawn": "Withdrawn",
        "minutes": "{n} minutes", "hours": "{n} hours",
    ]

    /// BCP 47, as its folder is called.
    public let tag: String
    private let values: [String: String]
    /// The values of `date`, `time`, `moment` and lengths, taken apart.
    private let patterns: [String: [Part]]
    private let months: [String]
    private let weekdays: [String]

    /// A piece of a pattern: as it stands, or a name in braces.
    private enum Part: Hashable {
        case text(String)
        case name(String)
    }

    public static let english = LanguageForm(tag: "en", values: [:])

    private init(tag: String, values: [String: String]) {
        self.tag = tag
        let known = Self.defaults.merging(values) { $1 }
        func list(_ key: String) -> [String] {
            (known[key] ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
        }
        self.values = known
        patterns = Dictionary(
            uniqueKeysWithValues: ["date", "time", "moment", "minutes", "hours"].map {
                ($0, Self.parts(of: known[$0] ?? ""))
            })
        months = list("months")
        weekdays = list("weekdays")
    }

    /// Parses `key: value` lines. Empty lines and those that begin with `#` say nothing.
    init(_ source: TemplateSource, tag: String) throws(TemplateProblem) {
        var values: [String: String] = [:]
        for (index, line) in source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.last == "\r" ? line.dropLast() : line
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            guard let colon = line.firstIndex(of: ":") else {
                throw TemplateProblem(file: source.file, line: index + 1, what: .unreadable(String(line)))
            }
            let key = String(line[..<colon])
            guard Self.defaults[key] != nil else {
                throw TemplateProblem(
                    file: source.file, line: index + 1, what: .unknownName(key), known: Self.defaults.keys.sorted())
            }
            values[key] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        self.init(tag: tag, values: values)
        for (key, count) in [("months", months.count - 12), ("weekdays", weekdays.count - 7)] where count != 0 {
            throw TemplateProblem(file: source.file, line: 1, what: .unreadable(key))
        }
    }

    public var isRightToLeft: Bool { values["direction"] == "rtl" }

    /// A line of this language that may begin with a name of another: a right-to-left mark keeps its direction, which is
    /// else that of its first letter.
    func line(_ text: String) -> String { isRightToLeft ? "\u{200F}" + text : text }
    /// The language whose templates it uses, where it has none of its own: `en-US` is like `en`.
    var like: String? { values["like"].flatMap { $0.isEmpty ? nil : $0 } }

    public func status(_ status: IncidentStatus) -> String { values["status.\(status.rawValue)"] ?? status.rawValue }

    /// `Thursday 5 March 2026`.
    public func date(_ date: CivilDate) -> String {
        let (year, month, day) = date.yearMonthDay
        let weekday = Weekday.allCases.firstIndex(of: date.weekday) ?? 0
        return filled(
            "date", ["weekday": weekdays[weekday], "day": "\(day)", "month": months[month - 1], "year": "\(year)"])
    }

    /// `16:05`, or as the language has it.
    public func time(minuteOfDay: Int, second: Int = 0) -> String {
        let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
        let minutes = twoDigits(minute) + (second > 0 ? ":\(twoDigits(second))" : "")
        return filled(
            "time",
            [
                "hour": twoDigits(hour), "minute": minutes, "hour12": "\((hour + 11) % 12 + 1)",
                "period": values[hour < 12 ? "am" : "pm"] ?? "",
            ])
    }

    /// A day and time with the zone they are in, by name: an offset would say less.
    ///
    /// - Parameter isDue: true for what was promised by then: with the second, where it has one, since by that it is judged.
    public func moment(_ instant: Timestamp, in zone: ZoneOffsets, isDue: Bool = false) -> String {
        filled(
            "moment",
            [
                "date": date(zone.localDate(at: instant)), "time": time(instant, in: zone, isDue: isDue),
                "zone": zone.name,
            ])
    }

    public func time(_ instant: Timestamp, in zone: ZoneOffsets, isDue: Bool = false) -> String {
        let (_, rest) = (instant + .seconds(zone.offsetSeconds(at: instant))).dateAndMilliseconds
        return time(minuteOfDay: Int(rest / 60_000), second: isDue ? Int(rest / 1000 % 60) : 0)
    }

    /// `2 hours` or `90 minutes`.
    public func length(_ span: TimeSpan) -> String {
        let minutes = Int(span.milliseconds / 60_000)
        return minutes % 60 == 0 && minutes >= 120
            ? filled("hours", ["n": number(minutes / 60)]) : filled("minutes", ["n": number(minutes)])
    }

    /// `12,500` in the language's own way.
    public func number(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        var index = digits.count - 3
        while index > 0 {
            digits.insert(contentsOf: values["group"] ?? "", at: index)
            index -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }

    private static func parts(of pattern: String) -> [Part] {
        var rest = Substring(pattern)
        var parts: [Part] = []
        while let open = rest.utf8.firstIndex(of: UInt8(ascii: "{")),
            let close = rest.utf8[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            parts.append(.text(String(rest[..<open])))
            parts.append(.name(String(rest[rest.utf8.index(after: open)..<close])))
            rest = rest[rest.utf8.index(after: close)...]
        }
        return parts + [.text(String(rest))]
    }

    /// What is none of these names stays as it stands.
    private func filled(_ key: String, _ values: KeyValuePairs<String, String>) -> String {
        var filled = ""
        for part in patterns[key] ?? [] {
            switch part {
            case .text(let text): filled += text
            case .name(let name): filled += values.first { $0.key == name }?.value ?? "{\(name)}"
            }
        }
        return filled
    }

    private func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
