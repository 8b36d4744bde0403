extension Planner {
    /// Looks for a cheaper set by `CoverageImprovement`, for so many rounds in all, whichever waves look for one. The
    /// prices and the first cover of a wave are a round of their own.
    ///
    /// - Parameters:
    ///   - seed: the same rounds and seed give the same plan.
    ///   - keepGoing: for a time box. A search that was cut short by it is repeated by as many rounds as it took; one
    ///     that had not even worked out its prices changes nothing.
    ///   - onRounds: told how many rounds each search took.
    public static func improvement(
        rounds: Int, seed: UInt64 = 1, keepGoing: @escaping () -> Bool = { true },
        onRounds: @escaping (Int) -> Void = { _ in }
    ) -> Improvement {
        var left = rounds
        return { pool, costs, before, picks in
            // Its arithmetic is that of sets: a combination is tried or it is not.
            guard before.depth == 1, left > 0, keepGoing() else { return nil }
            let result = CoverageImprovement.improve(
                picks, pool: pool, costs: costs, before: before, rounds: left - 1, seed: seed, keepGoing: keepGoing)
            guard !result.arePricesCutShort else {
                left = 0
                return nil
            }
            left -= result.rounds + 1
            onRounds(result.rounds + 1)
            return result.items
        }
    }
}
