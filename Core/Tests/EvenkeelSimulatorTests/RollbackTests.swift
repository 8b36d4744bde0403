import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Rolling a release back at sites that have it")
struct RollbackTests {
    private static var settings: Settings {
        var settings = Settings()
        settings.rollbackCommands = ["install"]
        return settings
    }

    /// Three sites that have the release, by a command that has a way back.
    private func installed(
        command: String? = "install", _ executor: ScriptedExecutor = ScriptedExecutor()
    ) async throws -> (bench: Bench, installer: Installer, executor: ScriptedExecutor) {
        let bench = try await Bench(settings: Self.settings)
        try await bench.openWave { $0.execute.command = command }
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        for _ in 0..<3 { _ = try await installer.tick { bench.now } }
        #expect(try await bench.placements([.installed]).count == 3)
        bench.pass(.hours(2))
        return (bench, installer, executor)
    }

    private func order(
        _ bench: Bench, _ scope: Operations.RollbackScope, reason: String = "fax is down", id: CommandID = "back"
    ) async throws {
        try await bench.operations.rollBack(
            Bench.rollout, scope, reason: reason, command: id, by: "ada", at: bench.now)
    }

    private func standing(_ bench: Bench, _ site: InstallationID = "alpha-hq") async throws -> SiteStanding {
        try await bench.operations.standing(of: site, in: Bench.rollout, at: bench.now)
    }

