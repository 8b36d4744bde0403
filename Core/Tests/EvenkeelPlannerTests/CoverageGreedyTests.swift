import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("The greedy order of coverage")
struct CoverageGreedyTests {
    /// Every gain computed anew for every pick, and the second best beside it.
    func plainGreedy(_ given: CoverageCase) -> LazyGreedy.Picks {
        var plain = given.plain
        let combinations = plain.all
        let weights = Dictionary(uniqueKeysWithValues: Set(combinations.joined()).map { ($0, plain.weight($0)) })
        var left = Set(plain.items.indices)
        var picks = LazyGreedy.Picks()
        func best() -> Int? {
            let keyed = left.map { item in
                (key: plain.gain(of: combinations[item]) { weights[$0] ?? 0 } / given.costs[item], item: item)
            }
            return keyed.filter { $0.key > 0 }.max { ($0.key, -$0.item) < ($1.key, -$1.item) }?.item
        }
        while let item = best() {
            left.remove(item)
            guard !given.refused.contains(item) else { continue }
            picks.items.append(Int32(item))
            picks.runnersUp.append(best().map(Int32.init) ?? -1)
            plain.cover(combinations[item])
        }
        return picks
    }

    @Test("lazy greedy picks what plain greedy picks, with the same runners-up", arguments: 1...50)
    func lazyEqualsPlain(seed: UInt64) throws {
        let given = try CoverageCase(seed: seed)
        let expected = plainGreedy(given)
        var coverage = try given.coverage()
        let picks = LazyGreedy.picks(
            from: given.pool, costs: given.costs, coverage: &coverage, withRunnersUp: true,
            admit: { !given.refused.contains($0) })
        #expect(picks == expected, "seed \(seed)")
        var again = try given.coverage()
        let sorted = LazyGreedy.picks(
            from: given.pool.sorted(), costs: given.costs, coverage: &again, admit: { !given.refused.contains($0) })
        #expect(sorted.items == expected.items, "seed \(seed)")
        #expect(sorted.runnersUp.isEmpty)
        #expect(coverage.tried == again.tried && coverage.isExhausted == again.isExhausted, "seed \(seed)")
    }

    @Test("with limits that only tighten, two calls in a row pick what one call picks", arguments: 1...20)
    func carriedOver(seed: UInt64) throws {
        let given = try CoverageCase(seed: seed)
        var whole = try given.coverage()
        let all = LazyGreedy.picks(from: given.pool, costs: given.costs, coverage: &whole, admit: { _ in true })
        var parts = try given.coverage()
        var taken = 0
        let first = LazyGreedy.picks(
            from: given.pool, costs: given.costs, coverage: &parts, stop: { taken == 3 },
            admit: { _ in
                taken += 1
                return true
            })
        #expect(first.items.count == min(3, all.items.count), "seed \(seed)")
        let rest = LazyGreedy.picks(
            from: given.pool.filter { !first.items.contains($0) }, costs: given.costs, coverage: &parts,
            admit: { _ in true })
        #expect(first.items + rest.items == all.items, "seed \(seed)")
    }

    @Test("costs and gains of any size keep their order")
    func extremes() throws {
        let rows = (0..<6).map { [PlainCoverage.Row(marks: [$0, $0 + 1], seats: 1)] }
        let table = try PlainCoverage(rows, strength: 2, depth: 1, weights: .equal).table([
            "a", "b", "c", "d", "e", "f", "g",
        ])
        var coverage = try CombinationCoverage(table, among: 0..<6)
        let picks = LazyGreedy.picks(
            from: [0, 1, 2, 3, 4, 5], costs: [1e30, 1e-30, 1, 1e25, 1e-25, 1], coverage: &coverage, admit: { _ in true }
        )
        #expect(picks.items == [1, 4, 2, 5, 3, 0])
    }

    @Test("what elimination leaves covers as much, and nothing more can be left out", arguments: 1...60)
    func elimination(seed: UInt64) throws {
        let given = try CoverageCase(seed: seed, depth: seed % 2 == 0 ? 1 : nil)
        var before = try given.coverage()
        var plain = given.plain
        let combinations = plain.all
        // Some have gone before; what they have tried need not be tried again.
        for item in given.refused.sorted() {
            before.cover(item)
            plain.cover(combinations[item])
        }
        var after = before
        let pool = given.pool.filter { !given.refused.contains(Int($0)) }
        let picks = LazyGreedy.picks(from: pool, costs: given.costs, coverage: &after, admit: { _ in true }).items
        let dropped = RedundancyElimination.dropped(from: picks, costs: given.costs, before: before)
        #expect(dropped.isSubset(of: picks), "seed \(seed)")

        func sightings(_ items: [Int32]) -> [[Int]: Int] {
            var counted = plain
            for item in items { counted.cover(combinations[Int(item)]) }
            return counted.sightings.mapValues { min($0, plain.depth) }
        }
        let full = sightings(picks)
        let kept = picks.filter { !dropped.contains($0) }
        #expect(sightings(kept) == full, "seed \(seed)")
        for item in kept { #expect(sightings(kept.filter { $0 != item }) != full, "seed \(seed) \(item)") }
    }
}
