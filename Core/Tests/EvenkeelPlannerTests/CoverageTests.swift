import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("Coverage of combinations")
struct CoverageTests {
    /// One row of marks for each item, or several for a unit.
    func table(_ names: [String], _ items: [String]...) throws -> MarkTable {
        let rows = items.map { rows in
            rows.map { row in
                let marks = row.split(separator: " ").compactMap { names.firstIndex(of: String($0)) }
                return PlainCoverage.Row(marks: Set(marks), seats: 1)
            }
        }
        return try PlainCoverage(rows, strength: 2, depth: 1, weights: .equal).table(names)
    }

    @Test("a site's pairs are new once; an unknown set has none")
    func newPairs() throws {
        let table = try table(["fax", "queue", "sip"], ["fax queue sip"], ["fax queue"], [""], ["fax"])
        var coverage = try CombinationCoverage(table, among: 0..<4)
        #expect(coverage.present == 3)
        #expect((0..<4).map { coverage.newCombinations(of: $0) } == [3, 1, 0, 0])
        #expect(coverage.cover(1) == 1)
        #expect((0..<4).map { coverage.newCombinations(of: $0) } == [2, 0, 0, 0])
        #expect(coverage.newCombinationList(of: 0, limit: 5) == [[0, 2], [1, 2]])
        #expect(coverage.newCombinationList(of: 0, limit: 1) == [[0, 2]])
        #expect(coverage.share == 1.0 / 3)
        #expect(coverage.cover(0) == 2)
        #expect(coverage.share == 1 && coverage.isComplete && coverage.isExhausted)
        #expect(coverage.cover(0) == 0)
    }

    @Test("sites that move together run what each of them runs, never what one half of them and another run")
    func units() throws {
        let table = try table(["fax", "queue", "sip", "t38"], ["fax queue", "sip t38"], ["fax sip"], ["fax queue"])
        var coverage = try CombinationCoverage(table, among: 0..<3)
        #expect(coverage.present == 3)
        #expect(coverage.newCombinationList(of: 0, limit: 9) == [[0, 1], [2, 3]])
        coverage.cover(0)
        #expect((0..<3).map { coverage.newCombinations(of: $0) } == [0, 1, 0])
        let apart = try self.table(["a", "b", "c"], ["a b", "b c", "a c"])
        #expect(try CombinationCoverage(apart, among: [0], strength: 3).present == 0)
        #expect(try CombinationCoverage(apart, among: [0]).present == 3)
    }

    @Test("combinations that only others run need not be covered")
    func absent() throws {
        let table = try table(["fax", "queue", "sip"], ["fax queue"], ["queue sip"])
        var coverage = try CombinationCoverage(table, among: [0])
        #expect(coverage.present == 1)
        #expect(coverage.gain(of: 1) == 0)
        coverage.cover(1)
        #expect(coverage.tried == 0)
    }

    @Test("every figure is what the definition says", arguments: 1...60)
    func definition(seed: UInt64) throws {
        var given = try CoverageCase(seed: seed)
        var coverage = try given.coverage()
        let combinations = given.plain.all
        let weights = Dictionary(
            uniqueKeysWithValues: Set(combinations.joined()).map { ($0, given.plain.weight($0)) })
        #expect(coverage.present == weights.count, "seed \(seed)")
        for item in given.pool.map(Int.init) {
            let new = combinations[item].filter { given.plain.sightings[$0] == nil }
            let gain = given.plain.gain(of: combinations[item]) { weights[$0] ?? 0 }
            #expect(coverage.gain(of: item) == gain, "seed \(seed)")
            #expect(coverage.gainBound(of: item) >= gain, "seed \(seed)")
            #expect(coverage.newCombinations(of: item) == new.count, "seed \(seed)")
            #expect(Set(coverage.newCombinationList(of: item, limit: .max)) == new, "seed \(seed)")
            #expect(coverage.contributing([Int32(item)]) == (gain > 0 ? [Int32(item)] : []), "seed \(seed)")
            #expect(coverage.cover(item) == new.count, "seed \(seed)")
            given.plain.cover(combinations[item])
            #expect(coverage.tried == given.plain.sightings.count, "seed \(seed)")
        }
        #expect(coverage.isComplete, "seed \(seed)")
    }

    @Test("the rarest combinations are those that the fewest sites run, by name", arguments: 1...20)
    func rarest(seed: UInt64) throws {
        let given = try CoverageCase(seed: seed, marks: 9)
        let counts = try CombinationCounts(
            given.table, among: given.plain.items.indices, strength: given.plain.strength)
        let rows = given.plain.items.joined()
        let all = Set(given.plain.all.joined()).map { combination in
            (count: rows.count { $0.marks.isSuperset(of: combination) }, combination)
        }
        for (count, combination) in all { #expect(counts.count(of: combination) == count, "seed \(seed)") }
        let expected = all.sorted { ($0.count, $0.1.description) < ($1.count, $1.1.description) }.prefix(3).map {
            $0.1.map { given.table.names[$0] }.joined(separator: " + ")
        }
        #expect(counts.rarest(of: all.map(\.1)) == expected, "seed \(seed)")
    }

    @Test("300 features take wider signatures; more than 4,096 are refused, and more than 512 for triples")
    func manyFeatures() throws {
        func table(_ count: Int) throws -> MarkTable {
            let row = PlainCoverage.Row(marks: Set(0..<count), seats: 1)
            return try PlainCoverage([[row]], strength: 2, depth: 1, weights: .equal).table(
                (0..<count).map { "f\($0 + 1000)" })
        }
        #expect(try table(300).wordsPerRow == 5)
        #expect(try CombinationCoverage(table(300), among: [0]).present == 300 * 299 / 2)
        #expect(try CombinationCoverage(table(300), among: [0], strength: 3).present == 300 * 299 * 298 / 6)
        #expect(try CombinationCoverage(table(4096), among: [0]).present == 4096 * 4095 / 2)
        #expect(throws: PlanRefusal.tooManyFeatures(4097, limit: 4096)) { try table(4097) }
        #expect(throws: PlanRefusal.tooManyFeatures(513, limit: 512)) {
            try CombinationCoverage(table(513), among: [0], strength: 3)
        }
        #expect(throws: PlanRefusal.unsupportedCoverage(strength: 4, depth: 1)) {
            try CombinationCoverage(table(5), among: [0], strength: 4)
        }
    }

    @Test("a fleet without sites or without features has nothing to cover")
    func nothing() throws {
        var none = try CombinationCoverage(MarkTable(names: [], wordsPerRow: 1, words: [0, 0]), among: 0..<2)
        #expect(none.present == 0 && none.isComplete && none.share == 0)
        let picks = LazyGreedy.picks(from: [0, 1], costs: [1, 1], coverage: &none, admit: { _ in true })
        #expect(picks.items.isEmpty)
        let empty = try CombinationCoverage(MarkTable(names: ["fax"], wordsPerRow: 1, words: []), among: 0..<0)
        #expect(empty.isComplete)
    }
}
