/// A span of days on which nothing is changed, with its reason. Both ends are included.
public struct Freeze: Hashable, Sendable, Codable {
    public let from: CivilDate
    public let to: CivilDate
    public let why: String
    /// Whom it is for; nil for everybody. A site of which that is unknown is taken to be meant.
    public let among: Predicate?
    /// Who answers for it, and the rule of the organisation's calendar that it comes from.
    public let owner: String?
    public let rule: CalendarRuleID?

    /// Nil where the end lies before the beginning.
    public init?(
        from: CivilDate, to: CivilDate, why: String, among: Predicate? = nil, owner: String? = nil,
        rule: CalendarRuleID? = nil
    ) {
        guard from <= to else { return nil }
        self.from = from
        self.to = to
        self.why = why
        self.among = among
        self.owner = owner
        self.rule = rule
    }

    public func covers(_ date: CivilDate) -> Bool { from <= date && date <= to }
}
