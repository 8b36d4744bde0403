/// What a corrective action leaves behind: a rule that later rollouts must satisfy before they may start.
///
/// For example: a release that touches fax soaks 72 hours at three sites with fax and T.38 before wave 3.
public struct Guard: Hashable, Sendable, Codable {
    public let id: GuardID
    public var incident: IncidentID
    public var action: ActionID
    /// Which releases it concerns; asks for facts of the release.
    public var when: Predicate
    public var soakHours: Int
    public var atSites: Int
    public var matching: Predicate
    /// Counted from 1: the wave before which the soak must be done.
    public var beforeWave: Int
    public var since: Timestamp

    /// Whether it asks of rollouts what the other asks, whenever either was made.
    public func asks(theSameAs other: Guard) -> Bool {
        (when, soakHours, atSites, matching, beforeWave)
            == (other.when, other.soakHours, other.atSites, other.matching, other.beforeWave)
    }

    public init(
        id: GuardID, incident: IncidentID, action: ActionID, when: Predicate, soakHours: Int, atSites: Int,
        matching: Predicate, beforeWave: Int, since: Timestamp
    ) {
        self.id = id
        self.incident = incident
        self.action = action
        self.when = when
        self.soakHours = soakHours
        self.atSites = atSites
        self.matching = matching
        self.beforeWave = beforeWave
        self.since = since
    }

    public func concerns(_ release: Release) -> Bool {
        release.fixesIncident != incident && when.evaluate(release) != .no
    }
}

/// What a plan offers a guard: how many matching sites have soaked long enough before the wave it names.
public struct GuardFinding: Hashable, Sendable, Codable {
    public var guardID: GuardID
    public var sitesPlanned: Int
    public var sitesAvailable: Int
    public var satisfied: Bool

    public init(guardID: GuardID, sitesPlanned: Int, sitesAvailable: Int, satisfied: Bool) {
        self.guardID = guardID
        self.sitesPlanned = sitesPlanned
        self.sitesAvailable = sitesAvailable
        self.satisfied = satisfied
    }
}
