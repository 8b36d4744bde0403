/// An installation's place in a rollout as it stands now. A row.
public struct PlacementRow: Hashable, Sendable, Codable {
    public var rollout: RolloutID
    public var revision: Int
    public var installation: InstallationID
    public var customer: CustomerID
    public var wave: Int
    public var state: PlacementState
    public var placement: Placement
    public var startedAt: Timestamp?
    public var settledAt: Timestamp?
    public var attempts: Int
    /// The first report that the service at the site is not well.
    public var troubleAt: Timestamp?
    /// The latest of such reports, which tells new trouble from old after a resume.
    public var lastTroubleAt: Timestamp?
    public var fault: String?
    /// The last sign of life since the install.
    public var heardAt: Timestamp?
    public var note: String?
    /// The latest install that was started for it.
    public var install: InstallID?
    /// A site that was not there is not tried again before; nil where nothing keeps it.
    public var notBefore: Timestamp?
    /// True where the release was found at the site, or gone from it, and nobody here had started that.
    public var isUnplanned: Bool

    public init(
        rollout: RolloutID, revision: Int, customer: CustomerID, wave: Int, placement: Placement
    ) {
        self.rollout = rollout
        self.revision = revision
        installation = placement.installation
        self.customer = customer
        self.wave = wave
        state = .initial
        self.placement = placement
        attempts = 0
        isUnplanned = false
    }

    /// True if nobody was there to install at, the last time, or the install was given up.
    public var isAway: Bool { state == .skipped && notBefore != nil }
}
