public import EvenkeelDomain
public import EvenkeelLedger

/// A rollout as it runs.
public struct RolloutDocument: Codable, Hashable, Sendable {
    public struct Wave: Codable, Hashable, Sendable {
        public var name: String
        public var state: String
        public var opens: String
        public var opensAt: String
        /// The day on which it can open as things are, where that is not the planned one.
        public var expected: String?
        public var noticeAt: String
        public var announcedAt: String?
        public var openedAt: String?
        public var soakDays: Int
        public var soakEndsAt: String?
        public var soakDeadlineAt: String?
        public var exposure: Exposure
        public var coverage: Double
        @Nullable public var verdict: VerdictDocument?
        /// How many of its sites are in each state; `unplanned` of them were installed outside the plan.
        public var sites: [String: Int]?

        public init(
            _ wave: RolloutWave, verdict: VerdictDocument?, sites: [String: Int]? = nil, expected: CivilDate? = nil
        ) {
            self.sites = sites
            self.expected = expected?.description
            name = wave.name
            state = wave.state.rawValue
            opens = wave.opens.description
            opensAt = wave.opensAt.description
            noticeAt = wave.noticeAt.description
            announcedAt = wave.announcedAt?.description
            openedAt = wave.openedAt?.description
            soakDays = wave.soakDays
            soakEndsAt = wave.soakEndsAt?.description
            soakDeadlineAt = wave.soakDeadlineAt?.description
            exposure = wave.exposure
            coverage = wave.coverage
            self.verdict = verdict
        }
    }

    /// A revision that waits to be adopted.
    public struct Proposal: Codable, Hashable, Sendable {
        public var revision: Int
        public var parent: Int
        public var author: String
        public var at: String
        public var reason: String
        /// Sites that would have another wave or day.
        public var moved: Int
        public var approvedBy: [String]
        public var approvalsNeeded: Int

        init(_ proposal: PlanProposal, rule: ApprovalPolicy) {
            revision = proposal.revision
            parent = proposal.parent
            author = proposal.author
            at = proposal.at.description
            reason = proposal.reason
            moved = proposal.moved
            approvedBy = proposal.approvedBy
            approvalsNeeded = rule.persons
        }
    }

    public var id: String
    public var release: String
    public var product: String
    public var state: String
    public var revision: Int
    public var selected: Int
    public var withheld: Int
    public var stopReason: String?
    public var approvedBy: [String]?
    public var proposals: [Proposal]?
    public var pauses: [PauseDocument]?
    /// Rollouts whose place it has taken.
    public var replaces: [String]?
    /// The rollout that took its place.
    public var replacedBy: String?
    public var credit: CreditDocument?
    public var waitingFor: [ReasonDocument]
    public var waves: [Wave]

    /// The state as people are told it; `state` is what the state machine knows.
    public var word: String {
        RolloutState(rawValue: state)?.word(isReplaced: replacedBy != nil) ?? state
    }

    /// - Parameters:
    ///   - verdicts: one for each wave, nil where nothing is known yet.
    ///   - expected: by wave, on which day it can open where that is not the planned one.
    public init(
        _ rollout: Rollout, waitingFor: [ReasonDocument], verdicts: [VerdictDocument?], counts: [PlacementCount] = [],
        expected: [Int: CivilDate] = [:]
    ) {
        id = rollout.id.text
        release = rollout.release.version.description
        product = rollout.release.product
        state = rollout.state.rawValue
        revision = rollout.revision
        selected = rollout.selected
        withheld = rollout.withheld
        stopReason = rollout.stopReason
        approvedBy = rollout.approvedBy
        proposals = rollout.proposals.map { Proposal($0, rule: rollout.approvalRule) }
        self.waitingFor = waitingFor
        waves = zip(rollout.waves, verdicts).enumerated().map { number, wave in
            Wave(wave.0, verdict: wave.1, sites: StateCounts.of(counts, wave: number), expected: expected[number])
        }
        pauses = rollout.pauses.map(PauseDocument.init)
        replaces = rollout.replaces.isEmpty ? nil : rollout.replaces.map(\.text)
        replacedBy = rollout.replacedBy?.text
        credit = rollout.credit.map(CreditDocument.init)
    }
}
