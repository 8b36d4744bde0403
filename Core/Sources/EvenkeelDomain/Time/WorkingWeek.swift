/// The weekdays somebody works. Israel works Sunday to Thursday.
public struct WorkingWeek: Hashable, Sendable {
    /// Bit n for the day n, 0 for Monday: plans ask millions of times.
    private let bits: UInt8

    public var days: Set<Weekday> { Set(sorted) }

    /// Monday first.
    var sorted: [Weekday] { Weekday.allCases.filter { bits >> UInt8($0.number) & 1 == 1 } }

    /// Nil for an empty week: nothing would ever be due.
    public init?(_ days: Set<Weekday>) {
        guard !days.isEmpty else { return nil }
        self.init(known: days)
    }

    private init(known days: Set<Weekday>) { bits = days.reduce(0) { $0 | 1 << UInt8($1.number) } }

    public static let mondayToFriday = WorkingWeek(known: [.monday, .tuesday, .wednesday, .thursday, .friday])
    public static let sundayToThursday = WorkingWeek(known: [.sunday, .monday, .tuesday, .wednesday, .thursday])
    public static let everyDay = WorkingWeek(known: Set(Weekday.allCases))

    public func works(on date: CivilDate) -> Bool { bits >> UInt8(date.weekdayNumber) & 1 == 1 }
}

extension WorkingWeek: Codable {
    private enum Key: CodingKey { case days }

    public init(from decoder: any Decoder) throws {
        let box = try decoder.container(keyedBy: Key.self)
        guard let week = Self(try box.decode(Set<Weekday>.self, forKey: .days)) else {
            throw DecodingError.dataCorruptedError(forKey: .days, in: box, debugDescription: "a week without days")
        }
        self = week
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.container(keyedBy: Key.self)
        try box.encode(sorted, forKey: .days)
    }
}
