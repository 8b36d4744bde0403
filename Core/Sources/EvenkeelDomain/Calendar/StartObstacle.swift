/// Why an install may not start now.
public enum StartObstacle: Hashable, Sendable {
    case frozen(SiteFreeze, until: Timestamp)
    /// Its window is closed.
    case window
    /// Its window cannot be read, so nobody knows when it opens.
    case windowUnreadable(String)
    case holiday(String)
    /// The site does not work on that day of the week.
    case dayOff
    /// We do not.
    case operatorOff
    case hours
    /// As many installs as one day takes have begun; of a team, where it is the team's.
    case dayFull(capacity: Int, team: String?)
    /// Capacity gave it a later day, and that is the day its customer was told.
    case laterDay(CivilDate)

    public var isFreeze: Bool { if case .frozen = self { true } else { false } }

    public var code: String {
        switch self {
        case .frozen: "freeze"
        case .window: "window"
        case .windowUnreadable: "window_unreadable"
        case .holiday: "holiday"
        case .dayOff: "day_off"
        case .operatorOff: "operator_off"
        case .hours: "hours"
        case .dayFull: "day_full"
        case .laterDay: "later_day"
        }
    }
}

/// May an install start now? If not: why, and when next.
public enum StartAnswer: Hashable, Sendable {
    /// - Parameter until: when that ends; nil where no end is in sight.
    case open(until: Timestamp?)
    /// - Parameter opens: the next moment at which it may; nil where none is in sight.
    case closed(StartObstacle, opens: Timestamp?)

    public var isOpen: Bool { if case .open = self { true } else { false } }
}
