import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The installer")
struct InstallerTests {
    private func installer(_ bench: Bench, _ executor: ScriptedExecutor, on store: (any Store)? = nil) -> Installer {
        Installer(
            operations: Operations(ledger: bench.operations.ledger, store: store ?? bench.store),
            executors: [.command: executor])
    }

    private func tick(_ installer: Installer, _ bench: Bench) async throws -> Int {
        try await installer.tick { bench.now }
    }

    private func states(_ bench: Bench) async throws -> [PlacementState] { try await bench.placements().map(\.state) }

    @Test("runs what is due, so many at a time, and records the version")
    func installs() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor()
        let installer = installer(bench, executor)
        #expect(try await tick(installer, bench) == 2)
        #expect(try await tick(installer, bench) == 1)
        #expect(try await tick(installer, bench) == 0)
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(
            try await bench.store.fleet().installations.compactMap(\.version?.description) == [
                "5.2.0", "5.2.0", "5.2.0",
            ])
    }

    @Test("a site that was taken back never starts")
    func recalled() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor()
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        #expect(try await tick(installer, bench) == 0)
        #expect(executor.sites.count == 2)
        #expect(try await states(bench).filter { $0 == .recalled }.count == 1)
    }

    @Test("a site that is held after its wave has opened does not start")
    func held() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==alpha"), owner: "ada", why: "they move house",
            since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        let executor = ScriptedExecutor()
        let installer = installer(bench, executor)
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(executor.sites.sorted() == ["beta-hq", "gamma-hq"])
        #expect(try await bench.placements([.skipped]).map(\.installation) == ["alpha-hq"])
    }

    @Test("what fails is tried again as often as policy says, and then has failed")
    func retries() async throws {
        let bench = try await Bench()
        try await bench.openWave(retries: 1)
        let executor = ScriptedExecutor(Array(repeating: .failed(note: "exit status 1"), count: 4))
        let installer = installer(bench, executor)
        for _ in 0..<6 { _ = try await tick(installer, bench) }
        #expect(executor.sites.count == 5)
        #expect(try await states(bench).sorted { $0.rawValue < $1.rawValue } == [.failed, .failed, .installed])
    }

    @Test("a halt in the middle of an install takes the second try away, also where another node halted")
    func haltMeanwhile() async throws {
        let store = MemoryStore()
        let bench = try await Bench(on: store)
        try await bench.openWave(retries: 5)
        let other = try await Bench(on: store, filled: false)
        let executor = ScriptedExecutor([.failed(note: "1"), .timedOut(note: "2")]) {
            do { try await other.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt") } catch {
                // The second of two installs finds it halted already.
            }
        }
        let installer = installer(bench, executor)
        #expect(try await tick(installer, bench) == 2)
        #expect(try await tick(installer, bench) == 0)
        #expect(executor.sites.count == 2)
        #expect(Set(try await states(bench)) == [.failed, .timedOut, .recalled])
    }

    @Test("an install whose node died is given up after its time, not before")
    func nodeDeath() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        try await bench.store.change([
            .stepPlacement(Bench.rollout, "alpha-hq", .start, at: bench.now, note: nil)
        ])
        let installer = installer(bench, ScriptedExecutor())
        bench.pass(.minutes(31))
        _ = try await tick(installer, bench)
        #expect(try await bench.placements([.started]).map(\.installation) == ["alpha-hq"])
        bench.pass(.seconds(1))
        _ = try await tick(installer, bench)
        #expect(try await bench.placements([.timedOut]).map(\.installation) == ["alpha-hq"])
    }

    @Test("a result that could not be written down is written in the next round")
    func unrecorded() async throws {
        let store = ScriptedStore(MemoryStore())
        let bench = try await Bench(on: store)
        try await bench.openWave()
        let executor = ScriptedExecutor()
        let installer = installer(bench, executor)
        store.failChange { rows in
            if case .stepPlacement(_, _, .succeed, _, _) = rows.first { .before } else { nil }
        }
        await #expect(throws: OperationError.self) { _ = try await tick(installer, bench) }
        _ = try await tick(installer, bench)
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(executor.sites.count == 3, "each once")
    }

    @Test("what was started runs, even if the store fails before the next start")
    func startedRuns() async throws {
        let store = ScriptedStore(MemoryStore())
        let bench = try await Bench(on: store)
        try await bench.openWave()
        let executor = ScriptedExecutor()
        let installer = installer(bench, executor)
        store.failChange { rows in
            if case .stepPlacement(_, "beta-hq", .start, _, _) = rows.first { .before } else { nil }
        }
        await #expect(throws: OperationError.self) { _ = try await tick(installer, bench) }
        #expect(executor.sites == ["alpha-hq"])
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(executor.sites.count == 3)
    }
}
