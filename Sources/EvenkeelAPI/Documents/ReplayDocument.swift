public import EvenkeelDomain
public import EvenkeelLedger

/// A rollout judged again under another policy.
public struct ReplayDocument: Codable, Hashable, Sendable {
    public struct Gate: Codable, Hashable, Sendable {
        public var wave: String
        @Nullable public var soakEndsAt: String?
        @Nullable public var passedAt: String?
        public var text: String
    }

    /// What the rollout came to in fact.
    public struct Actual: Codable, Hashable, Sendable {
        public var state: String
        /// True where it was halted or given up and did not end well.
        public var halted: Bool
        /// True where it is over, or stands halted; what still runs may yet turn out either way.
        public var decided: Bool
        public var sitesStarted: Int
        public var sitesHurt: Int
    }

    public var rollout: String
    public var halted: Bool
    @Nullable public var haltedAt: String?
    @Nullable public var metric: String?
    public var text: String
    public var sitesStarted: Int
    public var sitesHurt: Int
    public var gates: [Gate]
    public var actual: Actual

    public init(_ rollout: Rollout, _ replay: Replay) {
        self.rollout = rollout.id.text
        halted = replay.haltedAt != nil
        haltedAt = replay.haltedAt?.description
        metric = replay.metric?.rawValue
        text = replay.text
        sitesStarted = replay.sitesStarted
        sitesHurt = replay.sitesHurt
        gates = replay.gates.map {
            Gate(
                wave: $0.wave, soakEndsAt: $0.soakEndsAt?.description, passedAt: $0.passedAt?.description,
                text: $0.text)
        }
        actual = Actual(
            state: rollout.state.rawValue, halted: rollout.state == .halted || rollout.state == .aborted,
            decided: [.completed, .halted, .aborted].contains(rollout.state), sitesStarted: replay.sitesStartedInAll,
            sitesHurt: replay.sitesHurtInAll)
    }
}

/// Several back-tests with how often they were right.
public struct BacktestDocument: Codable, Hashable, Sendable {
    public var replays: [ReplayDocument]
    /// Of those halted, the share that was harmful; null where none was halted.
    @Nullable public var precision: Double?
    /// Of the harmful ones, the share that was halted; null where none was harmful.
    @Nullable public var recall: Double?
    /// Rollouts of which nobody can say yet whether they are harmful; precision and recall leave them out.
    public var undecided: [String]
    public var sitesHurt: Int
    public var sitesHurtInFact: Int

    /// - Parameter harmful: the truth where it is known; else the rollout's own end tells, once it has one.
    public init(_ replays: [ReplayDocument], harmful: [String: Bool]) {
        self.replays = replays
        let truth = replays.map { harmful[$0.rollout] ?? ($0.actual.decided ? $0.actual.halted : nil) }
        undecided = zip(replays, truth).filter { $0.1 == nil }.map(\.0.rollout)
        let judged = zip(replays, truth).compactMap { replay, harmful in
            harmful.map { (halted: replay.halted, harmful: $0) }
        }
        let right = judged.count { $0.halted && $0.harmful }
        let halted = judged.count(where: \.halted)
        let bad = judged.count(where: \.harmful)
        precision = halted > 0 ? Double(right) / Double(halted) : nil
        recall = bad > 0 ? Double(right) / Double(bad) : nil
        sitesHurt = replays.reduce(0) { $0 + $1.sitesHurt }
        sitesHurtInFact = replays.reduce(0) { $0 + $1.actual.sitesHurt }
    }
}
