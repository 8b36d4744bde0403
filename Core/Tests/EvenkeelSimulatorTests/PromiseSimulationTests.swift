import EvenkeelSimulator
import Foundation
import Testing

@Suite("No incident is silent beyond its interval")
struct PromiseSimulationTests {
    private static let isLong = ProcessInfo.processInfo.environment["EVENKEEL_LONG"] == "1"

    /// 32 incident-days; `EVENKEEL_LONG=1` runs 10,000: twenty times a hundred incidents that stay open for five days.
    @Test("whatever crashes, the word comes when it was promised, and a blackout is admitted")
    func silence() async {
        let seeds: ClosedRange<UInt64> = Self.isLong ? 1...20 : 1...2
        var holdingLines = 0
        for seed in seeds {
            let report = await PromiseSimulation(
                seed: seed, incidents: Self.isLong ? 100 : 8, days: Self.isLong ? 5 : 2
            ).run()
            print("\(Self.isLong ? "long: " : "")seed \(seed): \(report)")
            #expect(report.findings.isEmpty, "seed \(seed): \(report.findings.joined(separator: "; "))")
            #expect(report.crashes > 0 && report.broken > 0, "seed \(seed): a run without crashes proves nothing")
            holdingLines += report.holdingLines
        }
        #expect(holdingLines > 0)
    }
}
