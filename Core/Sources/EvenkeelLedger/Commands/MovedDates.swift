public import EvenkeelDomain

/// Sites of a wave that get another day, all the same one, because a freeze or another rule has taken theirs.
public struct MovedDates: Hashable, Sendable {
    public var rollout: RolloutID
    public var wave: Int
    /// When the first of them may go.
    public var opensAt: Timestamp
    public var notices: [NoticeRow]
    public var dates: [SiteDate]
    public var deliveries: [Delivery]

    public init(rollout: RolloutID, wave: Int, opensAt: Timestamp) {
        self.rollout = rollout
        self.wave = wave
        self.opensAt = opensAt
        notices = []
        dates = []
        deliveries = []
    }
}
