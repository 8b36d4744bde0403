import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("Cheaper sets with the same coverage")
struct CoverageImprovementTests {
    func greedy(_ given: CoverageCase, _ before: CombinationCoverage) -> [Int32] {
        var coverage = before
        return LazyGreedy.picks(from: given.pool, costs: given.costs, coverage: &coverage, admit: { _ in true }).items
    }

    /// The least cost of all subsets that cover what all cover.
    func optimum(_ combinations: [Set<[Int]>], costs: [Double], covered: Set<[Int]>) -> Double {
        let numbers = Dictionary(
            uniqueKeysWithValues: Set(combinations.joined()).subtracting(covered).enumerated().map { ($1, $0) })
        let sets = combinations.map { set in Set(set.compactMap { numbers[$0] }) }
        var best = Double.infinity
        func search(_ item: Int, _ cost: Double, _ open: Set<Int>) {
            if open.isEmpty { best = min(best, cost) }
            guard item < sets.count, cost < best, !open.isEmpty else { return }
            if !sets[item].isDisjoint(with: open) { search(item + 1, cost + costs[item], open.subtracting(sets[item])) }
            search(item + 1, cost, open)
        }
        search(0, 0, Set(numbers.values))
        return best
    }

    @Test("nothing is cheaper than the bound, and small instances reach the optimum", arguments: 1...25)
    func small(seed: UInt64) throws {
        let given = try CoverageCase(seed: seed, items: 12, depth: 1, marks: 12)
        var before = try given.coverage()
        let combinations = given.plain.all
        let gone = given.refused.sorted().prefix(2)
        for item in gone { before.cover(item) }
        let covered = gone.reduce(into: Set<[Int]>()) { $0.formUnion(combinations[$1]) }
        let best = optimum(combinations, costs: given.costs, covered: covered)

        let picks = greedy(given, before)
        let result = CoverageImprovement.improve(
            picks, pool: given.pool, costs: given.costs, before: before, rounds: 50, seed: seed)
        #expect(result.lowerBound <= best, "seed \(seed)")
        #expect(result.cost == best, "seed \(seed)")
        let redundant = RedundancyElimination.dropped(from: picks, costs: given.costs, before: before)
        let items = result.items ?? picks.filter { !redundant.contains($0) }
        #expect(items.reduce(0) { $0 + given.costs[Int($1)] } == result.cost, "seed \(seed)")
        for item in items { before.cover(Int(item)) }
        #expect(before.isComplete, "seed \(seed)")
    }

    @Test("the same seed and rounds give the same set, whatever the order of the pool")
    func deterministic() throws {
        let given = try CoverageCase(seed: 4, items: 60, depth: 1, marks: 40)
        let before = try given.coverage()
        let picks = greedy(given, before)
        func improve(_ pool: [Int32]) -> CoverageImprovement.Result {
            CoverageImprovement.improve(picks, pool: pool, costs: given.costs, before: before, rounds: 30)
        }
        #expect(improve(given.pool) == improve(given.pool.sorted()))
        #expect(improve([]).items == nil)
    }

    @Test("a small fleet: fewer seats than greedy with elimination needs, within a percent of what anybody needs")
    func smallFleet() throws {
        let fleet = FleetGenerator(seed: 3, sites: 600, features: 40, customers: 200).fleet()
        let costs = fleet.seats.map(Double.init)
        let table = try MarkTable(names: fleet.featureNames, wordsPerRow: fleet.wordsPerSite, words: fleet.words)
        let before = try CombinationCoverage(table, among: 0..<fleet.count)
        var coverage = before
        let pool = (0..<Int32(fleet.count)).map { $0 }
        let picks = LazyGreedy.picks(from: pool, costs: costs, coverage: &coverage, admit: { _ in true }).items
        let redundant = RedundancyElimination.dropped(from: picks, costs: costs, before: before)
        let seats = picks.filter { !redundant.contains($0) }.reduce(0) { $0 + costs[Int($1)] }
        let result = CoverageImprovement.improve(picks, pool: pool, costs: costs, before: before, rounds: 100)
        #expect(result.cost <= seats)
        #expect(result.lowerBound <= result.cost && result.cost <= 1.01 * result.lowerBound)

        var asked = 0
        let cutShort = CoverageImprovement.improve(picks, pool: pool, costs: costs, before: before) {
            asked += 1
            return asked <= 1
        }
        // Once more to end the ascent, once to end the search.
        #expect(asked == 3)
        #expect(cutShort.lowerBound <= result.lowerBound)
        var again = before
        for item in cutShort.items ?? picks { again.cover(Int(item)) }
        #expect(again.isComplete)
    }
}
