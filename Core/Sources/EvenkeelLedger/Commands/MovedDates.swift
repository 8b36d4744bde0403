public import EvenkeelDomain

/// Sites of a wave whose day is not to be had any more: they get another, all the same one, or none yet.
public struct MovedDates: Hashable, Sendable {
    public var rollout: RolloutID
    public var wave: Int
    /// When the first of them may go; nil where nobody knows.
    public var opensAt: Timestamp?
    /// How many sites that is.
    public var sites: Int
    public var notices: [NoticeRow]
    public var dates: [SiteDate]
    public var deliveries: [Delivery]

    public init(rollout: RolloutID, wave: Int, opensAt: Timestamp?) {
        self.rollout = rollout
        self.wave = wave
        self.opensAt = opensAt
        sites = 0
        notices = []
        dates = []
        deliveries = []
    }
}
