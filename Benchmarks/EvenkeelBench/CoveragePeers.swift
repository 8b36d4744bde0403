import EvenkeelPlanner
import EvenkeelSimulator
import Foundation

/// The Python of the peers, which `Scripts/install-packages.sh bench` installs; without it there is no benchmark.
private func runPeer<Answer: Decodable>(
    _ script: String, _ arguments: [String], as type: Answer.Type
) throws -> Answer {
    let python = ".build-release/peers/bin/python"
    guard FileManager.default.isExecutableFile(atPath: python) else {
        throw BenchTrouble("the peers are not installed\nhint: run Scripts/install-packages.sh bench")
    }
    let text = try output(of: python, ["Benchmarks/peers/\(script)"] + arguments)
    // Libraries may warn on the lines before.
    guard let line = text.split(separator: "\n").last else { throw BenchTrouble("\(script) printed nothing") }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(type, from: Data(line.utf8))
}

private struct ApricotResult: Decodable {
    let rows: Int
    let pairs: Int
    let picks: Int
    let covered: Int
    let seconds: Double
    let buildSeconds: Double
}

/// The order by count alone, which is all that apricot has, on the distinct signatures, one core each.
func apricotBench(
    _ name: String, _ instance: CoverageInstance, in folder: URL, into table: inout BenchTable
) throws {
    let width = instance.fleet.wordsPerSite
    var seen: Set<ArraySlice<UInt64>> = []
    var words: [UInt64] = []
    for site in 0..<instance.fleet.count {
        let signature = instance.fleet.words[site * width..<(site + 1) * width]
        if seen.insert(ArraySlice(Array(signature))).inserted { words += signature }
    }
    let count = words.count / width
    let collapsed = try MarkTable(names: instance.fleet.featureNames, wordsPerRow: width, words: words)
    let ones = [Double](repeating: 1, count: count)
    let pool = (0..<Int32(count)).map { $0 }
    var picks: [Int32] = []
    var covered = 0
    let times = try (0..<5).map { _ in
        try seconds {
            var coverage = try CombinationCoverage(collapsed, among: 0..<count)
            picks = LazyGreedy.picks(from: pool, costs: ones, coverage: &coverage, admit: { _ in true }).items
            covered = coverage.tried
        }
    }
    let file = folder.appending(path: "fleet-\(name).bits")
    var data = Data()
    for value in [UInt32(count), UInt32(width)] {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }
    words.map(\.littleEndian).withUnsafeBytes { data.append(contentsOf: $0) }
    try data.write(to: file)
    let peer = try runPeer(
        "apricot_coverage.py", [file.path, "\(picks.count)"], as: ApricotResult.self)
    guard peer.rows == count else { throw BenchTrouble("apricot read \(peer.rows) rows of \(count)") }
    let sample = Sample(times)
    table.add(
        "coverage order by count, fleet \(name) collapsed (\(count.formatted()) rows, \(picks.count) picks)",
        target: ">= 300 x faster at >= its coverage",
        measured: "\(Sample(times.map { $0 * 1000 }).text("ms", digits: 1)), \(covered.formatted()) pairs",
        limit: String(
            format: "apricot 0.6.1 `naive`: %.1f s and %.1f s for its matrix, %@ pairs", peer.seconds,
            peer.buildSeconds, peer.covered.formatted()),
        ratio: String(format: "%.0f x", peer.seconds / sample.median),
        met: peer.seconds / sample.median >= 300 && covered >= peer.covered)
}

private struct SmallInstance: Encodable {
    let features: [[Int]]
    let seats: [Int]
    let budget: Int
}

private struct Optimum: Decodable {
    let mostPairs: Int
    let fewestSeats: Int
    let seconds: Double
}

/// Small fleets, for which CP-SAT proves the optimum: the most pairs within a quarter of the seats that our full
/// coverage takes, and the fewest seats for all pairs.
func optimumBench(in folder: URL, into table: inout BenchTable) throws {
    let instances = try (1...20 as ClosedRange<UInt64>).map { seed in
        try CoverageInstance(FleetGenerator(seed: 1000 + seed, sites: 150, features: 30, customers: 50).fleet())
    }
    var small: [SmallInstance] = []
    var pairs: [Int] = []
    var seats: [(eliminated: Int, improved: Int)] = []
    for instance in instances {
        let before = try instance.coverage()
        let picks = try instance.order(costs: instance.costs)
        let redundant = RedundancyElimination.dropped(from: picks, costs: instance.costs, before: before)
        let eliminated = instance.seats(picks.filter { !redundant.contains($0) })
        let improved = CoverageImprovement.improve(
            picks, pool: instance.pool, costs: instance.costs, before: before, rounds: 1000)
        seats.append((eliminated, Int(improved.cost)))
        let budget = eliminated / 4
        pairs.append(try mostPairs(instance, budget: budget))
        small.append(
            SmallInstance(
                features: (0..<instance.fleet.count).map(instance.fleet.features(of:)),
                seats: instance.fleet.seats.map(Int.init), budget: budget))
    }
    let file = folder.appending(path: "small.json")
    try JSONEncoder().encode(small).write(to: file)
    let optima = try runPeer("cpsat_cover.py", [file.path], as: [Optimum].self)
    guard optima.count == small.count else { throw BenchTrouble("CP-SAT solved \(optima.count) of \(small.count)") }

    func row(_ figure: String, _ ratios: [Double], target: String, isMet: (Double, Double) -> Bool) {
        let mean = ratios.reduce(0, +) / Double(ratios.count)
        let low = ratios.min() ?? 0
        let high = ratios.max() ?? 0
        table.add(
            figure, target: target, measured: String(format: "mean %.4f, %.4f to %.4f", mean, low, high),
            limit: String(format: "CP-SAT, all proven, %.0f s", optima.reduce(0) { $0 + $1.seconds }),
            ratio: String(format: "%.4f", mean), met: isMet(mean, low))
    }
    row(
        "pairs within a budget of seats against the optimum (20 fleets of 150 sites x 30 features)",
        zip(pairs, optima).map { Double($0) / Double($1.mostPairs) }, target: "mean >= 0.985, worst >= 0.93"
    ) { $0 >= 0.985 && $1 >= 0.93 }
    row(
        "seats of full coverage, the optimum against ours after elimination",
        zip(seats, optima).map { Double($1.fewestSeats) / Double($0.eliminated) },
        target: "mean >= 0.985, worst >= 0.93"
    ) { $0 >= 0.985 && $1 >= 0.93 }
    row(
        "the same after the improvement", zip(seats, optima).map { Double($1.fewestSeats) / Double($0.improved) },
        target: "mean >= 0.985, worst >= 0.93"
    ) { $0 >= 0.985 && $1 >= 0.93 }
}

/// The better of greedy by gain per seat and greedy by gain, which is within (1 - 1/e) / 2 of the optimum.
private func mostPairs(_ instance: CoverageInstance, budget: Int) throws -> Int {
    let ones = [Double](repeating: 1, count: instance.fleet.count)
    return try [instance.costs, ones].map { costs in
        var coverage = try instance.coverage()
        var left = budget
        _ = LazyGreedy.picks(from: instance.pool, costs: costs, coverage: &coverage) { item in
            guard Int(instance.fleet.seats[item]) <= left else { return false }
            left -= Int(instance.fleet.seats[item])
            return true
        }
        return coverage.tried
    }.max() ?? 0
}
