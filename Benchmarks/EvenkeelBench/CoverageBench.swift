import EvenkeelPlanner
import EvenkeelSimulator
import Foundation

/// The order of coverage on the reference fleets (EKGEN-1): how few seats it exposes, how near it is to what is
/// possible, how fast it is; peers are measured in the same run on the same input.
///
/// - Parameter isLong: also runs apricot on fleet A, which takes minutes.
func coverageBench(in folder: URL, isLong: Bool, into table: inout BenchTable) throws {
    let fleets = [
        ("A", FleetGenerator.fleetA, "e733df678a1addc0", 280.0), ("B", .fleetB, "481e97e084cc8eb1", 180.0),
        ("C", .fleetC, "3a849864cda118c9", 36.0),
    ]
    for (name, generator, check, target) in fleets {
        let fleet = generator.fleet()
        guard String(fleet.checkValue, radix: 16) == check else {
            throw BenchTrouble("fleet \(name) is not the reference fleet")
        }
        let instance = try CoverageInstance(fleet)
        try exposureBench(name, instance, target: target, into: &table)
        if name == "B" || isLong && name == "A" { try apricotBench(name, instance, in: folder, into: &table) }
        if name == "B" { try fullCoverageBench(instance, into: &table) }
    }
    try optimumBench(in: folder, into: &table)
    try growthBench(into: &table)
}

/// A generated fleet as the planner's coverage takes it; costs are seats.
struct CoverageInstance {
    let fleet: GeneratedFleet
    let table: MarkTable
    let costs: [Double]
    let pool: [Int32]

    init(_ fleet: GeneratedFleet) throws {
        self.fleet = fleet
        table = try MarkTable(names: fleet.featureNames, wordsPerRow: fleet.wordsPerSite, words: fleet.words)
        costs = fleet.seats.map(Double.init)
        pool = (0..<Int32(fleet.count)).map { $0 }
    }

    func coverage() throws -> CombinationCoverage { try CombinationCoverage(table, among: 0..<fleet.count) }

    /// Presence of pairs and the whole order, from the fleet in memory.
    func order(costs: [Double]) throws -> [Int32] {
        var coverage = try coverage()
        return LazyGreedy.picks(from: pool, costs: costs, coverage: &coverage, admit: { _ in true }).items
    }

    func seats(_ items: some Sequence<Int32>) -> Int { items.reduce(0) { $0 + Int(fleet.seats[Int($1)]) } }

    /// Seats exposed until a share of all pairs is tried.
    func seats(until share: Double, in order: some Sequence<Int32>) throws -> Int {
        var coverage = try coverage()
        var seats = 0
        for item in order {
            seats += Int(fleet.seats[Int(item)])
            coverage.cover(Int(item))
            if Double(coverage.tried) >= share * Double(coverage.present) { return seats }
        }
        throw BenchTrouble("the order does not reach \(share)")
    }
}

private func exposureBench(
    _ name: String, _ instance: CoverageInstance, target: Double, into table: inout BenchTable
) throws {
    let times = try (0..<5).map { _ in try seconds { _ = try instance.order(costs: instance.costs) } }
    let ours = try instance.seats(until: 0.99, in: instance.order(costs: instance.costs))
    let random = try (1...3 as ClosedRange<UInt64>).map { seed in
        var generator = SplitMix64(seed: seed)
        return try instance.seats(until: 0.99, in: instance.pool.shuffled(using: &generator))
    }
    let mean = Double(random.reduce(0, +)) / Double(random.count)
    table.add(
        "seats exposed until 99 % of pairs, fleet \(name): random order against ours",
        target: ">= \(Int(target)) x fewer", measured: "\(ours.formatted()) seats",
        limit: "random: \(Int(mean).formatted()) seats (mean of 3 orders)",
        ratio: String(format: "%.0f x", mean / Double(ours)), met: mean / Double(ours) >= target)
    guard name == "A" else { return }
    let sample = Sample(times.map { $0 * 1000 })
    table.add(
        "coverage order of fleet A (1,000,000 x 200), one core", target: "<= 350 ms", measured: sample.text("ms"),
        limit: "", ratio: "", met: sample.median <= 350)
}

/// Full coverage at the least cost: elimination, then the improvement, beside lower bounds.
private func fullCoverageBench(_ instance: CoverageInstance, into table: inout BenchTable) throws {
    // By column generation, from the design's reference run.
    let linear = 3425.7
    let before = try instance.coverage()
    let picks = try instance.order(costs: instance.costs)
    let redundant = RedundancyElimination.dropped(from: picks, costs: instance.costs, before: before)
    let eliminated = instance.seats(picks.filter { !redundant.contains($0) })
    var result: CoverageImprovement.Result?
    let time = seconds {
        result = CoverageImprovement.improve(
            picks, pool: instance.pool, costs: instance.costs, before: before, rounds: 20_000)
    }
    guard let result, let items = result.items else { throw BenchTrouble("the improvement found nothing cheaper") }
    var coverage = before
    for item in items { coverage.cover(Int(item)) }
    guard coverage.isComplete, Double(instance.seats(items)) == result.cost else {
        throw BenchTrouble("the improved set does not cover everything, or does not cost what it says")
    }
    table.add(
        "full coverage of fleet B against the LP bound", target: "<= 1.05",
        measured: String(
            format: "%@ seats in %.1f s (greedy %@, after elimination %@)", Int(result.cost).formatted(), time,
            instance.seats(picks).formatted(), eliminated.formatted()),
        limit: String(format: "LP %.1f; own dual bound %.1f", linear, result.lowerBound),
        ratio: String(format: "%.3f (own bound %.3f)", result.cost / linear, result.cost / result.lowerBound),
        met: result.cost / linear <= 1.05)
}

/// The coverage order at growing sizes: the same features and the same sites per customer.
private func growthBench(into table: inout BenchTable) throws {
    var rows: [(sites: Int, milliseconds: Double)] = []
    for sites in [10_000, 30_000, 100_000, 300_000, 1_000_000] {
        let fleet = FleetGenerator(seed: 1, sites: sites, features: 200, customers: sites * 12 / 100).fleet()
        let instance = try CoverageInstance(fleet)
        let times = try (0..<3).map { _ in try seconds { _ = try instance.order(costs: instance.costs) } }
        rows.append((sites, Sample(times).median * 1000))
    }
    guard let first = rows.first, let last = rows.last else { return }
    let exponent = log(last.milliseconds / first.milliseconds) / log(Double(last.sites) / Double(first.sites))
    table.add(
        "growth of the coverage order, 10,000 to 1,000,000 sites x 200 features", target: "exponent <= 1.1",
        measured: rows.map { "\($0.sites.formatted()): \(String(format: "%.1f", $0.milliseconds)) ms" }.joined(
            separator: ", "),
        limit: "linear: exponent 1", ratio: String(format: "exponent %.2f", exponent), met: exponent <= 1.1)
}
