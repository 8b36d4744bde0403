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

    /// True while it keeps anybody out of a rollout of `release`.
    public func applies(to release: Release, at now: Timestamp) -> Bool {
        if let expires, expires <= now { return false }
        return incident == nil || release.fixesIncident != incident
    }
}
