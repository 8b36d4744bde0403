extension Planner {
    /// Looks for a cheaper set by `CoverageImprovement`, for so many rounds.
    ///
    /// - Parameters:
    ///   - seed: the same rounds and seed give the same plan.
    ///   - keepGoing: for a time box; a plan that was cut short by it may differ from one run to the next.
    public static func improvement(
        rounds: Int, seed: UInt64 = 1, keepGoing: @escaping () -> Bool = { true }
    ) -> Improvement {
        { pool, costs, before, picks in
            // Its arithmetic is that of sets: a combination is tried or it is not.
            guard before.depth == 1 else { return nil }
            return CoverageImprovement.improve(
                picks, pool: pool, costs: costs, before: before, rounds: rounds, seed: seed, keepGoing: keepGoing
            ).items
        }
    }
}
