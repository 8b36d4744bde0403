/// A rule of the organisation's calendar, which every rollout inherits: when nothing is changed, who works when, and
/// which windows a customer has agreed to.
public struct CalendarRule: Hashable, Sendable, Codable {
    public enum Kind: Hashable, Sendable, Codable {
        /// Nothing is changed on these days of the site's own calendar.
        case freeze(DaySpan)
        /// Nobody works on these days.
        case holiday(DaySpan)
        /// The days on which those sites work, where a site does not say it itself.
        case week(WorkingWeek)
        /// When work is allowed there, where a site does not say it itself; see `MaintenanceWindow`.
        case window(String)
    }

    public let id: CalendarRuleID
    public var kind: Kind
    /// Whom it is for; nil for everybody.
    public var among: Predicate?
    public var owner: String
    public var why: String
    public var since: Timestamp

    public init(id: CalendarRuleID, kind: Kind, among: Predicate?, owner: String, why: String, since: Timestamp) {
        self.id = id
        self.kind = kind
        self.among = among
        self.owner = owner
        self.why = why
        self.since = since
    }

    /// The freeze, where it is one.
    public var freeze: Freeze? {
        guard case .freeze(let days) = kind else { return nil }
        return Freeze(from: days.from, to: days.to, why: why, among: among, owner: owner, rule: id)
    }
}
