import EvenkeelDomain

/// The rule at the end of a zone's file, which holds for the years to come: `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX, section
/// 8.3, with the hours of RFC 9636: -167 to 167).
struct ZoneRule {
    /// Week of the month, 5 for the last, and day of the week, 0 for Sunday, at a time of the day.
    private struct Change {
        let month: Int
        let week: Int
        let weekday: Int
        let seconds: Int

        func instant(in year: Int, offset: Int) -> Timestamp? {
            guard let first = CivilDate(year: year, month: month, day: 1) else { return nil }
            // Sunday is 0 in POSIX, Monday in ISO.
            let ahead = (weekday + 6) % 7
            let start = Weekday.allCases.firstIndex(of: first.weekday) ?? 0
            var day = first + (ahead - start + 7) % 7 + 7 * (week - 1)
            while day.yearMonthDay.month != month { day = day - 7 }
            return day.startUTC + .seconds(seconds - offset)
        }
    }

    private let standard: Int
    private let summer: (offset: Int, begins: Change, ends: Change)?

    /// Nil for what is no such rule, or one of days of the year, which no zone in use has.
    init?(_ text: String) {
        var rest = text[...]
        func takeName() -> Bool {
            if rest.first == "<" {
                guard let end = rest.firstIndex(of: ">") else { return false }
                rest = rest[rest.index(after: end)...]
                return true
            }
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest[name.endIndex...]
            return name.count >= 3
        }
        func takeNumber() -> Int? {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest[digits.endIndex...]
            return digits.count <= 4 ? Int(digits) : nil
        }
        /// `-1`, `3:30`, in seconds.
        func takeTime() -> Int? {
            var sign = 1
            if rest.first == "-" || rest.first == "+" { sign = rest.removeFirst() == "-" ? -1 : 1 }
            guard let hours = takeNumber(), hours <= 167 else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] where rest.first == ":" {
                rest = rest.dropFirst()
                guard let part = takeNumber(), part < 60 else { return nil }
                seconds += part * unit
            }
            return sign * seconds
        }
        func takeChange() -> Change? {
            guard rest.hasPrefix(",M") else { return nil }
            rest = rest.dropFirst(2)
            guard let month = takeNumber(), rest.popFirst() == ".", let week = takeNumber(), rest.popFirst() == ".",
                let weekday = takeNumber(), (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
            else { return nil }
            var seconds = 7200
            if rest.first == "/" {
                rest = rest.dropFirst()
                guard let time = takeTime() else { return nil }
                seconds = time
            }
            return Change(month: month, week: week, weekday: weekday, seconds: seconds)
        }
        guard takeName(), let west = takeTime() else { return nil }
        standard = -west
        guard !rest.isEmpty else {
            summer = nil
            return
        }
        guard takeName() else { return nil }
        var offset = standard + 3600
        if let first = rest.first, first != "," {
            guard let west = takeTime() else { return nil }
            offset = -west
        }
        guard let begins = takeChange(), let ends = takeChange(), rest.isEmpty else { return nil }
        summer = (offset, begins, ends)
    }

    /// The changes of a year, in order.
    func transitions(in year: Int) -> [ZoneOffsets.Transition] {
        guard let summer else { return [] }
        return [
            summer.begins.instant(in: year, offset: standard).map {
                ZoneOffsets.Transition(from: $0, offsetSeconds: summer.offset)
            },
            summer.ends.instant(in: year, offset: summer.offset).map {
                ZoneOffsets.Transition(from: $0, offsetSeconds: standard)
            },
        ].compactMap(\.self).sorted { $0.from < $1.from }
    }
}
