import EvenkeelSimulator
import Foundation
import Testing

/// Read from the text of the letters alone, over rollouts that everybody interferes with.
@Suite("What customers know of their days")
struct DaySimulationTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// As many as of the whole loop (`SimulationTests`); of one the log is printed.
    private static var seeds: ClosedRange<UInt64> {
        if let one = environment["EVENKEEL_SEED"].flatMap(UInt64.init) { return one...one }
        return 1...(environment["EVENKEEL_SEEDS"].flatMap(UInt64.init) ?? 20)
    }

    private func run(isCalm: Bool = false) async throws -> DaySimulation.Report {
        var total = DaySimulation.Report()
        for seed in Self.seeds {
            let isAlone = Self.seeds.count == 1
            let report = try await DaySimulation(seed: seed, isCalm: isCalm, keepsLog: isAlone).run()
            if isAlone { print(report.log.joined(separator: "\n")) }
            #expect(
                report.findings.isEmpty,
                "seed \(seed); again: EVENKEEL_SEED=\(seed) swift test --filter DaySimulationTests")
            total += report
        }
        print("days: \(total)")
        return total
    }

    @Test("nothing begins on another day than they know, and no day passes in silence")
    func days() async throws {
        let total = try await run()
        guard Self.seeds.count >= 20 else { return }
        // A run in which nothing happens proves nothing.
        #expect(total.starts > 0 && total.moves > 0 && total.chosen > 0 && total.revisions > 0)
    }

    @Test("where nobody changes anything, no day moves")
    func calm() async throws {
        let total = try await run(isCalm: true)
        #expect(total.moves == 0)
        guard Self.seeds.count >= 20 else { return }
        #expect(total.installed > 0)
    }

    @Test("letters that arrive nowhere are missed within 20 seeds")
    func plantedBug() async throws {
        for seed in UInt64(1)...20 {
            let report = try await DaySimulation(seed: seed, bug: .lostLetters).run()
            if !report.findings.isEmpty { return }
        }
        Issue.record("nobody missed a letter")
    }
}
