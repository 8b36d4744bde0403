import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Testing

@testable import EvenkeelCLI

@Suite("A rollout as it is shown")
struct RolloutPrinterTests {
    /// A completed rollout of one wave that has passed.
    private func lines(_ counts: [(PlacementState, Int)]) throws -> [String] {
        var wave = RolloutWave(
            name: "first", publicName: nil, opens: CivilDate(dayNumber: 20_514), opensAt: Timestamp(milliseconds: 0),
            noticeAt: Timestamp(milliseconds: 0), soakDays: 7,
            exposure: Exposure(installations: 10, seats: 100, customers: 10), coverage: 0.5, digest: Digest(of: ["a"]))
        wave.state = .passed
        let rollout = Rollout(
            id: "pbx-5.2",
            policy: Policy(
                rollout: "pbx-5.2", release: Release(product: "pbx", version: try #require(Version("5.2.0"))),
                waves: []),
            state: .completed, revision: 1, waves: [wave], selected: 10, withheld: 0)
        let document = RolloutDocument(
            rollout, waitingFor: [], verdicts: [nil],
            counts: counts.map { PlacementCount(wave: 0, state: $0.0, isUnplanned: false, count: $0.1) })
        return RolloutPrinter(rollout: document).lines(width: 80, ink: .plain)
    }

    @Test(
        "a wave that has passed says how many of its sites were rolled back, or go back, and nothing where none was",
        arguments: [
            ([(.installed, 10)], nil),
            ([(.installed, 7), (.rolledBack, 3)], "7 installed, 3 rolled back"),
            ([(.rollbackDue, 1), (.rolledBack, 9)], "1 to be rolled back, 9 rolled back"),
        ] as [([(PlacementState, Int)], String?)])
    func takenBack(counts: [(PlacementState, Int)], words: String?) throws {
        let told = try lines(counts).filter { $0.contains("sites of 1") }
        #expect(told.count == (words == nil ? 0 : 1))
        if let words { #expect(told.first?.hasSuffix(words) == true, "\(told)") }
    }
}
