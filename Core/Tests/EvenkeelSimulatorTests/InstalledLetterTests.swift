import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("How is it after the install?")
struct InstalledLetterTests {
    private func letters(_ bench: Bench) async throws -> [String] {
        try await bench.store.deliveries(DeliveryQuery(subjectPrefix: "installed/")).map(\.recipient.text).sorted()
    }

    private func end(_ bench: Bench, _ site: InstallationID, _ step: PlacementState.Step) async throws {
        try await bench.store.change([
            .stepPlacement(Bench.rollout, site, .start, at: bench.now, note: nil),
            .stepPlacement(Bench.rollout, site, step, at: bench.now, note: nil),
        ])
    }

    @Test("a customer is asked once, when all its sites of the wave run the release; where one failed nobody is asked")
    func asked() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await end(bench, "alpha-hq", .succeed)
        _ = try await conductor.tick(at: bench.now)
        #expect(try await letters(bench) == ["ada@alpha.example"])
        try await end(bench, "beta-hq", .fail)
        _ = try await conductor.tick(at: bench.now)
        #expect(try await letters(bench) == ["ada@alpha.example"])
        try await end(bench, "gamma-hq", .succeed)
        // Another conductor, after a restart: it knows from the rows who was asked.
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        #expect(try await letters(bench) == ["ada@alpha.example", "ada@gamma.example"])
    }
}
