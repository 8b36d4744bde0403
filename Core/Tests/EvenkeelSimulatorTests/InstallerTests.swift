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

    /// The first install that was started.
    private func install(_ bench: Bench) async throws -> Install {
        let id = try #require(InstallID(1))
        return try #require(try await bench.operations.install(id))
    }

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

    @Test("an install whose node died is given up after its time, not before, and never started by another node")
    func nodeDeath() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        _ = try await bench.store.begin(
            [
                InstallStart(
                    rollout: Bench.rollout, installation: "alpha-hq", executor: .manual, timeout: .minutes(30))
            ], at: bench.now)
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
            if case .stepInstall(let step) = rows.first, step.step == .succeed { .before } else { nil }
        }
        await #expect(throws: OperationError.self) { _ = try await tick(installer, bench) }
        for _ in 0..<2 { _ = try await tick(installer, bench) }
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(executor.sites.count == 3, "each once")
    }

    @Test("one install that hangs does not delay the evidence of the others")
    func hang() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay])
        let installer = installer(bench, executor)
        for _ in 0..<2 { _ = try await tick(installer, bench) }
        #expect(try await states(bench) == [.started, .installed, .installed])
        executor.set(try #require(InstallID(1)), .ended(.installed(note: "at last")))
        #expect(try await tick(installer, bench) == 1)
        #expect(try await states(bench) == [.installed, .installed, .installed])
    }

    @Test("what nobody has taken yet says why, until somebody takes it, and at its end")
    func notTaken() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay])
        let installer = installer(bench, executor)
        let id = try #require(InstallID(1))
        func said() async throws -> [String?] {
            let row = try #require(try await bench.store.placements(PlacementQuery(installation: "alpha-hq")).first)
            return [try await install(bench).note, row.note]
        }
        _ = try await tick(installer, bench)
        let since = bench.now
        #expect(try await said() == [nil, nil])
        executor.set(id, .notTaken(note: "the webhook answered 500"))
        _ = try await tick(installer, bench)
        #expect(try await said() == ["the webhook answered 500", "the webhook answered 500"])
        let standing = try await bench.operations.standing(of: "alpha-hq", in: Bench.rollout, at: bench.now)
        #expect(
            standing
                == .started(at: since, until: since + .minutes(31), note: "the webhook answered 500"))
        #expect(standing.code == "not_taken")
        executor.set(id, .underWay)
        _ = try await tick(installer, bench)
        #expect(try await said() == [nil, nil])
        executor.set(id, .notTaken(note: "the webhook answered 500"))
        _ = try await tick(installer, bench)
        // After a restart the executor knows no more than that it was sent.
        executor.set(id, .underWay)
        bench.pass(.minutes(32))
        _ = try await tick(self.installer(bench, executor), bench)
        #expect(try await said().first??.contains("and nobody took it: the webhook answered 500") == true)
    }

    @Test("a program that starts again finds its open installs and starts none of them a second time")
    func restart() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay, .underWay])
        _ = try await tick(installer(bench, executor), bench)
        let after = installer(bench, executor)
        _ = try await tick(after, bench)
        #expect(executor.sites == ["alpha-hq", "beta-hq"])
        executor.set(try #require(InstallID(2)), .ended(.installed(note: "done")))
        for _ in 0..<2 { _ = try await tick(after, bench) }
        #expect(executor.sites == ["alpha-hq", "beta-hq", "gamma-hq"])
        #expect(try await states(bench) == [.started, .installed, .installed])
    }

    @Test("a crash between the decision and the start: the install starts under its number, or not at all after a halt")
    func crashBeforeStart() async throws {
        for isHalted in [false, true] {
            let bench = try await Bench()
            try await bench.openWave()
            let executor = ScriptedExecutor()
            let start = InstallStart(
                rollout: Bench.rollout, installation: "alpha-hq", executor: .command, timeout: .minutes(30))
            #expect(try await bench.store.begin([start], at: bench.now).map(\.id.number) == [1])
            if isHalted { try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt") }
            let installer = installer(bench, executor)
            for _ in 0..<3 { _ = try await tick(installer, bench) }
            #expect(executor.sites.count { $0 == "alpha-hq" } == (isHalted ? 0 : 1))
            let alpha = try await bench.store.placements(PlacementQuery(installation: "alpha-hq"))
            #expect(alpha.map(\.state) == [isHalted ? .recalled : .installed])
            #expect(alpha.map(\.attempts) == [isHalted ? 0 : 1])
        }
    }

    @Test(
        "a crash between the decision and the start: what a pause or a hold came before waits until that is lifted",
        arguments: [0, 1, 2])
    func keptBeforeStart(_ what: Int) async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor()
        let start = InstallStart(
            rollout: Bench.rollout, installation: "alpha-hq", executor: .command, timeout: .minutes(30))
        #expect(try await bench.store.begin([start], at: bench.now).map(\.id.number) == [1])
        let scope: Pause.Scope = what == 0 ? .everything : .customer("alpha")
        let owner: Pause.Owner = what == 0 ? .operator : .customer
        if what < 2 {
            try await bench.give(
                .pauseRollout(Bench.rollout, reason: "we move house", owner: owner, scope: scope), id: "keep")
        } else {
            let hold = Hold(
                id: "h", predicate: try Predicate(parsing: "customer==alpha"), owner: "ada", why: "audit",
                since: bench.now)
            try await bench.give(.addHold(hold), id: "keep")
        }
        let installer = installer(bench, executor)
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(!executor.sites.contains("alpha-hq"))
        bench.pass(.minutes(1))
        if what < 2 {
            try await bench.give(
                .liftPause(Bench.rollout, owner: owner, scope: scope, reason: "it is over"), id: "lift")
        } else {
            try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        }
        let conductor = Conductor(operations: bench.operations)
        for _ in 0..<8 {
            while try await conductor.tick(at: bench.now) {}
            for _ in 0..<2 { _ = try await tick(installer, bench) }
            bench.pass(.minutes(15))
        }
        #expect(executor.sites.count { $0 == "alpha-hq" } == 1)
        #expect(try await states(bench).first == .installed)
    }

    @Test("an install that is lost is not tried again before somebody has looked")
    func lost() async throws {
        let bench = try await Bench()
        try await bench.openWave(retries: 3)
        let executor = ScriptedExecutor([.lost(note: "its supervisor is gone")])
        let installer = installer(bench, executor)
        for _ in 0..<6 { _ = try await tick(installer, bench) }
        #expect(executor.sites.count { $0 == "alpha-hq" } == 1)
        #expect(try await bench.placements([.timedOut]).map(\.note) == ["its supervisor is gone"])
    }

    @Test(
        "an install nobody tells the end of is tried again only where nothing of it can run any more",
        arguments: [(isOver: true, starts: 2), (isOver: false, starts: 1)])
    func never(isOver: Bool, starts: Int) async throws {
        let bench = try await Bench()
        try await bench.openWave(retries: 1)
        let executor = ScriptedExecutor(progress: [.underWay], isOverOnceAbandoned: isOver)
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        bench.pass(.minutes(32))
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(executor.sites.count { $0 == "alpha-hq" } == starts)
        #expect(try await install(bench).state == (isOver ? .timedOut : .lost))
        #expect(try await states(bench).first == (isOver ? .installed : .timedOut))
    }

    @Test(
        "a clock that jumps an hour and back, either way, loses no end and starts nothing twice", arguments: [60, -60])
    func clockJump(minutes: Int) async throws {
        let bench = try await Bench()
        try await bench.openWave(retries: 3)
        let executor = ScriptedExecutor(progress: [.underWay, .underWay])
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        let jumped = bench.now + .minutes(minutes)
        for _ in 0..<2 { _ = try await installer.tick { jumped } }
        for number in 1...2 {
            let id = try #require(InstallID(number))
            executor.set(id, .ended(.installed(note: "done")))
            // As a callback tells it.
            let known = try #require(try await bench.operations.install(id))
            #expect(try await bench.operations.end(known, .installed(note: "done"), at: jumped))
        }
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(executor.sites.sorted() == ["alpha-hq", "beta-hq", "gamma-hq"], "each once")
    }

    @Test(
        "a site that is not there, or whose install was given up unasked, has not failed, and is caught up",
        arguments: [
            (InstallResult.unreachable(note: "no route to host"), InstallState.unreachable),
            (.cancelled(note: "no route to host"), .cancelled),
        ])
    func unreachable(result: InstallResult, end: InstallState) async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(Array(repeating: result, count: 2))
        let installer = installer(bench, executor)
        let conductor = Conductor(operations: bench.operations)
        for _ in 0..<5 { _ = try await tick(installer, bench) }
        while try await conductor.tick(at: bench.now) {}
        #expect(executor.sites == ["alpha-hq", "beta-hq", "gamma-hq"])
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        #expect(rollout.waves.map(\.state) == [.soaking], "nobody waits for those who are away")
        #expect(try await bench.store.installs(InstallQuery(installation: "alpha-hq")).map(\.state) == [end])
        let away = try await bench.placements([.skipped])
        #expect(away.map(\.note) == ["no route to host", "no route to host"])
        #expect(away.map(\.attempts) == [0, 0] && away.allSatisfy { $0.startedAt == nil })
        let until = Install.nextTry(after: bench.now, absentTimes: 1)
        #expect(until == bench.now + .minutes(15), "a full quarter of an hour")
        #expect(
            try await bench.operations.standing(of: "alpha-hq", in: Bench.rollout, at: bench.now)
                == .away(since: bench.now, until: until, note: "no route to host"))
        bench.pass(.minutes(14) + .seconds(59))
        while try await conductor.tick(at: bench.now) {}
        #expect(try await bench.placements([.due]).isEmpty, "not before")
        bench.pass(.seconds(1))
        let before = await bench.operations.ledger.read { $0.position }
        while try await conductor.tick(at: bench.now) {}
        #expect(await bench.operations.ledger.read { $0.position } == before + 1, "both with one decision")
        for _ in 0..<2 { _ = try await tick(installer, bench) }
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(try await bench.store.installs(InstallQuery(installation: "alpha-hq")).map(\.attempt) == [1, 1])
    }

    @Test(
        "who is away for long is asked every six hours",
        arguments: [InstallResult.unreachable(note: "no route to host"), .cancelled(note: "the build was stopped")])
    func awayForLong(result: InstallResult) async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(Array(repeating: result, count: 99))
        let installer = installer(bench, executor)
        let conductor = Conductor(operations: bench.operations)
        var asked: [Timestamp] = []
        for _ in 0..<(4 * 24 * 2) {
            while try await conductor.tick(at: bench.now) {}
            let before = executor.sites.count { $0 == "alpha-hq" }
            for _ in 0..<2 { _ = try await tick(installer, bench) }
            if executor.sites.count(where: { $0 == "alpha-hq" }) > before { asked.append(bench.now) }
            bench.pass(.minutes(15))
        }
        let hours = zip(asked, asked.dropFirst()).map { ($1 - $0).milliseconds / 900_000 }
        #expect(hours.prefix(8).allSatisfy { $0 == 1 } && hours.dropFirst(8).allSatisfy { $0 >= 24 }, "\(hours)")
    }

    @Test("an install that was given up unasked was done after all: before its next try, and during it")
    func doneAfterAll() async throws {
        for hasNextTry in [false, true] {
            let bench = try await Bench()
            try await bench.openWave()
            let stopped = InstallProgress.ended(.cancelled(note: "the build was stopped"))
            let executor = ScriptedExecutor(progress: [stopped, stopped, .underWay, .underWay, .underWay])
            let installer = installer(bench, executor)
            let conductor = Conductor(operations: bench.operations)
            for _ in 0..<2 { _ = try await tick(installer, bench) }
            if hasNextTry {
                bench.pass(.hours(1))
                while try await conductor.tick(at: bench.now) {}
                for _ in 0..<2 { _ = try await tick(installer, bench) }
            }
            let first = try await install(bench)
            #expect(try await bench.operations.end(first, .installed(note: "was through"), at: bench.now))
            #expect(try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]?.version == Version("5.2.0"))
            #expect(try await states(bench).first == (hasNextTry ? .started : .installed))
        }
    }

    @Test("a site that is not there is left alone in a rollout that has been halted")
    func unreachableAfterHalt() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay, .underWay])
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        executor.set(try #require(InstallID(1)), .ended(.unreachable(note: "no route to host")))
        _ = try await tick(installer, bench)
        bench.pass(.hours(1))
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        _ = try await tick(installer, bench)
        #expect(try await states(bench) == [.skipped, .timedOut, .recalled])
        #expect(executor.sites.count == 2)
    }

    @Test("the first end stands: told twice it counts once, and what contradicts it changes nothing")
    func twice() async throws {
        let bench = try await Bench()
        try await bench.openWave(retries: 1)
        let executor = ScriptedExecutor(progress: [.underWay])
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        let open = try await install(bench)
        #expect(try await bench.operations.end(open, .failed(note: "disk full"), at: bench.now))
        #expect(try await !bench.operations.end(open, .failed(note: "disk full"), at: bench.now))
        #expect(try await !bench.operations.end(open, .installed(note: "never mind"), at: bench.now))
        let alpha = try await bench.store.placements(PlacementQuery(installation: "alpha-hq"))
        #expect(alpha.map(\.state) == [.due], "its second try, once")
        #expect(alpha.map(\.attempts) == [1])
    }

    @Test("news that comes after the time-out counts: what was installed is installed, and is not tried again")
    func late() async throws {
        let bench = try await Bench()
        try await bench.openWave(retries: 1)
        let executor = ScriptedExecutor(progress: [.underWay])
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        let open = try await install(bench)
        #expect(try await bench.operations.end(open, .timedOut(note: "30 min"), at: bench.now))
        #expect(try await bench.placements([.due]).count == 2, "its second try, and the site that has not begun")
        #expect(try await bench.operations.end(open, .installed(note: "done after all"), at: bench.now))
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(executor.sites.count { $0 == "alpha-hq" } == 1)
        #expect(try await states(bench) == [.installed, .installed, .installed])
        #expect(try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]?.source == .executor)
    }

    @Test(
        "a halt asks what runs to stop, as far as the executor can",
        arguments: [
            (CancelAnswer.stopped(note: "killed"), PlacementState.recalled), (.asked, .cancelling), (.goesOn, .started),
        ])
    func cancel(answer: CancelAnswer, state: PlacementState) async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay, .underWay], answer: answer)
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        for _ in 0..<2 { _ = try await tick(installer, bench) }
        #expect(executor.cancelled.map(\.number) == [1, 2], "each is asked once")
        #expect(try await states(bench) == [state, state, .recalled])
        // Whatever was asked: what happened in the end is what counts, after the cancellation too.
        executor.set(try #require(InstallID(1)), .ended(.installed(note: "was too far")))
        let first = try await install(bench)
        #expect(try await bench.operations.end(first, .installed(note: "was too far"), at: bench.now))
        #expect(try await states(bench).first == .installed)
        #expect(try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]?.version == Version("5.2.0"))
    }

    @Test("one that was asked to stop, and stops only after the rollout goes on again, is caught up")
    func stoppedAfterResume() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let executor = ScriptedExecutor(progress: [.underWay, .underWay], answer: .asked)
        let installer = installer(bench, executor)
        _ = try await tick(installer, bench)
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        _ = try await tick(installer, bench)
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        for install in try await bench.store.installs(.open) {
            executor.set(install.id, .ended(.cancelled(note: "stopped")))
        }
        _ = try await tick(installer, bench)
        #expect(try await states(bench).prefix(2) == [.skipped, .skipped])
        bench.pass(.hours(1))
        while try await Conductor(operations: bench.operations).tick(at: bench.now) {}
        for _ in 0..<3 { _ = try await tick(installer, bench) }
        #expect(try await states(bench) == [.installed, .installed, .installed])
    }

    @Test("numbers of installs are given once, one after the other, and only for sites that are due")
    func numbers() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        func start(_ site: InstallationID) async throws -> [Int32] {
            try await bench.store.begin(
                [InstallStart(rollout: Bench.rollout, installation: site, executor: .manual, timeout: .hours(1))],
                at: bench.now
            ).map(\.id.number)
        }
        #expect(try await start("beta-hq") == [1])
        #expect(try await start("beta-hq") == [])
        #expect(try await start("nowhere") == [])
        #expect(try await start("alpha-hq") == [2])
        #expect(InstallID(1 << 31) == nil)
        #expect(InstallID("01") == nil)
        #expect(InstallID(0) == nil)
        #expect(InstallID((1 << 31) - 1)?.description == "2147483647")
    }
}
