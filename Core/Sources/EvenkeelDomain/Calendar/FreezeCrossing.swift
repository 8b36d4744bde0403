/// Leave to install at named sites inside a freeze: asked for by one person, approved by another, for a reason, for so
/// many sites and so long.
public struct FreezeCrossing: Hashable, Sendable, Codable {
    public static let mostSites = 100
    public static let longest = TimeSpan.days(14)

    public let id: CrossingID
    public var rollout: RolloutID
    public var sites: [InstallationID]
    public var time: TimeRange
    public var why: String
    /// How those customers agreed whose own freeze it crosses; nil where only ours is crossed.
    public var agreed: String?
    public var requestedBy: String
    public var requestedAt: Timestamp
    public var approvedBy: String?
    public var approvedAt: Timestamp?

    public init(
        id: CrossingID, rollout: RolloutID, sites: [InstallationID], time: TimeRange, why: String, agreed: String?,
        requestedBy: String, requestedAt: Timestamp
    ) {
        self.id = id
        self.rollout = rollout
        self.sites = sites
        self.time = time
        self.why = why
        self.agreed = agreed
        self.requestedBy = requestedBy
        self.requestedAt = requestedAt
    }

    /// Whether it lifts freezes now for a site of a rollout.
    public func lifts(_ site: InstallationID, of rollout: RolloutID) -> Bool {
        approvedAt != nil && self.rollout == rollout && sites.contains(site)
    }

    /// Whether it lets sites of a rollout go now.
    public func opens(_ rollout: RolloutID, at now: Timestamp) -> Bool {
        self.rollout == rollout && approvedAt != nil && time.from <= now && now < time.until
    }
}