    @Test(
        "the version before runs again, by the word of the executor; the site is not done, says so, and counts against")
    func life() async throws {
        let (bench, installer, executor) = try await installed()
        // A halt is the usual reason, and keeps nothing from going back.
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        try await order(bench, .sites(["alpha-hq"]))
        #expect(try await standing(bench) == .rollbackDue(reason: "fax is down", until: nil))
        _ = try await installer.tick { bench.now }
        #expect(executor.sites.last == "alpha-hq" && executor.sites.count == 4)
        let before = try #require(Version("5.1.0"))
        #expect(executor.rollbacks == [before])
        let fact = try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]
        #expect(fact == VersionFact(version: before, source: .executor, at: bench.now))
        #expect(try await standing(bench) == .rolledBack(at: bench.now, to: before, reason: "fax is down"))
        #expect(try await standing(bench, "beta-hq").code == "done")
        let failed = try await bench.store.siteEvidence(Bench.rollout).filter(\.state.isFailure).map(\.installation)
        #expect(failed == ["alpha-hq"])
        // Nothing puts the release there again by itself.
        for _ in 0..<3 { _ = try await installer.tick { bench.now } }
        #expect(executor.sites.count == 4)
    }

    @Test("a rolled back site is tried again only when somebody says so, and on a day that its customer is told")
    func retry() async throws {
        let (bench, installer, executor) = try await installed()
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        try await order(bench, .sites(["alpha-hq"]))
        bench.clock.advance(to: bench.now + .minutes(1))
        _ = try await installer.tick { bench.now }
        while try await conductor.tick(at: bench.now) {}
        try await bench.operations.retry(
            Bench.rollout, ["alpha-hq"], reason: "the disk is new", command: "again", by: "ada", at: bench.now)
        _ = try await installer.tick { bench.now }
        #expect(executor.sites.count == 4, "its customer was told that it does not come back by itself")
        func asked() async throws -> Int {
            try await bench.store.deliveries(DeliveryQuery(subjectPrefix: "installed/")).count {
                $0.customer == "alpha"
            }
        }
        #expect(try await asked() == 1)
        func told() async throws -> CivilDate? {
            try await bench.store.notices(NoticeQuery(customer: "alpha")).first(where: \.stands)?.day
        }
        bench.pass(.hours(1))
        while try await conductor.tick(at: bench.now) {}
        let day = try #require(try await told())
        bench.clock.advance(to: max(bench.now, bench.operations.settings.calendar.morning(of: day)))
        while try await conductor.tick(at: bench.now) {}
        _ = try await installer.tick { bench.now }
        #expect(executor.sites.count == 5)
        #expect(try await standing(bench).code == "done")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await asked() == 2, "what came again is asked about again, once")
        let restarted = Conductor(operations: bench.operations)
        while try await restarted.tick(at: bench.now) {}
        #expect(try await asked() == 2)
    }

    @Test("a wave goes back as many at a time as installs do, ordered once however often the command comes")
    func wave() async throws {
        let (bench, installer, executor) = try await installed()
        for _ in 0..<2 { try await order(bench, .wave(0)) }
        #expect(try await bench.placements([.rollbackDue]).count == 3)
        _ = try await installer.tick { bench.now }
        #expect(executor.sites.count == 5, "two at a time")
        _ = try await installer.tick { bench.now }
        #expect(try await bench.placements([.rolledBack]).count == 3)
        let orders = try await bench.store.entries(after: 0, limit: 1000).filter {
            if case .rollbackOrdered = $0.event { true } else { false }
        }
        #expect(orders.count == 1)
        await #expect(throws: OperationError.refused(.nothingToRollBack(Bench.rollout, wave: 0))) {
            try await order(bench, .wave(0), id: "once more")
        }
    }

    @Test("what goes wrong on the way back is a failure that says so, and a site that is away is asked again")
    func failure() async throws {
        let done = InstallResult.installed(note: "done")
        let executor = ScriptedExecutor([
            done, done, done, .failed(note: "no backup"), .unreachable(note: "no route"),
        ])
        let (bench, installer, _) = try await installed(executor)
        try await order(bench, .sites(["alpha-hq", "beta-hq"]))
        _ = try await installer.tick { bench.now }
        guard case .failed(_, _, _, let note, _) = try await standing(bench) else {
            Issue.record("it is \(try await standing(bench))")
            return
        }
        #expect(note == "taking it back to 5.1.0 failed: no backup")
        #expect(FailedRollback.isToldBy(note) && !FailedRollback.isToldBy("no backup"))
        guard case .rollbackDue(let reason, let until?) = try await standing(bench, "beta-hq") else {
            Issue.record("it is \(try await standing(bench, "beta-hq"))")
            return
        }
        #expect(reason == "fax is down" && until > bench.now)
        _ = try await installer.tick { bench.now }
        #expect(executor.sites.count == 5, "not before its time")
        bench.clock.advance(to: until)
        _ = try await installer.tick { bench.now }
        #expect(try await standing(bench, "beta-hq").code == "rolled_back")
        #expect(try await bench.store.fleet()["alpha-hq"]?.version == Version("5.2.0"), "nothing is claimed")
    }

    @Test("a crash between the order and its start, or before its end is written, puts the version back once")
    func crash() async throws {
        let executor = ScriptedExecutor(
            progress: Array(repeating: .ended(.installed(note: "done")), count: 3) + [.underWay])
        let (bench, installer, _) = try await installed(executor)
        try await order(bench, .sites(["alpha-hq"]))
        _ = try await installer.tick { bench.now }
        #expect(try await standing(bench) == .rollingBack(reason: "fax is down"))
        let again = Installer(operations: bench.operations, executors: [.command: executor])
        _ = try await again.tick { bench.now }
        #expect(executor.sites.count == 4, "looked at, not begun again")
        let id = try #require(try await bench.store.installs(.open).first?.id)
        executor.set(id, .ended(.installed(note: "restored")))
        _ = try await again.tick { bench.now }
        #expect(try await standing(bench).code == "rolled_back")
    }

    @Test("is refused by name: no way back, nothing installed, a version before that nobody knows, no reason")
    func refusals() async throws {
        let (bench, _, _) = try await installed(command: "one-way")
        let execute = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.policy.execute })
        await #expect(throws: OperationError.refused(.noWayBack(Bench.rollout, execute))) {
            try await order(bench, .sites(["alpha-hq"]))
        }
        let (other, installer, _) = try await installed()
        await #expect(throws: OperationError.refused(.reasonMissing)) {
            try await order(other, .sites(["alpha-hq"]), reason: " ")
        }
        await #expect(throws: OperationError.refused(.notInRollout(Bench.rollout, "nowhere"))) {
            try await order(other, .sites(["nowhere"]))
        }
        try await order(other, .sites(["alpha-hq"]))
        _ = try await installer.tick { other.now }
        await #expect(throws: OperationError.refused(.siteCannot(.orderRollback, "alpha-hq", in: .rolledBack))) {
            try await order(other, .sites(["alpha-hq", "beta-hq"]), id: "twice")
        }
        #expect(try await standing(other, "beta-hq").code == "done", "all or none")
    }

    @Test("a site of which nobody knows what it ran before is refused, until somebody says")
    func versionUnknown() async throws {
        let bench = try await Bench(settings: Self.settings)
        var site = Installation(id: "alpha-hq", customer: "alpha")
        (site.product, site.features) = ("pbx", ["fax"])
        let store = MemoryStore()
        let other = try await Bench(on: store, filled: false, settings: Self.settings)
        let fleet = try await bench.store.fleet()
        try await store.change([
            .putCustomers(Array(fleet.customers.values)), .putContacts(fleet.contacts.values.flatMap(\.self)),
            .putInstallations(fleet.installations.map { $0.id == site.id ? site : $0 }),
        ])
        try await other.openWave {
            $0.execute.command = "install"
            $0.select = .always
        }
        let installer = Installer(operations: other.operations, executors: [.command: ScriptedExecutor()])
        for _ in 0..<3 { _ = try await installer.tick { other.now } }
        await #expect(throws: OperationError.refused(.versionBeforeUnknown(Bench.rollout, ["alpha-hq"]))) {
            try await order(other, .wave(0))
        }
        let said = VersionFact(
            version: try #require(Version("5.0.9")), source: .technician, at: other.now - .hours(1))
        try await other.operations.noteVersion(said, of: "alpha-hq")
        try await order(other, .wave(0))
    }

    @Test("a person puts it back by steps of its own, on the same list")
    func byHand() async throws {
        let bench = try await Bench()
        try await bench.openWave {
            $0.execute = ExecutePolicy(by: .manual, timeout: .days(1), rollbackSteps: ["restore", "call"])
        }
        let operations = bench.operations
        let there = try await operations.begin("alpha-hq", of: Bench.rollout, by: "tech", at: bench.now)
        try await operations.endJob(there.id, .installed(note: "done"), at: bench.now)
        bench.pass(.hours(1))
        try await order(bench, .sites(["alpha-hq"]))
        let job = try #require(try await operations.jobs(at: bench.now).first { $0.row.installation == "alpha-hq" })
        #expect(job.isRollback && job.install == nil && job.steps == ["restore", "call"])
        let back = try await operations.begin("alpha-hq", of: Bench.rollout, by: "tech", at: bench.now)
        await #expect(throws: OperationError.refused(.stepsMissing(back.id, [1, 2]))) {
            try await operations.endJob(back.id, .installed(note: "done"), at: bench.now)
        }
        for step in 1...2 { try await operations.tick(back.id, step: step, by: "tech", at: bench.now) }
        try await operations.endJob(back.id, .installed(note: "done"), at: bench.now)
        #expect(try await standing(bench).code == "rolled_back")
        let fact = try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]
        #expect(fact?.version == Version("5.1.0") && fact?.source == .technician)
    }

    @Test(
        "who is at a site hears that the release was taken back there: once, after their last site, in no words of why")
    func told() async throws {
        let (bench, installer, _) = try await installed()
        let conductor = Conductor(operations: bench.operations)
        func letters() async throws -> [Delivery] {
            try await bench.deliveries().filter { if case .rolledBack = $0.subject { true } else { false } }
        }
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        try await order(bench, .sites(["alpha-hq"]), reason: "Telco AG broke the fax")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await letters().isEmpty, "it is not back yet")
        _ = try await installer.tick { bench.now }
        // Another conductor begins where this one was killed.
        for conductor in [conductor, Conductor(operations: bench.operations)] {
            while try await conductor.tick(at: bench.now) {}
            #expect(try await letters().map(\.customer) == ["alpha"])
        }
        try await bench.give(.changeOutbound(.live), id: "live")
        _ = try await bench.courier().tick(at: bench.now)
        let mail = try #require(bench.channel.messages.first { $0.text.contains("5.1.0") })
        #expect(mail.to.description == "ada@alpha.example" && mail.text.contains("alpha-hq"), "\(mail.text)")
        for word in ["Telco", "fax", "alarm", "beta"] { #expect(!mail.text.contains(word), "\(word) is ours") }
        // Later another customer's site goes back as well: who has heard does not hear again.
        bench.pass(.hours(1))
        try await order(bench, .sites(["beta-hq"]), id: "second")
        _ = try await installer.tick { bench.now }
        while try await conductor.tick(at: bench.now) {}
        #expect(try await letters().map(\.customer).sorted() == ["alpha", "beta"])
    }

    @Test(
        "who is at a site from which the release went by itself is not told that we took it back",
        arguments: [true, false])
    func goneByItself(isFound: Bool) async throws {
        let (bench, installer, _) = try await installed()
        let conductor = Conductor(operations: bench.operations)
        if isFound {
            let found = VersionFact(version: try #require(Version("5.1.0")), source: .probe, at: bench.now)
            try await bench.operations.noteVersion(found, of: "beta-hq")
        } else {
            let outcome = Outcome(
                id: "back", installation: "beta-hq", release: try #require(Version("5.2.0")), kind: .rolledBack,
                at: bench.now)
            _ = try await bench.operations.record([.init(index: 0, outcome: outcome)], source: "agent", at: bench.now)
        }
        #expect(try await bench.placements([.rolledBack]).map(\.installation) == ["beta-hq"])
        bench.pass(.minutes(5))
        try await order(bench, .sites(["alpha-hq"]))
        _ = try await installer.tick { bench.now }
        while try await conductor.tick(at: bench.now) {}
        let told = try await bench.deliveries().filter { if case .rolledBack = $0.subject { true } else { false } }
        #expect(told.map(\.customer) == ["alpha"])
    }
}
