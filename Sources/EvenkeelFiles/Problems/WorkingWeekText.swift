import EvenkeelDomain

/// A working week as people write it: `mon-fri`, `sun-thu`, `mon;tue;thu`, full names too.
enum WorkingWeekText {
    static func parse(_ text: String) -> WorkingWeek? {
        var days: Set<Weekday> = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(weekday)
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
            var day = first
            days.insert(day)
            while day != last {
                day = Weekday.allCases[(index(of: day) + 1) % 7]
                days.insert(day)
            }
        }
        return WorkingWeek(days)
    }

    /// The shortest way to write it: one range where the days follow one another, else a list.
    static func write(_ week: WorkingWeek) -> String {
        let days = Weekday.allCases.filter(week.days.contains)
        for first in days {
            let run = (0..<days.count).map { Weekday.allCases[(index(of: first) + $0) % 7] }
            if Set(run) == week.days, let last = run.last, days.count > 1 { return "\(short(first))-\(short(last))" }
        }
        return days.map(short).joined(separator: ";")
    }

    private static func index(of day: Weekday) -> Int { Weekday.allCases.firstIndex(of: day) ?? 0 }

    private static func short(_ day: Weekday) -> String { String(day.rawValue.prefix(3)) }

    private static func weekday(_ name: Substring) -> Weekday? {
        Weekday.allCases.first { $0.rawValue == name.lowercased() || short($0) == name.lowercased() }
    }
}
