import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import EvenkeelVerdict
import Testing

/// The conductor and what sites report, turned by hand.
@Suite("Evidence as it comes in")
struct EvidenceTests {
    private let rollout = Bench.rollout

    /// All three sites installed; alpha and beta in trouble, which halts.
    private func halted() async throws -> (Bench, Conductor) {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        try await turn(conductor, bench)
        bench.pass(.hours(1))
        try await report(bench, ["alpha", "beta"], .unhealthy)
        try await turn(conductor, bench)
        #expect(await state(bench) == .halted)
        return (bench, conductor)
    }

    private func turn(_ conductor: Conductor, _ bench: Bench) async throws {
        while try await conductor.tick(at: bench.now) {}
    }

    private func state(_ bench: Bench) async -> RolloutState? {
        await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.state }
    }

    @discardableResult
    private func report(
        _ bench: Bench, _ names: [String], _ kind: Outcome.Kind, at given: Timestamp? = nil
    ) async throws -> [RefusedOutcome] {
        let at = given ?? bench.now
        let reports = try names.enumerated().map { number, name in
            OutcomeBatch.Report(
                index: number,
                outcome: Outcome(
                    id: OutcomeID("\(name)/\(kind)/\(at)"), installation: InstallationID("\(name)-hq"),
                    release: try #require(Version("5.2.0")), kind: kind, at: at))
        }
        return try await bench.operations.record(reports, source: "agent", at: bench.now)
    }

    private func resume(_ bench: Bench) async throws {
        try await bench.operations.resume(
            rollout, reason: "the cause is gone", command: CommandID("resume@\(bench.now)"), by: "ada", at: bench.now)
    }

    @Test("after a resume the old evidence does not halt again, not even where it is told late; new trouble does")
    func resumed() async throws {
        let (bench, conductor) = try await halted()
        let before = bench.now
        bench.pass(.hours(2))
        try await resume(bench)
        try await turn(conductor, bench)
        #expect(await state(bench) == .running)
        // Told only now, but it happened before the cause was removed.
        try await report(bench, ["gamma"], .unhealthy, at: before + .minutes(5))
        try await turn(conductor, bench)
        #expect(await state(bench) == .running)
        bench.pass(.hours(1))
        try await report(bench, ["alpha", "beta"], .unhealthy)
        try await turn(conductor, bench)
        #expect(await state(bench) == .halted)
    }

    @Test("sites that were ill before the resume are not counted as well until they are heard of again")
    func setAside() async throws {
        let (bench, conductor) = try await halted()
        bench.pass(.hours(2))
        try await resume(bench)
        try await turn(conductor, bench)
        bench.pass(.days(7))
        try await report(bench, ["gamma"], .healthy)
        var judged = try await assessment(bench)
        #expect(judged.health.failed == 0)
        #expect(judged.health.completed == 1)
        try await report(bench, ["alpha", "beta"], .healthy)
        judged = try await assessment(bench)
        #expect(judged.health.completed == 3)
        let evidence = judged.evidence(for: .health)
        #expect(evidence.figures?.since != nil)
    }

    private func assessment(_ bench: Bench) async throws -> Assessment {
        let known = await bench.operations.ledger.read { $0.rollouts[Bench.rollout] }
        let rollout = try #require(known)
        let judges = try await bench.operations.judges(for: rollout)
        return try #require(try await bench.operations.assess(rollout, judges: judges, at: bench.now))
    }

    @Test("while a rollout is paused its sites are still watched")
    func paused() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        try await turn(conductor, bench)
        try await bench.give(.pauseRollout(rollout, reason: "lunch"), id: "pause")
        bench.pass(.hours(1))
        try await report(bench, ["alpha", "beta"], .unhealthy)
        try await turn(conductor, bench)
        #expect(await state(bench) == .halted)
    }

    @Test("trouble that is reported after the last gate has passed halts, within the time the wave is watched")
    func afterTheEnd() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        try await turn(conductor, bench)
        bench.pass(.hours(1))
        try await bench.operations.advance(
            rollout, reason: "in a hurry", command: "advance", by: "ada", at: bench.now)
        #expect(await state(bench) == .completed)
        bench.pass(.hours(5))
        try await report(bench, ["alpha", "beta"], .unhealthy)
        try await turn(conductor, bench)
        #expect(await state(bench) == .halted)
        let incidents = await bench.operations.ledger.read { $0.incidents.count }
        #expect(incidents == 1)
    }

    @Test("trouble of before the install never counts")
    func beforeTheInstall() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        let refused = try await report(bench, ["alpha", "beta", "gamma"], .unhealthy)
        #expect(refused.map(\.reason) == [.notStarted, .notStarted, .notStarted])
        bench.pass(.hours(1))
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        try await turn(conductor, bench)
        #expect(await state(bench) == .running)
        #expect(try await bench.store.siteEvidence(rollout).allSatisfy { $0.lastTroubleAt == nil })
    }

    @Test("failed installs halt, but only trouble with the service opens an incident")
    func installsOpenNoIncident() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta"], .failed)
        try await turn(conductor, bench)
        #expect(await state(bench) == .halted)
        let incidents = await bench.operations.ledger.read { $0.incidents.count }
        #expect(incidents == 0)
    }

    @Test("refusals name the obstacle, keep the rest, and are counted for their source")
    func refusals() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let refused = try await report(bench, ["nobody", "alpha"], .installed)
        #expect(refused.map(\.reason) == [.unknownInstallation])
        #expect(try await report(bench, ["alpha"], .healthy, at: bench.now + .hours(1)).map(\.reason) == [.inTheFuture])
        #expect(try await bench.placements([.installed]).map(\.installation) == ["alpha-hq"])
        let lines = try await bench.store.refusals(source: "agent")
        #expect(lines.map(\.code) == ["in_the_future", "unknown_installation"])
        #expect(lines.map(\.count) == [1, 1])
    }

    @Test("the order of batches, and which node takes them, changes no verdict")
    func order() async throws {
        let seed = UInt64.random(in: 0..<1_000_000)
        var random = SplitMix64(seed: seed)
        func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }
        for round in 0..<20 {
            let plain = try await Bench()
            let mixed = try await Bench()
            var lines: [[(String, Outcome.Kind, TimeSpan)]] = []
            for name in ["alpha", "beta", "gamma"] {
                if chance(0.4) { lines.append([(name, .failed, .minutes(5))]) }
                lines.append([(name, chance(0.2) ? .failed : .installed, .minutes(10))])
                for hour in 1...3 {
                    lines.append([(name, chance(0.3) ? .unhealthy : .healthy, .hours(hour))])
                }
                if chance(0.3) { lines.append([(name, .responseTrouble, .minutes(-30))]) }
            }
            for bench in [plain, mixed] { try await bench.openWave() }
            let opened = plain.now
            var shuffled = lines
            shuffled.shuffle(using: &random)
            for bench in [plain, mixed] { bench.pass(.hours(4)) }
            let other = Operations(
                ledger: try await Ledger.open(store: mixed.store, settings: Settings()), store: mixed.store)
            for (name, kind, after) in lines.joined() {
                try await report(plain, [name], kind, at: opened + after)
            }
            for (name, kind, after) in shuffled.joined() {
                let node = chance(0.5) ? mixed.operations : other
                let outcome = Outcome(
                    id: OutcomeID("\(name)/\(kind)/\(opened + after)"), installation: InstallationID("\(name)-hq"),
                    release: try #require(Version("5.2.0")), kind: kind, at: opened + after)
                _ = try await node.record([.init(index: 0, outcome: outcome)], source: "agent", at: mixed.now)
            }
            #expect(
                try await plain.store.siteEvidence(rollout) == mixed.store.siteEvidence(rollout),
                "seed \(seed), round \(round)")
            let (left, right) = (try await assessment(plain), try await assessment(mixed))
            #expect(left.evidence(for: .health) == right.evidence(for: .health), "seed \(seed), round \(round)")
        }
        print("the seed was \(seed)")
    }
}
