import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import Testing

@Suite("No incident is silent beyond its interval")
struct PromiseSimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let isLong = environment["EVENKEEL_LONG"] == "1"
    /// `EVENKEEL_SEED=7` runs only that one.
    private static let onlySeed = environment["EVENKEEL_SEED"].flatMap(UInt64.init)

    /// Writes a snapshot as a store does, and reads it back.
    private static let stored: @Sendable (State) throws -> State = { state in
        try JSONDecoder().decode(State.self, from: try JSONEncoder().encode(state))
    }

    /// A hundred incident-days; `EVENKEEL_LONG=1` runs ten thousand. Ten incidents are open for five days in each seed.
    @Test("whatever crashes, the word comes when it was promised, and a blackout is admitted")
    func silence() async {
        let wanted = Self.isLong ? 10_000.0 : 100
        let began = ContinuousClock.now
        var total = PromiseSimulation.Report()
        for seed in (Self.onlySeed ?? 1)... {
            guard total.incidentDays < wanted else { break }
            let report = await PromiseSimulation(seed: seed, incidents: 10, days: 5, codec: Self.stored).run()
            #expect(
                report.findings.isEmpty,
                "seed \(seed): \(report.findings.joined(separator: "; ")); again: EVENKEEL_SEED=\(seed)")
            total += report
            if Self.onlySeed != nil { break }
            // Standard output may be held back until the end of a long run.
            if Self.isLong { FileHandle.standardError.write(Data("seed \(seed): \(report)\n".utf8)) }
        }
        print("\(Self.isLong ? "long: " : "")promise clock in \(ContinuousClock.now - began): \(total)")
        // A run in which nothing happens proves nothing.
        let counts: [(String, Int)] = [
            ("crashes", total.crashes), ("broken promises", total.broken), ("clocks shifted", total.clockShifts),
            ("holding lines", total.holdingLines), ("words", total.words), ("blackouts", total.blackouts),
            ("faults of the store", total.storeFaults), ("overdue reports", total.overdueReports),
        ]
        for (name, count) in counts where Self.onlySeed == nil { #expect(count > 0, "no \(name)") }
    }

    @Test("the same seed gives the same run")
    func sameSeedSameRun() async {
        let (once, again) = (
            await PromiseSimulation(seed: 5, incidents: 4, days: 2).run(),
            await PromiseSimulation(seed: 5, incidents: 4, days: 2).run()
        )
        #expect(once == again)
    }

    @Test("a planted bug is found within ten seeds", arguments: PromiseBug.allCases)
    func plantedBug(_ bug: PromiseBug) async {
        for seed in UInt64(1)...10 {
            let report = await PromiseSimulation(seed: seed, incidents: 4, days: 2, bug: bug).run()
            if let finding = report.findings.first {
                print("\(bug) is found by seed \(seed): \(finding)")
                return
            }
        }
        Issue.record("\(bug) went unnoticed in ten seeds")
    }
}
