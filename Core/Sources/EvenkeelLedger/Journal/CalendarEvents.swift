public import EvenkeelDomain

/// A rule of the organisation's calendar was lifted, and why.
public struct CalendarRuleLifted: Hashable, Sendable, Codable {
    public var rule: CalendarRuleID
    public var why: String

    public init(rule: CalendarRuleID, why: String) {
        self.rule = rule
        self.why = why
    }
}

/// A second person approved that a freeze is crossed; who, is the entry's author.
public struct CrossingApproved: Hashable, Sendable, Codable {
    public var crossing: CrossingID

    public init(crossing: CrossingID) { self.crossing = crossing }
}

/// A request to cross a freeze, or the leave to do so, was taken back.
public struct CrossingWithdrawn: Hashable, Sendable, Codable {
    public var crossing: CrossingID
    public var why: String

    public init(crossing: CrossingID, why: String) {
        self.crossing = crossing
        self.why = why
    }
}
