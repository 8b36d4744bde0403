/// The weekdays somebody works. Israel works Sunday to Thursday.
public struct WorkingWeek: Hashable, Sendable, Codable {
    public let days: Set<Weekday>

    /// Nil for an empty week: nothing would ever be due.
    public init?(_ days: Set<Weekday>) {
        guard !days.isEmpty else { return nil }
        self.days = days
    }

    private init(known days: Set<Weekday>) { self.days = days }

    public static let mondayToFriday = WorkingWeek(known: [.monday, .tuesday, .wednesday, .thursday, .friday])
    public static let sundayToThursday = WorkingWeek(known: [.sunday, .monday, .tuesday, .wednesday, .thursday])
    public static let everyDay = WorkingWeek(known: Set(Weekday.allCases))

    public func works(on date: CivilDate) -> Bool { days.contains(date.weekday) }
}
