extension WorkingWeek: CustomStringConvertible {
    /// A working week as people write it: `mon-fri`, `sun-thu`, `mon;tue;thu`, full names too.
    public init?(text: String) {
        var days: Set<Weekday> = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(Weekday.init(name:))
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
            var day = first
            days.insert(day)
            while day != last {
                day = Weekday.allCases[(day.number + 1) % 7]
                days.insert(day)
            }
        }
        self.init(days)
    }

    /// The shortest way to write it: one range where the days follow one another, else a list.
    public var description: String {
        let sorted = sorted
        for first in sorted where sorted.count > 1 {
            let run = (0..<sorted.count).map { Weekday.allCases[(first.number + $0) % 7] }
            if Set(run) == Set(sorted), let last = run.last { return "\(first.short)-\(last.short)" }
        }
        return sorted.map(\.short).joined(separator: ";")
    }
}

extension Weekday {
    fileprivate init?(name: Substring) {
        let name = name.lowercased()
        guard let day = Weekday.allCases.first(where: { $0.rawValue == name || $0.short == name }) else { return nil }
        self = day
    }

    /// 0 for Monday.
    var number: Int {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }

    fileprivate var short: String { String(rawValue.prefix(3)) }
}
