public import EvenkeelDomain

/// What a plan depends on besides the fleet and the policy: the day, the organisation's calendar, the holds in force, the past.
///
/// The freezes of the policy are added by the planner; `calendar` is the organisation's.
public struct PlanContext: Hashable, Sendable {
    public var today: CivilDate
    public var now: Timestamp
    public var calendar: WorkCalendar
    /// The zones that the fleet names; a site in another one has the organisation's.
    public var zones: [String: ZoneOffsets]
    public var holds: [Hold]
    public var revision: Int
    /// What past rollouts taught about sites; see `TrackRecord`.
    public var history: [InstallationID: TrackRecord]
    /// The plan before, where some of its waves have begun.
    public var past: PlanProgress?
    /// What the release it replaces has shown; nil where it replaces none.
    public var earned: EarnedSoak?

    public init(
        today: CivilDate, now: Timestamp, calendar: WorkCalendar = WorkCalendar(), zones: [String: ZoneOffsets] = [:],
        holds: [Hold] = [],
        revision: Int = 1, history: [InstallationID: TrackRecord] = [:],
        past: PlanProgress? = nil, earned: EarnedSoak? = nil
    ) {
        self.earned = earned
        self.today = today
        self.now = now
        self.calendar = calendar
        self.zones = zones
        self.holds = holds
        self.revision = revision
        self.history = history
        self.past = past
    }
}
