import EvenkeelDomain
import EvenkeelPlanner
import EvenkeelSimulator
import EvenkeelVerdict
import Foundation

/// Planner and verdict together: a release that breaks only the sites where two features meet (80 % of them), in a fleet
/// of 100,000 whose other sites fail at 1 %. Counted are the seats of failed sites until the halt.
struct VerdictFleet {
    private static let searchLimit = 20_000
    private static let classes: [(name: String, prevalence: Range<Double>)] = [
        (".05 to .2 %", 0.0005..<0.002), (".2 to 1 %", 0.002..<0.01), ("1 to 5 %", 0.01..<0.05),
    ]

    private struct Outcome {
        var harmedSeats = 0
        var sites = 0
        var isHalted = false
        var named: [Int] = []
    }

    private let fleet: GeneratedFleet
    private let features: [[Int]]
    private let perSite = Staircase.expected(fromProbability: 0.01)
    /// Half of the false halts each, when both are used.
    private let pooledHalf: Staircase
    private let pooledAll: Staircase

    init() {
        fleet = FleetGenerator.fleetB.fleet()
        features = (0..<fleet.count).map(fleet.features)
        let horizon = Double(fleet.count) * perSite
        pooledHalf = .calibrated(falseHalt: 0.005, horizon: horizon)
        pooledAll = .calibrated(falseHalt: 0.01, horizon: horizon)
    }

    /// The sites that show each pair up to six times per seat spent, then all others in random order.
    func planned() throws -> [Int] {
        let table = try MarkTable(
            names: fleet.featureNames, wordsPerRow: fleet.wordsPerSite, words: fleet.words)
        var coverage = try CombinationCoverage(table, among: 0..<fleet.count, depth: 6)
        let picks = LazyGreedy.picks(
            from: (0..<fleet.count).map(Int32.init), costs: fleet.seats.map(Double.init), coverage: &coverage
        ) { _ in true }
        let first = picks.items.map(Int.init)
        let chosen = Set(first)
        return first + shuffled().filter { !chosen.contains($0) }
    }

    func shuffled() -> [Int] {
        var random = SplitMix64(seed: 4010)
        return (0..<fleet.count).shuffled(using: &random)
    }

    /// 101 pairs of each class, drawn from those of the fleet.
    private func pairs(_ range: Range<Double>) -> [(Int, Int)] {
        var counts = [Int](repeating: 0, count: 120 * 120)
        for site in features {
            for (place, first) in site.enumerated() {
                for second in site[(place + 1)...] { counts[first * 120 + second] += 1 }
            }
        }
        let fitting = counts.indices.filter { range.contains(Double(counts[$0]) / Double(fleet.count)) }
        var random = SplitMix64(seed: 4011)
        return fitting.shuffled(using: &random).prefix(101).map { ($0 / 120, $0 % 120) }
    }

    /// Which sites fail: drawn per site, so that every order and rule meets the same release.
    private func fails(_ pair: (Int, Int), number: Int) -> [Bool] {
        var random = SplitMix64(seed: 4012 + UInt64(number))
        return features.map { site in
            random.uniform() < (site.contains(pair.0) && site.contains(pair.1) ? 0.8 : 0.01)
        }
    }

    private func wholeFleet(_ fails: [Bool]) -> Outcome {
        Outcome(harmedSeats: zip(fails, fleet.seats).reduce(0) { $0 + ($1.0 ? Int($1.1) : 0) }, sites: fleet.count)
    }

    /// One site after the other, judged after each; the whole fleet if no halt comes within the search.
    private func sequential(_ order: [Int], _ fails: [Bool], isScanning: Bool) -> Outcome {
        var scan = ScanTallies(featureCount: 120)
        var outcome = Outcome()
        var failed = 0
        let line = isScanning ? pooledHalf : pooledAll
        for (place, site) in order.prefix(Self.searchLimit).enumerated() {
            if isScanning { scan.enrol(features: features[site], expected: perSite) }
            guard fails[site] else { continue }
            failed += 1
            outcome.harmedSeats += Int(fleet.seats[site])
            if isScanning { scan.fail(features: features[site]) }
            guard
                line.halts(observed: failed, expected: Double(place + 1) * perSite)
                    || (isScanning && scan.halts(falseHalt: 0.005))
            else { continue }
            outcome.isHalted = true
            outcome.sites = place + 1
            if isScanning {
                let records = order[...place].map {
                    SiteRecord(id: $0, features: features[$0], expected: perSite, failed: fails[$0])
                }
                outcome.named = Scan(records: records, featureCount: 120).named().first?.features ?? []
            }
            return outcome
        }
        return wholeFleet(fails)
    }

    /// hawkBit with groups of 1, 5, 10, 25, 50 and 100 %: halts when a group has more than 10 % errors.
    private func hawkBit(_ order: [Int], _ fails: [Bool]) -> Outcome {
        var outcome = Outcome()
        let ends = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 1].map { Int($0 * Double(order.count)) }
        for (start, end) in zip(ends, ends.dropFirst()) {
            var errors = 0
            for site in order[start..<end] where fails[site] {
                errors += 1
                outcome.harmedSeats += Int(fleet.seats[site])
                guard Double(errors) / Double(end - start) > 0.1 else { continue }
                outcome.isHalted = true
                outcome.sites = end
                return outcome
            }
        }
        return wholeFleet(fails)
    }

    func bench(into table: inout BenchTable) throws {
        let (plan, random) = (try planned(), shuffled())
        for (name, range) in Self.classes {
            var results: [String: [Outcome]] = [:]
            var right = 0
            let pairs = pairs(range)
            for (number, pair) in pairs.enumerated() {
                let fails = fails(pair, number: number)
                let scanned = sequential(plan, fails, isScanning: true)
                if scanned.named == [pair.0, pair.1] { right += 1 }
                results["plan + scan", default: []].append(scanned)
                results["plan + pooled", default: []].append(sequential(plan, fails, isScanning: false))
                results["random + scan", default: []].append(sequential(random, fails, isScanning: true))
                results["random + pooled", default: []].append(sequential(random, fails, isScanning: false))
                results["random + hawkBit 10 %", default: []].append(hawkBit(random, fails))
            }
            func median(_ rule: String) -> Int {
                let sorted = (results[rule] ?? []).map(\.harmedSeats).sorted()
                return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
            }
            func halted(_ rule: String) -> String {
                "\((results[rule] ?? []).count { $0.isHalted })/\(pairs.count)"
            }
            let ours = median("plan + scan")
            let ratio = Double(median("random + hawkBit 10 %")) / Double(max(1, ours))
            let others = ["random + hawkBit 10 %", "random + pooled", "random + scan", "plan + pooled"].map {
                "\($0) \(median($0)) (\(halted($0)) halt)"
            }
            let isTarget = name.hasPrefix(".2")
            table.add(
                "verdict: seats harmed by a hidden pair in \(name) of the sites, plan + scan (median of \(pairs.count))",
                target: isTarget ? ">= 750 x fewer than random + hawkBit 10 %" : "",
                measured: "\(ours) (\(halted("plan + scan")) halt)", limit: others.joined(separator: ", "),
                ratio: String(format: "%.0f x", ratio), met: !isTarget || ratio >= 750)
            table.add(
                "verdict: pair named at the halt, pair in \(name) of the sites", target: ">= 90 %",
                measured: "\(right) of \(pairs.count)", limit: "", ratio: "",
                met: Double(right) >= 0.9 * Double(pairs.count))
        }
    }
}
