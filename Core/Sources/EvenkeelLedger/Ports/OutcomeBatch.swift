public import EvenkeelDomain

/// Outcomes as one source reported them, sorted by the rollout they belong to.
public struct OutcomeBatch: Hashable, Sendable {
    /// Clocks differ a little; what has not happened is no evidence.
    public static let clockSkew = TimeSpan.minutes(5)

    public struct Report: Hashable, Sendable {
        /// The place in what the source sent.
        public var index: Int
        public var outcome: Outcome

        public init(index: Int, outcome: Outcome) {
            self.index = index
            self.outcome = outcome
        }
    }

    public var source: String
    public var receivedAt: Timestamp
    public var reports: [RolloutID: [Report]]
    /// What sites say of themselves that may not be upgraded yet, where a rollout compares with them.
    public var controls: [RolloutID: [Report]] = [:]
    /// Rollouts that compare: what a site says of itself before its turn is evidence and not refused.
    public var comparing: Set<RolloutID> = []
    /// Who said it, for outcomes that are the word of a customer.
    public var responses: [ResponseRow] = []
    /// What was refused before it came to the store, to be logged with the rest.
    public var refused: [RefusedOutcome]

    public init(
        source: String, receivedAt: Timestamp, reports: [RolloutID: [Report]] = [:], refused: [RefusedOutcome] = []
    ) {
        self.source = source
        self.receivedAt = receivedAt
        self.reports = reports
        self.refused = refused
    }
}

extension [OutcomeBatch.Report] {
    /// News of installs, oldest first, so that the latest is applied last; of the same moment the worst last.
    public var inOrderOfEnds: [OutcomeBatch.Report] {
        func rank(_ kind: Outcome.Kind) -> Int {
            switch kind {
            case .rolledBack: 3
            case .failed: 2
            case .timedOut: 1
            default: 0
            }
        }
        return filter(\.outcome.kind.isInstallNews).sorted { left, right in
            (left.outcome.at, rank(left.outcome.kind), left.outcome.id)
                < (right.outcome.at, rank(right.outcome.kind), right.outcome.id)
        }
    }
}
