/// The plan and the run that bring one release to a selection of the fleet.
public struct Rollout: Hashable, Sendable, Codable {
    public let id: RolloutID
    public var policy: Policy
    public var state: RolloutState
    public var revision: Int
    public var waves: [RolloutWave]
    public var selected: Int
    public var withheld: Int
    /// Who wants nothing new to start, and where; see `Pause`.
    public var pauses: [Pause] = []
    /// Sites that had been set aside were last caught up at this time.
    public var caughtUpAt: Timestamp?
    /// When somebody last wanted sites taken back; nil where nobody ever did.
    public var rolledBackAt: Timestamp?
    /// Why it is paused or halted, in words.
    public var stopReason: String?
    /// When it was last halted or given up.
    public var stoppedAt: Timestamp?
    /// The metric whose verdict halted it; nil unless a verdict did.
    public var haltedBy: GateEvidence.Metric?
    /// What happened before counts no longer: somebody resumed after a verdict's halt and said that the cause is gone.
    public var evidenceSince: Timestamp?
    /// Who made the plan in force.
    public var author: String?
    /// Who must agree before it may start, where that is not what its policy says: it took the place of another plan.
    public var approval: ApprovalPolicy?
    /// Who approved it, in order.
    public var approvedBy: [String] = []
    /// Revisions that wait to be adopted, by number.
    public var proposals: [PlanProposal] = []
    /// The highest number a revision has had, adopted or not: a number is never given twice.
    public var latestRevision: Int
    /// When sites may go that have a date of their own, until they have been let go.
    public var ownDates: Set<Timestamp> = []
    /// Days other than their wave's that customers chose or were told, and of which they are still to be reminded.
    public var chosenDates: Set<Timestamp> = []
    /// The rollout that took its place: the release it was bringing is replaced by a hotfix.
    public var replacedBy: RolloutID?
    /// Rollouts whose place it has taken.
    public var replaces: [RolloutID] = []
    /// What it takes over from them.
    public var credit: SoakCredit?
    /// Sites that were begun beyond the room of a day, in order.
    public var dayOverrides: [DayOverride]?

    public init(
        id: RolloutID, policy: Policy, state: RolloutState = .initial, revision: Int, waves: [RolloutWave],
        selected: Int, withheld: Int, stopReason: String? = nil
    ) {
        self.id = id
        self.policy = policy
        self.state = state
        self.revision = revision
        latestRevision = revision
        self.waves = waves
        self.selected = selected
        self.withheld = withheld
        self.stopReason = stopReason
    }

    public var release: Release { policy.release }

    /// Who must agree to the plan that is to start, or to a revision of the one that runs.
    public var approvalRule: ApprovalPolicy { approval ?? policy.approvalRule }

    /// The wave that is open, soaking or stuck; waves go one at a time.
    public var currentWave: Int? {
        waves.firstIndex {
            $0.state == .open || $0.state == .soaking || $0.state == .inconclusive || $0.state == .halted
        }
    }

    /// How many waves have begun. Waves begin in their order.
    public var begunWaves: Int { waves.prefix { $0.state != .planned }.count }

    /// The wave whose evidence is looked at: the one at work, else the newest that passed, whose sites may still break
    /// before the next opens and until the time is up within which the last one is watched.
    public func judgedWave(at now: Timestamp) -> Int? {
        if let currentWave { return currentWave }
        guard let newest = waves.lastIndex(where: { $0.state == .passed }) else { return nil }
        if newest < waves.count - 1 { return newest }
        // Who was caught up after the end is watched as long as anybody else.
        let until = [waves[newest].soakDeadlineAt, caughtUpAt.map { $0 + .days(2 * max(1, waves[newest].soakDays)) }]
        return until.compactMap(\.self).contains { now <= $0 } ? newest : nil
    }

    /// The first wave that has not begun.
    public var nextWave: Int? { waves.firstIndex { $0.state == .planned } }
}

/// A wave as it runs: its planned dates and what has become of it. Placements are rows.
public struct RolloutWave: Hashable, Sendable, Codable {
    public var name: String
    public var publicName: String?
    public var opens: CivilDate
    public var opensAt: Timestamp
    /// When its notices go out.
    public var noticeAt: Timestamp
    public var soakDays: Int
    public var exposure: Exposure
    public var coverage: Double
    public var digest: Digest
    public var state: WaveState
    public var announcedAt: Timestamp?
    /// How often its notices went out: once, and once more for every date that moved.
    public var round = 0
    public var openedAt: Timestamp?
    public var soakingSince: Timestamp?
    public var soakEndsAt: Timestamp?
    public var soakDeadlineAt: Timestamp?
    /// The site whose own working days end last.
    public var soakSlowest: InstallationID?
    /// How many of its sites soak longer by a freeze of their own; nobody waits for them.
    public var soakLate: Int?
    public var evidence: GateEvidence?
    /// Set by a halt until what had not started is recorded as taken back.
    public var recallPendingSince: Timestamp?
    /// When those who held a notice for this wave were told that their date moves.
    public var datesWithdrawnAt: Timestamp?
    /// Set by a revision that put sites into an announced wave, until their customers have their notices.
    public var joinersSince: Timestamp?
    /// When notices of an earlier wave named the day of this one too.
    public var foretoldAt: Timestamp?
    public var remindedAt: Timestamp?
    /// Since when sites that a halt took back wait for a new date.
    public var datesOwedSince: Timestamp?
    /// True where its sites are down: they need not wait out the notice, only agree.
    public var atOnce: Bool?

    /// How long before its day it was announced at the least, where a revision has changed that since; nil where it is as the
    /// policy says.
    public var noticeGiven: TimeSpan?

    /// How long its notices must be out before it opens; its sites may have to wait longer.
    public func noticeBefore(_ policy: NoticePolicy) -> TimeSpan { atOnce == true ? .zero : policy.before }

    /// The same of the notices that are out: a day that was announced holds, also where the policy asks for more time since.
    public func noticeOut(_ policy: NoticePolicy) -> TimeSpan {
        min(noticeGiven ?? noticeBefore(policy), noticeBefore(policy))
    }

    public init(
        name: String, publicName: String?, opens: CivilDate, opensAt: Timestamp, noticeAt: Timestamp, soakDays: Int,
        exposure: Exposure, coverage: Double, digest: Digest
    ) {
        self.name = name
        self.publicName = publicName
        self.opens = opens
        self.opensAt = opensAt
        self.noticeAt = noticeAt
        self.soakDays = soakDays
        self.exposure = exposure
        self.coverage = coverage
        self.digest = digest
        state = .initial
    }
}
