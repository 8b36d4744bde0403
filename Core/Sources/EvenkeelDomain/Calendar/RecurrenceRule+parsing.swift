extension RecurrenceRule {
    /// Reads `FREQ=WEEKLY;BYDAY=SA,SU`, with or without `RRULE:` before it.
    public init(_ text: String) throws(RecurrenceTrouble) {
        let body = text.hasPrefix("RRULE:") ? String(text.dropFirst(6)) : text
        var parts: [String: String] = [:]
        for part in body.split(separator: ";", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard sides.count == 2, !sides[1].isEmpty else { throw .notAPart(String(part)) }
            guard parts.updateValue(sides[1], forKey: sides[0]) == nil else { throw .twice(sides[0]) }
        }
        let known: Set<String> = [
            "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE",
            "WKST",
        ]
        if let other = parts.keys.filter({ !known.contains($0) }).min() { throw .notUnderstood(other) }
        guard let name = parts["FREQ"] else { throw .noFrequency }
        guard let frequency = Frequency(rawValue: name) else { throw .notUnderstood("FREQ=\(name)") }
        let reader = PartReader(parts: parts)
        let weekdays = try reader.weekdays(numbered: frequency == .monthly || frequency == .yearly)
        let hours = try reader.numbers("BYHOUR", 0...23)
        let minutes = try reader.numbers("BYMINUTE", 0...59)
        let positions = try reader.numbers("BYSETPOS", -366...366, zero: false)
        if !positions.isEmpty, hours.count * max(1, minutes.count) > 1 { throw .notUnderstood("BYSETPOS with times") }
        if frequency == .weekly, parts["BYMONTHDAY"] != nil { throw .notUnderstood("BYMONTHDAY with WEEKLY") }
        if parts["COUNT"] != nil, parts["UNTIL"] != nil { throw .countAndUntil }
        let weekStart = try parts["WKST"].map { text throws(RecurrenceTrouble) in
            guard let day = PartReader.names[text] else { throw RecurrenceTrouble.badValue(part: "WKST", value: text) }
            return day
        }
        self.init(
            body, frequency: frequency, interval: try reader.number("INTERVAL", 1...1000) ?? 1, weekdays: weekdays,
            monthDays: try reader.numbers("BYMONTHDAY", -31...31, zero: false),
            months: Set(try reader.numbers("BYMONTH", 1...12)), positions: positions, weekStart: weekStart ?? .monday,
            hours: hours.sorted(), minutes: minutes.sorted(), count: try reader.number("COUNT", 1...100_000),
            until: try reader.until())
    }
}

/// Reads the parts of a rule.
private struct PartReader {
    static let names: [String: Weekday] = [
        "MO": .monday, "TU": .tuesday, "WE": .wednesday, "TH": .thursday, "FR": .friday, "SA": .saturday, "SU": .sunday,
    ]

    let parts: [String: String]

    func number(_ name: String, _ range: ClosedRange<Int>) throws(RecurrenceTrouble) -> Int? {
        let all = try numbers(name, range)
        guard all.count <= 1 else { throw .badValue(part: name, value: parts[name] ?? "") }
        return all.first
    }

    func numbers(
        _ name: String, _ range: ClosedRange<Int>, zero: Bool = true
    ) throws(RecurrenceTrouble) -> [Int] {
        guard let text = parts[name] else { return [] }
        var numbers: [Int] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(item), range.contains(number), zero || number != 0 else {
                throw .badValue(part: name, value: text)
            }
            numbers.append(number)
        }
        return numbers
    }

    func weekdays(numbered: Bool) throws(RecurrenceTrouble) -> [RecurrenceRule.NumberedDay] {
        guard let text = parts["BYDAY"] else { return [] }
        var days: [RecurrenceRule.NumberedDay] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let weekday = Self.names[String(item.suffix(2))] else { throw .badValue(part: "BYDAY", value: text) }
            let digits = item.dropLast(2)
            guard !digits.isEmpty else {
                days.append(.init(number: nil, weekday: weekday))
                continue
            }
            guard numbered, let number = Int(digits), number != 0, abs(number) <= 53 else {
                throw .badValue(part: "BYDAY", value: text)
            }
            days.append(.init(number: number, weekday: weekday))
        }
        return days
    }

    func until() throws(RecurrenceTrouble) -> RecurrenceRule.Until? {
        guard let text = parts["UNTIL"] else { return nil }
        guard let time = CalendarTime(text) else { throw .badValue(part: "UNTIL", value: text) }
        guard let minute = time.minuteOfDay else { return .day(time.date) }
        return time.isUTC
            ? .instant(time.date.startUTC + .minutes(minute)) : .local(time.date, minuteOfDay: minute)
    }
}
