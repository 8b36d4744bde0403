import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A site that is found without the release it had")
struct GoneReleaseTests {
    /// Three sites that have 5.2.0 since the start of the bench.
    private func installed(on bench: Bench) async throws -> Installer {
        try await bench.openWave()
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        for _ in 0..<3 { _ = try await installer.tick { bench.now } }
        #expect(try await bench.placements([.installed]).count == 3)
        return installer
    }

    private func fact(_ text: String, _ source: VersionFact.Source = .probe, at: Timestamp) throws -> VersionFact {
        VersionFact(version: try #require(Version(text)), source: source, at: at)
    }

    private func standing(_ bench: Bench, in rollout: RolloutID = Bench.rollout) async throws -> SiteStanding {
        try await bench.operations.standing(of: "alpha-hq", in: rollout, at: bench.now)
    }

    @Test(
        "is not done where somebody who was there found an older version since",
        arguments: [
            ("5.1.0", VersionFact.Source.probe, 60, "rolled_back"), ("5.1.9", .technician, 60, "rolled_back"),
            ("5.1.0", .agent, 60, "rolled_back"),
            // What was seen before the install, and what a list says, is no news.
            ("5.1.0", .probe, -60, "done"), ("5.1.0", .import, 60, "done"), ("5.2.0", .probe, 60, "done"),
            ("5.3.0", .probe, 60, "done"),
        ])
    func found(_ version: String, _ source: VersionFact.Source, minutes: Int, code: String) async throws {
        let bench = try await Bench()
        _ = try await installed(on: bench)
        let at = bench.now + .minutes(minutes)
        try await bench.operations.noteVersion(try fact(version, source, at: at), of: "alpha-hq")
        bench.pass(.hours(2))
        #expect(try await standing(bench).code == code)
        let good = try await bench.store.siteEvidence(Bench.rollout).filter { $0.state == .installed }
        #expect(good.count == (code == "done" ? 3 : 2), "it is no success that still stands")
    }

    @Test("says what was found there and by whom, once, and is tried again or found there again")
    func life() async throws {
        let bench = try await Bench()
        let installer = try await installed(on: bench)
        bench.pass(.hours(1))
        let seen = try fact("5.1.0", at: bench.now)
        for _ in 0..<2 { try await bench.operations.noteVersion(seen, of: "alpha-hq") }
        let note = "5.1.0 was found at the site, outside the plan (probe)"
        #expect(try await standing(bench) == .rolledBack(at: bench.now, to: seen.version, reason: note))
        let row = try #require(try await bench.placements([.rolledBack]).first)
        #expect(row.isUnplanned, "nobody here ordered it")
        bench.pass(.hours(1))
        try await bench.operations.retry(
            Bench.rollout, ["alpha-hq"], reason: "a backup", command: "again", by: "ada", at: bench.now)
        _ = try await installer.tick { bench.now }
        #expect(try await standing(bench).code == "done")
        #expect(try await bench.placements([.installed]).count { $0.isUnplanned } == 0)
        bench.pass(.hours(1))
        try await bench.operations.noteVersion(try fact("5.1.0", at: bench.now), of: "alpha-hq")
        #expect(try await standing(bench).code == "rolled_back")
        bench.pass(.hours(1))
        try await bench.operations.noteVersion(try fact("5.2.0", at: bench.now), of: "alpha-hq")
        #expect(try await standing(bench) == .done(at: bench.now))
    }

    @Test("of several rollouts the one that brought what it ran last is not done; one that was given up says so")
    func several() async throws {
        let (bench, old) = (try await Bench(), RolloutID("pbx-5.1.5"))
        let before = Release(product: "pbx", version: try #require(Version("5.1.5")))
        let policy = Policy(rollout: old, release: before, waves: [WavePolicy(name: "all")])
        _ = try await bench.operations.makePlan(policy, id: "old", by: "ada", at: bench.now)
        try await bench.store.change([.stepPlacement(old, "alpha-hq", .appear, at: bench.now, note: nil)])
        _ = try await installed(on: bench)
        bench.pass(.hours(1))
        // A script reports at the site what the rollout before brings.
        let report = Outcome(
            id: "o", installation: "alpha-hq", release: before.version, kind: .installed, at: bench.now)
        _ = try await bench.operations.record([.init(index: 0, outcome: report)], source: "script", at: bench.now)
        #expect(try await standing(bench).code == "rolled_back")
        #expect(try await standing(bench, in: old).code == "done")
        #expect(
            RolloutWait.of(try await rollout(bench), gone: ["alpha-hq"], at: bench.now).first == .gone(["alpha-hq"]))
        try await bench.give(.abortRollout(Bench.rollout, reason: "another comes"), id: "abort")
        guard case .rolledBack(_, _, _, isFinal: true) = try await standing(bench) else {
            Issue.record("it is \(try await standing(bench))")
            return
        }
    }

    private func rollout(_ bench: Bench) async throws -> Rollout {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
    }
}
