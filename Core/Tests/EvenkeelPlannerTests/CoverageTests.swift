import EvenkeelPlanner
import Testing

@Suite("Coverage of feature pairs")
struct CoverageTests {
    @Test("fleet C of the reference is generated bit for bit, and needs 2,131 seats for 99 % of its pairs")
    func referenceFleet() throws {
        let sites = FleetGenerator(seed: 3, features: 60).sites(5000, customers: 1500)
        // The reference value was made with this offset basis; that of FNV-1a is 0xcbf29ce484222325.
        var check: UInt64 = 0x1465_0fb0_739d_0383
        for site in sites {
            var words: [UInt64] = [0, 0, 0, 0, UInt64(site.seats), UInt64(site.customer)]
            for feature in site.features { words[feature / 64] |= 1 << UInt64(feature % 64) }
            for word in words { check = (check ^ word) &* 0x100_0000_01b3 }
        }
        #expect(String(check, radix: 16) == "3a849864cda118c9")
        #expect(sites.reduce(0) { $0 + $1.seats } == 120_562)

        let index = try FeatureIndex(marks: sites.map { Set($0.features.map { "f\($0 + 100)" }) })
        let all = Array(sites.indices)
        var coverage = PairCoverage(index: index, among: all)
        #expect(coverage.present == 1745)
        let picks = CoverageGreedy.picks(
            from: all, costs: sites.map { Double($0.seats) }, coverage: &coverage, admit: { _ in true })
        #expect(coverage.tried == 1745)

        var seats = 0
        var reached: [Int: Int] = [:]
        var again = PairCoverage(index: index, among: all)
        for pick in picks {
            seats += sites[pick].seats
            again.cover(pick)
            for percent in [90, 99, 100] where again.tried * 100 >= percent * again.present && reached[percent] == nil {
                reached[percent] = seats
            }
        }
        // A plain greedy in Python with the same rule for ties gives these too. The reference leaves ties open and
        // reports 586, 2,151 and 3,251; other rules for ties give 573 to 605, 2,108 to 2,155 and 3,158 to 3,255.
        #expect(reached == [90: 591, 99: 2131, 100: 3181])
    }

    @Test("lazy greedy picks what plain greedy picks", arguments: 1...40)
    func lazyEqualsPlain(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        // Costs from a small set, so that there are many ties; up to 150 features, for signatures of 1 to 3 words.
        let features = Int.random(in: 2...150, using: &random)
        let marks: [Set<String>?] = (0..<60).map { _ in
            Int.random(in: 0..<10, using: &random) == 0
                ? nil
                : Set(
                    (0..<Int.random(in: 0...8, using: &random)).map { _ in
                        "f\(Int.random(in: 0..<features, using: &random))"
                    })
        }
        let costs = marks.map { _ in Double(Int.random(in: 1...3, using: &random)) }
        let refused = Set((0..<60).filter { _ in Int.random(in: 0..<5, using: &random) == 0 })
        let depth = Int.random(in: 1...3, using: &random)
        let index = try FeatureIndex(marks: marks)
        let pool = Array(marks.indices).shuffled(using: &random)

        var lazy = PairCoverage(index: index, among: marks.indices, depth: depth)
        let picks = CoverageGreedy.picks(
            from: pool, costs: costs, coverage: &lazy, admit: { !refused.contains($0) })
        #expect(picks == plainGreedy(marks, costs: costs, refused: refused, depth: depth), "seed \(seed)")
    }

    /// Straight from the definition: pairs as sets of names, every gain computed anew for every pick.
    func plainGreedy(_ marks: [Set<String>?], costs: [Double], refused: Set<Int>, depth: Int) -> [Int] {
        let pairs = marks.map { known in
            let names = (known ?? []).sorted()
            return names.indices.flatMap { first in names[(first + 1)...].map { "\(names[first])+\($0)" } }
        }
        var sightings: [String: Int] = [:]
        func gain(_ site: Int) -> Double {
            pairs[site].reduce(0) { sum, pair in
                let seen = sightings[pair] ?? 0
                // Half for every sighting before; the last that counts is worth as much as the one before it.
                return sum + (seen >= depth ? 0 : (0..<seen).reduce(1.0) { half, _ in half / 2 })
            }
        }
        var left = Set(marks.indices).subtracting(refused)
        var picks: [Int] = []
        while let best = left.max(by: { (gain($0) / costs[$0], -$0) < (gain($1) / costs[$1], -$1) }), gain(best) > 0 {
            picks.append(best)
            left.remove(best)
            for pair in pairs[best] { sightings[pair, default: 0] += 1 }
        }
        return picks
    }

    @Test("a site's pairs are new once; an unknown set has none")
    func newPairs() throws {
        let index = try FeatureIndex(marks: [["fax", "queue", "sip"], ["fax", "queue"], nil, ["fax"]])
        var coverage = PairCoverage(index: index, among: 0..<4)
        #expect(coverage.present == 3)
        #expect((0..<4).map { coverage.newPairs(of: $0) } == [3, 1, 0, 0])
        #expect(coverage.cover(1) == 1)
        #expect((0..<4).map { coverage.newPairs(of: $0) } == [2, 0, 0, 0])
        #expect(
            coverage.newPairList(of: 0).map { [index.names[$0.0], index.names[$0.1]] } == [
                ["fax", "sip"], ["queue", "sip"],
            ])
        #expect(coverage.cover(0) == 2)
        #expect(coverage.share == 1)
    }

    @Test("more than 256 features take wider signatures, more than 4,096 are refused")
    func manyFeatures() throws {
        let index = try FeatureIndex(marks: [Set((0..<300).map { "f\($0)" })])
        #expect(index.wordsPerSite == 5)
        #expect(PairCoverage(index: index, among: [0]).present == 300 * 299 / 2)
        #expect(throws: PlanRefusal.tooManyFeatures(4097, limit: 4096)) {
            try FeatureIndex(marks: [Set((0..<4097).map { "f\($0)" })])
        }
    }
}
