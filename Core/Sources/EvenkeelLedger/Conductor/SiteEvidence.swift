public import EvenkeelDomain

/// What a verdict asks of one site of a rollout: how its install went, and what was heard of it since.
///
/// The slim part of a placement, so that judging a large rollout does not read its whole plan.
public struct SiteEvidence: Hashable, Sendable {
    public var installation: InstallationID
    public var wave: Int
    public var state: PlacementState
    public var startedAt: Timestamp?
    public var settledAt: Timestamp?
    /// The earliest report of trouble since it started.
    public var troubleAt: Timestamp?
    /// The latest one.
    public var lastTroubleAt: Timestamp?
    /// The latest sign of life since it started.
    public var heardAt: Timestamp?

    public init(
        installation: InstallationID, wave: Int, state: PlacementState, startedAt: Timestamp? = nil,
        settledAt: Timestamp? = nil, troubleAt: Timestamp? = nil, lastTroubleAt: Timestamp? = nil,
        heardAt: Timestamp? = nil
    ) {
        self.installation = installation
        self.wave = wave
        self.state = state
        self.startedAt = startedAt
        self.settledAt = settledAt
        self.troubleAt = troubleAt
        self.lastTroubleAt = lastTroubleAt
        self.heardAt = heardAt
    }

    public init(_ row: PlacementRow) {
        self.init(
            installation: row.installation, wave: row.wave, state: row.state, startedAt: row.startedAt,
            settledAt: row.settledAt, troubleAt: row.troubleAt, lastTroubleAt: row.lastTroubleAt,
            heardAt: row.heardAt)
    }

    /// True if it was given the release and a halt has not taken that back.
    var isTried: Bool { startedAt != nil && state != .recalled && state != .skipped }

    /// True if its install ended badly since `since`.
    func failedInstall(since: Timestamp?) -> Bool {
        guard state.isFailure else { return false }
        return since.map { (settledAt ?? $0) >= $0 } ?? true
    }

    /// True if it reported trouble with the release since `since`; what came before its install is none of the release's.
    func isTroubled(since: Timestamp?) -> Bool {
        guard let lastTroubleAt, let startedAt, lastTroubleAt >= startedAt else { return false }
        return since.map { lastTroubleAt >= $0 } ?? true
    }

    /// When it first was in trouble since `since`; nil where it was not. Of a site that was installed again, or was in
    /// trouble before `since` already, only the latest report is known to count.
    func firstTrouble(since: Timestamp?) -> Timestamp? {
        guard isTroubled(since: since), let startedAt else { return nil }
        guard let troubleAt, troubleAt >= max(startedAt, since ?? startedAt) else { return lastTroubleAt }
        return troubleAt
    }

    /// The last sign of life since the install.
    var heardSinceStart: Timestamp? {
        heardAt.flatMap { heard in startedAt.map { heard >= $0 } ?? false ? heard : nil }
    }
}
