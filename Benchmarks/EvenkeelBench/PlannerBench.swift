import EvenkeelDomain
import EvenkeelPlanner
import EvenkeelSimulator
import Foundation

/// Planning fleets of 10,000 to 1,000,000 sites with every kind of constraint: caps, complexity and friendliness, the
/// canary of each customer first, dates that bind. The fleet is in memory, one core.
///
/// Times are processor time, so that a neighbour on the machine does not count; the wall clock is given beside it.
func plannerBench(into table: inout BenchTable) throws {
    let today = CivilDate(year: 2026, month: 12, day: 1) ?? CivilDate(dayNumber: 0)
    let policy = try constrainedPolicy()
    let context = PlanContext(today: today, now: today.startUTC)
    var growth: [(sites: Int, seconds: Double)] = []
    for sites in [10_000, 31_623, 100_000, 316_228, 1_000_000] {
        let generator = FleetGenerator(seed: 1, sites: sites, features: 200, customers: sites * 12 / 100)
        let image = try generator.fleet().image(today: today)
        var processor: [Double] = []
        var wall: [Double] = []
        var writing: [Double] = []
        for round in 0..<(sites < 1_000_000 ? 6 : 8) {
            var draft: PlanDraft?
            let before = processorSeconds()
            let time = try seconds { draft = try Planner.plan(image, policy: policy, context: context) }
            let spent = processorSeconds() - before
            let write = try seconds { _ = try draft?.plan() }
            if round > 0 {
                processor.append(spent)
                wall.append(time)
                writing.append(write)
            }
        }
        growth.append((sites, Sample(processor).median))
        guard sites == 1_000_000 else { continue }
        let (spent, time, write) = (Sample(processor), Sample(wall), Sample(writing))
        table.add(
            "full constrained plan, fleet A (1,000,000 x 200), one core, in memory", target: "<= 0.5 s",
            measured: spent.text("s of processor", digits: 2),
            limit: "wall " + time.text("s", digits: 2) + "; writing every reason in full " + write.text("s", digits: 2),
            ratio: Sample.ratio(spent, of: time), met: spent.median <= 0.5)
    }
    let curve = growth.map { "\($0.sites / 1000)k \(String(format: "%.3f", $0.seconds)) s" }.joined(separator: ", ")
    let exponent = log(growth[4].seconds / growth[1].seconds) / log(Double(growth[4].sites) / Double(growth[1].sites))
    table.add(
        "growth of the plan from 10,000 to 1,000,000 sites", target: "near-linear (exponent <= 1.15)",
        measured: "exponent \(String(format: "%.2f", exponent)): \(curve)", limit: "1.00 is linear", ratio: "-",
        met: exponent <= 1.15)
}

private func constrainedPolicy() throws -> Policy {
    func wave(_ name: String, _ order: WaveOrder, _ seats: Double, complexity: Double?, friendly: Double?) -> WavePolicy
    {
        WavePolicy(
            name: name, order: order,
            limit: WaveLimit(
                seats: Share(seats).map { .share($0) }, complexityAtMost: complexity.flatMap { Share($0) },
                friendlyAtLeast: friendly.flatMap { Share($0) }), soak: SoakPolicy(days: 5))
    }
    let waves = [
        wave("probe 1", .coverage, 0.0002, complexity: 0.45, friendly: 0.6),
        wave("probe 2", .coverage, 0.001, complexity: 0.60, friendly: 0.4),
        wave("probe 3", .coverage, 0.005, complexity: 0.80, friendly: 0.2),
        wave("probe 4", .coverage, 0.02, complexity: nil, friendly: nil),
        wave("spread 1", .score, 0.10, complexity: nil, friendly: nil),
        wave("spread 2", .score, 0.25, complexity: nil, friendly: nil),
        wave("spread 3", .score, 0.40, complexity: nil, friendly: nil),
        WavePolicy(name: "rest", order: .score, soak: SoakPolicy(days: 5)),
    ]
    guard let version = Version("2.0.0") else { throw BenchTrouble("2.0.0 is no version") }
    var policy = Policy(
        rollout: "bench", release: Release(product: "pbx", version: version, fixes: ["f1"]), waves: waves)
    policy.canaryPerCustomer = true
    policy.notice.before = .zero
    return policy
}

/// Seconds of processor time this program has used, of all its threads.
private func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
