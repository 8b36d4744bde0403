public import EvenkeelDomain

/// What came of one approach over all runs.
public struct ApproachSummary: Sendable {
    public let approach: Approach
    public let runs: Int
    public let halted: Int
    public let haltedBy: [RunResult.HaltCause: Int]
    /// Nil where no run was halted.
    public let daysToHalt: Distribution?
    public let sitesHurt: Distribution?
    public let seatsHurt: Distribution?
    /// Halts at which the verdict could have named the cause, and those at which it did.
    public let nameable: Int
    public let named: Int
    /// Halts of the sound release: nothing was wrong with it.
    public let falseHalts: Int
    /// Days from the trial's first day to the end of the rollout of the sound release; nil where every run was halted.
    public let finishDays: Distribution?
    public let opens: CivilDate
    /// Of the sound release, where nobody stops it half way.
    public let busiestDay: Distribution?
    public let calls: Distribution?
    public let decisions: Distribution?
    public let leftOut: Distribution?
    /// Seats and sites hurt, as a multiple of the first approach's.
    public let seatsAgainstFirst: RatioOfMeans?
    public let sitesAgainstFirst: RatioOfMeans?

    /// - Parameters:
    ///   - runs: of every approach, in the order of the approaches; the same runs for all.
    ///   - number: which approach.
    init(_ number: Int, of approaches: [Approach], runs: [[ApproachRun]], opens: CivilDate) {
        let mine = runs.map { $0[number] }
        approach = approaches[number]
        self.runs = mine.count
        self.opens = opens
        let causes = mine.compactMap(\.asGiven.haltedBy)
        halted = causes.count
        haltedBy = Dictionary(causes.map { ($0, 1) }, uniquingKeysWith: +)
        daysToHalt = Distribution(mine.compactMap(\.asGiven.daysToHalt))
        sitesHurt = Distribution(mine.map { Double($0.asGiven.sitesHurt) })
        seatsHurt = Distribution(mine.map { Double($0.asGiven.seatsHurt) })
        nameable = mine.count { $0.asGiven.namedCause != nil }
        named = mine.count { $0.asGiven.namedCause == true }
        falseHalts = mine.count { $0.sound.haltedBy != nil }
        let whole = mine.map(\.sound).filter { $0.haltedBy == nil }
        finishDays = Distribution(whole.compactMap(\.finish).map { Double($0 - opens) })
        busiestDay = Distribution(whole.map { Double($0.busiestDay) })
        calls = Distribution(whole.map { Double($0.calls) })
        decisions = Distribution(whole.map { Double($0.decisions) })
        leftOut = Distribution(whole.map { Double($0.leftOut) })
        seatsAgainstFirst = RatioOfMeans(
            pairs: runs.map { (Double($0[number].asGiven.seatsHurt), Double($0[0].asGiven.seatsHurt)) })
        sitesAgainstFirst = RatioOfMeans(
            pairs: runs.map { (Double($0[number].asGiven.sitesHurt), Double($0[0].asGiven.sitesHurt)) })
    }

    /// The day by which this share of the rollouts of a sound release has ended.
    public func finish(_ share: Double) -> CivilDate? { finishDays.map { opens + Int($0.quantile(share)) } }

    /// One for every approach.
    ///
    /// - Parameter runs: each as `RolloutTrial.run` returns it.
    public static func all(of approaches: [Approach], runs: [[ApproachRun]], opens: CivilDate) -> [ApproachSummary] {
        approaches.indices.map { ApproachSummary($0, of: approaches, runs: runs, opens: opens) }
    }
}
