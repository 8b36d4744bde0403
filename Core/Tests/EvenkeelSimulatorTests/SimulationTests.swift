import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import Testing

@Suite("The whole loop under faults")
struct SimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["EVENKEEL_LONG"] == "1"

    /// 20 seeds; `make test` asks for 100 (`EVENKEEL_SEEDS=100`), `EVENKEEL_LONG=1` runs 10,000, `EVENKEEL_SEED=7` only
    /// that one.
    private static var seeds: ClosedRange<UInt64> {
        if let one = environment["EVENKEEL_SEED"].flatMap(UInt64.init) { return one...one }
        return 1...(isLong ? 10_000 : environment["EVENKEEL_SEEDS"].flatMap(UInt64.init) ?? 20)
    }

    /// Writes a snapshot as a store does, and reads it back.
    private static let stored: @Sendable (State) throws -> State = { state in
        try JSONDecoder().decode(State.self, from: try JSONEncoder().encode(state))
    }

    @Test("whatever fails, nothing happens that must never be")
    func audit() async {
        let total = await Self.run(Self.seeds)
        print("\(Self.isLong ? "long: " : "")\(total)")
        guard Self.seeds.count >= 100 else { return }
        // A run in which nothing happens proves nothing.
        let counts: [(String, Int)] = [
            ("crashes", total.crashes), ("faults", total.storeFaults), ("messages in doubt", total.acceptedAgain),
            ("gates passed", total.gatesPassed), ("halts", total.halts), ("recalls", total.recalls),
            ("incidents", total.incidents), ("holding lines", total.holdingLines), ("reports", total.reports),
            ("guards that refused", total.guardRefusals), ("promises kept", total.promisesKept),
            ("promises broken", total.promisesBroken),
        ]
        for (name, count) in counts { #expect(count > 0, "no \(name) in \(total.seeds.count) seeds") }
    }

    @Test("the same seed gives the same run")
    func sameSeedSameRun() async {
        for seed in [UInt64(3), 11, 29] {
            let (once, again) = (await Simulation(seed: seed).run(), await Simulation(seed: seed).run())
            #expect(once == again, "seed \(seed)")
        }
    }

    @Test(
        "a planted bug is found within 60 seeds",
        arguments: [
            (Sabotage.haltWithoutRecall, Finding.Kind.installAfterHalt), (.handOverForgotten, .deliveredTwice),
            (.marksForgotten, .deliveredTwice),
            (.lateConductor, .promiseForgotten), (.audienceOfAll, .toldOutsider),
        ])
    func plantedBug(_ bug: Sabotage, _ expected: Finding.Kind) async {
        let bench = JudgeBench()
        for seed in UInt64(1)...60 {
            let report = await Simulation(seed: seed, sabotage: bug, bench: bench).run()
            if report.findings.contains(where: { $0.kind == expected }) {
                print("\(bug) is found by seed \(seed)")
                return
            }
        }
        Issue.record("\(bug) went unnoticed: no \(expected) in 60 seeds")
    }

    /// Two at a time: a run is one thread.
    private static func run(_ seeds: ClosedRange<UInt64>) async -> SimulationReport {
        let bench = JudgeBench()
        return await withTaskGroup(of: SimulationReport.self) { group in
            var total = SimulationReport()
            func take(_ report: SimulationReport) {
                let seed = report.seeds.first ?? 0
                #expect(
                    report.findings.isEmpty,
                    "seed \(seed); again: EVENKEEL_SEED=\(seed) swift test --filter SimulationTests")
                total += report
            }
            for (index, seed) in seeds.enumerated() {
                if index >= 2, let report = await group.next() { take(report) }
                group.addTask { await Simulation(seed: seed, codec: stored, bench: bench).run() }
            }
            for await report in group { take(report) }
            return total
        }
    }
}
