/// Looks for a cheaper set of items with the coverage of given picks, and proves how cheap any could be.
///
/// Greedy with redundancy elimination leaves some percent. This optional step treats full coverage as the weighted set
/// cover it is: prices of the combinations by subgradient ascent, which are also a proven lower bound; covers built
/// greedily by those prices; then tearing down a part of the best cover and building it up again, keeping what is
/// cheaper (Beasley 1990; Caprara, Fischetti and Toth 1999; ruin and recreate: Schrimpf et al. 2000).
///
/// Deterministic for a seed and a number of rounds, as long as `keepGoing` says yes; sums run in a fixed order.
public enum CoverageImprovement {
    public struct Result: Sendable, Hashable {
        /// Ascending; nil if nothing cheaper was found.
        public let items: [Int32]?
        /// The cost of `items`, or of the picks without those that are redundant.
        public let cost: Double
        /// No set of items of the pool with this coverage costs less. Where all costs are whole numbers, none costs less
        /// than the next whole number.
        public let lowerBound: Double
        /// How often a part of the cover was torn down and built up again.
        public var rounds = 0
        /// True where the time was over while the prices were being worked out: another machine would have other ones.
        public var arePricesCutShort = false
    }

    /// - Parameters:
    ///   - picks: whose coverage is to be kept.
    ///   - pool: other items that may be taken instead; any set of them must be allowed.
    ///   - costs: by item, above zero.
    ///   - before: coverage before the picks. Only first sightings are kept: use it with a depth of 1.
    ///   - rounds: how often a tenth or less of the best cover is torn down and built up again. On reference fleet B
    ///     10,000 take three seconds, after two for the prices.
    ///   - keepGoing: asked between rounds, for a limit of time.
    public static func improve(
        _ picks: [Int32], pool: [Int32], costs: [Double], before: CombinationCoverage, rounds: Int = 10_000,
        seed: UInt64 = 1, keepGoing: () -> Bool = { true }
    ) -> Result {
        let redundant = RedundancyElimination.dropped(from: picks, costs: costs, before: before)
        let kept = picks.filter { !redundant.contains($0) }
        var bestCost = kept.reduce(0) { $0 + costs[Int($1)] }
        let problem = CoverProblem(picks: picks, pool: pool, costs: costs, before: before)
        guard problem.elementCount > 0 else { return Result(items: nil, cost: bestCost, lowerBound: 0) }

        var ascent = LagrangianAscent(problem, upper: bestCost)
        var climbsWithoutGain = 0
        var arePricesCutShort = false
        for _ in 0..<40 {
            guard climbsWithoutGain < 5, !ascent.isTight else { break }
            guard keepGoing() else {
                arePricesCutShort = true
                break
            }
            let bound = ascent.bound
            ascent.climb(steps: 25)
            climbsWithoutGain = ascent.bound > bound * (1 + 1e-6) ? 0 : climbsWithoutGain + 1
        }
        ascent.settle()

        let core = ascent.core
        var best: CoverSearch?
        func accept(_ search: CoverSearch) {
            guard search.cost < (best?.cost ?? bestCost) else { return }
            best = search
            bestCost = search.cost
        }
        var random = RuinOrder(seed: seed)
        var current = CoverSearch(core)
        current.complete(prices: ascent.bestPrices)
        current.dropRedundant()
        accept(current)
        var taken = 0
        while taken < rounds {
            guard bestCost * (1 - 1e-8) > ascent.bound, keepGoing() else { break }
            var next = current
            let chosen = next.chosen
            let part = 1 + random.next(below: max(1, chosen.count / 10))
            for column in random.sample(part, of: chosen) { next.drop(column) }
            next.complete(prices: ascent.bestPrices.map { $0 * random.factor() })
            next.dropRedundant()
            if next.cost <= current.cost { current = next }
            accept(current)
            taken += 1
        }
        let items = best.map { best in best.chosen.map { problem.columns[core.columns[$0]] }.sorted() }
        return Result(
            items: items, cost: bestCost, lowerBound: ascent.bound, rounds: taken,
            arePricesCutShort: arePricesCutShort)
    }
}
