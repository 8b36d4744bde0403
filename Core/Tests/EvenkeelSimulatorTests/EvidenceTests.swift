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

    @Test("silence that decides halts by itself when the time is up, with no report to wake anybody")
    func silence() async throws {
        let bench = try await Bench()
        try await bench.openWave { policy in
            var metrics = MetricsPolicy()
            metrics.silence = MetricPolicy(weight: 1, baseline: Share(0.01))
            policy.verdict.metrics = metrics
            policy.verdict.silenceAfter = .hours(30)
        }
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        try await turn(conductor, bench)
        bench.pass(.hours(1))
        try await report(bench, ["alpha", "beta", "gamma"], .healthy)
        try await turn(conductor, bench)
        bench.pass(.hours(29))
        try await turn(conductor, bench)
        #expect(await state(bench) == .running)
        bench.pass(.hours(2))
        try await turn(conductor, bench)
        #expect(await state(bench) == .halted)
        #expect(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.haltedBy } == .silence)
        #expect(await bench.operations.ledger.read { $0.incidents.isEmpty }, "only health concerns customers")
    }

    @Test("a site that beats every hour is silent after hours, one that is quiet for days after days")
    func rhythm() async throws {
        let bench = try await Bench()
        try await bench.openWave { policy in
            policy.verdict.heartbeat = HeartbeatPolicy()
            policy.verdict.silenceAfter = .hours(48)
        }
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        try await turn(conductor, bench)
        for hour in 1...60 {
            bench.pass(.hours(1))
            try await report(bench, ["alpha"], .healthy)
            if hour.isMultiple(of: 10) { try await report(bench, ["beta"], .healthy) }
            if hour == 30 { try await report(bench, ["gamma"], .healthy) }
        }
        bench.pass(.hours(4))
        #expect(try await assessment(bench).health.silent == 1, "alpha missed more than three of its hourly beats")
        bench.pass(.hours(30))
        #expect(try await assessment(bench).health.silent == 3, "gamma has no history: the fixed time holds")
        try await report(bench, ["alpha"], .healthy)
        #expect(try await assessment(bench).health.silent == 2)
    }

    @Test("what sites say before their turn is taken where the rollout compares, and refused where it does not")
    func controls() async throws {
        for compares in [true, false] {
            let bench = try await Bench()
            var policy = Policy(
                rollout: rollout, release: Release(product: "pbx", version: try #require(Version("5.2.0"))),
                waves: [WavePolicy(name: "one", limit: WaveLimit(installations: .count(1))), WavePolicy(name: "all")])
            policy.verdict.minSample = 1
            if compares { policy.verdict.basis = BaselinePolicy(source: .unknown) }
            _ = try await bench.operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
            let places = try await bench.store.placements(PlacementQuery(rollout: rollout))
            let waiting = try #require(places.first { $0.wave == 1 }).installation
            func say(_ id: String, _ version: String, _ kind: Outcome.Kind = .healthy) async throws -> [String] {
                let outcome = Outcome(
                    id: OutcomeID(id), installation: waiting, release: try #require(Version(version)), kind: kind,
                    at: bench.now)
                return try await bench.operations.record(
                    [.init(index: 0, outcome: outcome)], source: "agent", at: bench.now
                ).map(\.reason.code)
            }
            #expect(try await say("a", "5.1.0") == (compares ? [] : ["no_such_rollout"]))
            #expect(try await say("a", "5.1.0") == (compares ? [] : ["no_such_rollout"]), "the same again")
            #expect(
                try await say("a", "5.1.0", .unhealthy) == [compares ? "duplicate_differs" : "no_such_rollout"])
            #expect(try await say("b", "5.2.0", .unhealthy) == (compares ? [] : ["not_started"]))
            #expect(try await say("c", "5.1.0", .failed) == ["no_such_rollout"], "an install is no control")
            let heard = try await bench.store.controlEvidence(rollout)
            #expect(heard.map(\.installation) == [waiting], "kept aside either way")
            #expect(heard.first?.troubles == [bench.now])
        }
    }

    @Test("a confirmed call counts like a probe, once, and keeps who said it and who wrote it down")
    func call() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta"], .installed)
        try await turn(conductor, bench)
        bench.pass(.hours(1))
        func call(_ site: String, fine: Bool, key: String, way: AnswerRow.Way = .call) async throws -> String? {
            try await bench.operations.record(
                CustomerAnswer(
                    rollout: rollout, installation: InstallationID("\(site)-hq"), isFine: fine, way: way,
                    from: "Rosa", note: "spoke at noon", key: key), by: "ada", at: bench.now
            )?.reason.code
        }
        #expect(try await call("alpha", fine: true, key: "1") == nil)
        bench.pass(.hours(1))
        #expect(try await call("alpha", fine: true, key: "1") == nil, "sent twice, it is one call")
        #expect(try await call("beta", fine: false, key: "2", way: .link) == nil)
        #expect(try await call("gamma", fine: true, key: "3") == "not_started")
        let answers = try await bench.store.answers(rollout)
        #expect(answers.map(\.installation) == ["beta-hq", "alpha-hq"])
        #expect(answers.map(\.way) == [.link, .call])
        #expect(answers.allSatisfy { $0.from == "Rosa" && $0.recordedBy == "ada" && $0.note == "spoke at noon" })
        let judged = try await assessment(bench)
        #expect(judged.health.failed == 1)
        #expect(try await bench.store.signs(rollout).count == 2)
    }

    @Test("a policy that asks for it gets the rate and the delays of this server's finished rollouts, for good")
    func history() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let conductor = Conductor(operations: bench.operations)
        try await report(bench, ["alpha", "beta", "gamma"], .installed)
        bench.pass(.hours(5))
        try await report(bench, ["alpha"], .unhealthy)
        try await turn(conductor, bench)
        var policy = Policy(
            rollout: "pbx-5.3", release: Release(product: "pbx", version: try #require(Version("5.3.0"))),
            waves: [WavePolicy(name: "all")])
        policy.verdict.basis = BaselinePolicy(source: .here)
        policy.verdict.delay = DelayPolicy(isMeasuredHere: true)
        _ = try await bench.operations.makePlan(policy, id: "plan 2", by: "ada", at: bench.now)
        let agreed = try #require(await bench.operations.ledger.read { $0.rollouts["pbx-5.3"]?.policy.verdict })
        // The first rollout is not over: its rate is none yet, and one delay is no curve.
        #expect(agreed.basis == BaselinePolicy(source: .measured))
        #expect(agreed.delay == DelayPolicy())
        #expect(agreed.baseline == policy.verdict.baseline)
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
