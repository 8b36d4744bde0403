/// A predicate that keeps matching installations out of every rollout until it is lifted.
public struct Hold: Hashable, Sendable, Codable {
    public let id: HoldID
    public var predicate: Predicate
    public var owner: String
    public var why: String
    public var since: Timestamp
    public var expires: Timestamp?
    /// The incident it comes from; a release that fixes that incident passes.
    public var incident: IncidentID?
    /// When its owner was told that it is about to expire.
    public var warnedAt: Timestamp?
    /// Sites that go all the same, each set with its reason.
    public var overrides: [HoldOverride]?
    /// How often it was made to hold longer, each time with its reason.
    public var renewals: [HoldRenewal]?

    public init(
        id: HoldID, predicate: Predicate, owner: String, why: String, since: Timestamp, expires: Timestamp? = nil,
        incident: IncidentID? = nil
    ) {
        self.id = id
        self.predicate = predicate
        self.owner = owner
        self.why = why
        self.since = since
        self.expires = expires
        self.incident = incident
    }

    /// When its owner hears that it is about to expire: a day before, or half-way where it holds for less than two days.
    public var warnsAt: Timestamp? {
        expires.map { max($0 - .days(1), Timestamp(milliseconds: (since.milliseconds + $0.milliseconds) / 2)) }
    }

    /// Whether a person let this site go in this rollout in spite of it.
    public func isOverridden(for site: InstallationID, in rollout: RolloutID) -> Bool {
        override(for: site, in: rollout) != nil
    }

    /// By whom and why, the latest of several.
    public func override(for site: InstallationID, in rollout: RolloutID) -> HoldOverride? {
        overrides?.last { $0.rollout == rollout && $0.installations.contains(site) }
    }

    /// All that may go in this rollout in spite of it.
    public func sitesOverridden(in rollout: RolloutID) -> Set<InstallationID> {
        Set((overrides ?? []).filter { $0.rollout == rollout }.flatMap(\.installations))
    }

    /// True while it keeps anybody out of a rollout of `release`.
    public func applies(to release: Release, at now: Timestamp) -> Bool {
        if let expires, expires <= now { return false }
        return incident == nil || release.fixesIncident != incident
    }
}
