import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Sites that wait for a person to look")
struct SitesToLookAtTests {
    private func waiting(_ bench: Bench) async throws -> [PlacementRow] {
        let rollouts = await bench.operations.ledger.read { Array($0.rollouts.values) }
        return try await bench.operations.sitesToLookAt(in: rollouts)
    }

    /// A wave in which alpha's install is lost and beta's has failed a while later; gamma's went well.
    private func ended() async throws -> Bench {
        let bench = try await Bench()
        try await bench.openWave { $0.execute.parallel = 1 }
        let executor = ScriptedExecutor([
            .lost(note: "its supervisor is gone"), .failed(note: "the disk is full"), .installed(note: "done"),
        ])
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        for _ in 0..<3 {
            _ = try await installer.tick { bench.now }
            bench.pass(.minutes(1))
        }
        return bench
    }

    @Test("are those whose install failed for good or was lost, who waits longest first")
    func named() async throws {
        let bench = try await ended()
        let rows = try await waiting(bench)
        #expect(rows.map(\.installation) == ["alpha-hq", "beta-hq"])
        #expect(rows.map(\.note) == ["its supervisor is gone", "the disk is full"])
        #expect(rows.map(\.state) == [.timedOut, .failed])
    }

    @Test("are none that are tried again, that run it by now, or whose rollout is given up")
    func over() async throws {
        let bench = try await ended()
        let version = try #require(Version("5.2.0"))
        try await bench.store.change([
            .recordVersion("beta-hq", VersionFact(version: version, source: .technician, at: bench.now))
        ])
        #expect(try await waiting(bench).map(\.installation) == ["alpha-hq"])
        try await bench.operations.retry(
            Bench.rollout, ["alpha-hq"], reason: "The supervisor is back.", command: "retry", by: "ada", at: bench.now)
        #expect(try await waiting(bench).isEmpty)
        let other = try await ended()
        try await other.give(.abortRollout(Bench.rollout, reason: "enough"), id: "abort")
        #expect(try await waiting(other).isEmpty)
    }

    @Test("are also those where the release was to be taken back and could not be, although they run it")
    func keptAgainstWill() async throws {
        var settings = Settings()
        settings.rollbackCommands = ["install"]
        let bench = try await Bench(settings: settings)
        try await bench.openWave { ($0.execute.command, $0.execute.parallel) = ("install", 3) }
        let done = InstallResult.installed(note: "done")
        let executor = ScriptedExecutor([done, done, done, .failed(note: "no backup")])
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        _ = try await installer.tick { bench.now }
        #expect(try await waiting(bench).isEmpty)
        bench.pass(.hours(2))
        try await bench.operations.rollBack(
            Bench.rollout, .sites(["alpha-hq"]), reason: "fax is down", command: "back", by: "ada", at: bench.now)
        _ = try await installer.tick { bench.now }
        #expect(try await bench.store.fleet()["alpha-hq"]?.version == Version("5.2.0"))
        #expect(try await waiting(bench).map(\.installation) == ["alpha-hq"])
    }
}
