import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// All were told today; two installs are under way when the rollout is stopped, of alpha and of beta. Another site of beta and
/// gamma wait for their turn.
@Suite("A site whose install was under way when its rollout was stopped")
struct StoppedSiteTests {
    private let bench: Bench
    private let installer: Installer
    private let executor = ScriptedExecutor(progress: [.underWay, .underWay], answer: .asked)
    private let conductor: Conductor
    private let keeper: DayKeeper

    init() async throws {
        bench = try await Bench()
        try await bench.put("beta-shop", of: "beta")
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        (policy.execute.by, policy.execute.parallel) = (.command, 2)
        try await bench.start(policy)
        try await bench.turn { $0.openedAt != nil }
        installer = Installer(operations: bench.operations, executors: [.command: executor])
        conductor = Conductor(operations: bench.operations)
        keeper = DayKeeper(operations: bench.operations)
        try await turn()
        #expect(try await bench.placements([.started]).count == 2)
    }

    private func turn() async throws {
        for _ in 0..<3 {
            while try await conductor.tick(at: bench.now) {}
            while try await keeper.tick(at: bench.now) {}
            _ = try await installer.tick { bench.now }
        }
    }

    private func stop(_ command: Command) async throws {
        try await bench.give(command, id: "stop")
        try await turn()
        bench.pass(.minutes(10))
    }

    private func end(_ result: InstallResult) async throws {
        for install in try await bench.store.installs(.open) { executor.set(install.id, .ended(result)) }
        try await turn()
    }

    private func letters(_ customer: CustomerID) async throws -> [DeliverySubject] {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).map(\.subject).filter {
            if case .moved = $0 { true } else { false }
        }
    }

    private func all(_ customer: CustomerID) async throws -> Int {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).count
    }

    private func notice(_ customer: CustomerID) async throws -> NoticeRow? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer)).max {
            $1.isOlder(than: $0)
        }
    }

    @Test(
        "hears once it has come to nothing that its day does not hold, and goes after a resume on a day it was told",
        arguments: [InstallResult.cancelled(note: "asked to stop"), .unreachable(note: "no route to host")])
    func halted(result: InstallResult) async throws {
        let day = try #require(try await notice("alpha")?.day)
        try await stop(.haltRollout(Bench.rollout, reason: "smoke"))
        #expect(try await letters("gamma").count == 1, "what had not begun is told with the halt")
        #expect(try await letters("alpha").isEmpty, "it may still be done")
        #expect(try await notice("beta")?.installations == ["beta-shop"])
        #expect(try await letters("beta").count == 1)
        try await end(result)
        #expect(try await letters("alpha").count == 1)
        #expect(try await notice("alpha")?.state == .withdrawn)
        let said = try await letters("beta")
        #expect(said.count == 2, "of the one, and of the other: \(said)")
        #expect(said.compactMap { $0.lostDays?.map(\.site) } == [["beta-shop"], ["beta-hq"]])
        #expect(try await notice("beta")?.installations == ["beta-hq", "beta-shop"])
        bench.pass(.days(1))
        try await turn()
        #expect(try await letters("alpha").count == 1, "once")
        #expect(try await letters("beta").count == 2)
        let before = try await all("beta")
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        try await turn()
        #expect(executor.sites.count == 2, "nothing begins before the new day is told, and has come")
        #expect(try await all("beta") == before + 1, "one notice of both")
        let both = try #require(try await notice("beta"))
        #expect(both.stands && both.installations == ["beta-hq", "beta-shop"])
        let next = try #require(try await notice("alpha"))
        #expect(next.stands && next.announcedAt == bench.now)
        #expect(try #require(next.day) >= day + 3, "with all the time of a notice")
        while bench.now < (try #require(next.day) + 1).startUTC {
            try await turn()
            bench.pass(.hours(1))
        }
        #expect(try await bench.placements([.installed]).count == 4)
    }

    @Test("that is resumed before anybody could write to it does not go on another day than the one it was told")
    func resumedAtOnce() async throws {
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "stop")
        for _ in 0..<2 { _ = try await installer.tick { bench.now } }
        for install in try await bench.store.installs(.open) {
            executor.set(install.id, .ended(.cancelled(note: "asked to stop")))
        }
        _ = try await installer.tick { bench.now }
        // The server stood still meanwhile.
        bench.pass(.days(1))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        for _ in 0..<3 { _ = try await installer.tick { bench.now } }
        #expect(executor.sites.count == 2)
    }

    @Test(
        "hears that nothing comes of it where the rollout is given up, and where it was done after all hears nothing",
        arguments: [false, true])
    func givenUp(isDone: Bool) async throws {
        try await stop(.abortRollout(Bench.rollout, reason: "not this year"))
        let open = try await bench.store.installs(.open)
        for install in open {
            let isBeta = install.installation == "beta-hq"
            executor.set(
                install.id,
                .ended(isBeta && isDone ? .installed(note: "was too far") : .cancelled(note: "asked to stop")))
        }
        try await turn()
        #expect(try await letters("alpha").count == 1)
        #expect(try await letters("beta").count == (isDone ? 1 : 2), "of the site that waited, and of the other")
        #expect(try await letters("gamma").count == 1)
        bench.pass(.days(2))
        try await turn()
        #expect(try await letters("alpha").count == 1)
        #expect(try await letters("beta").count == (isDone ? 1 : 2))
    }

    @Test("is among those that are given up where an abort follows the halt before anybody was told of it")
    func givenUpAtOnce() async throws {
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "stop")
        while try await conductor.round(at: bench.now) {}
        #expect(try await notice("beta")?.installations == ["beta-shop"])
        for install in try await bench.store.installs(.open) {
            executor.set(install.id, .ended(.cancelled(note: "asked to stop")))
        }
        _ = try await installer.tick { bench.now }
        bench.pass(.seconds(1))
        try await bench.give(.abortRollout(Bench.rollout, reason: "not this year"), id: "abort")
        try await turn()
        let last = try #require(try await notice("beta"))
        #expect(last.state == .withdrawn && last.installations == ["beta-hq", "beta-shop"])
        #expect(
            try await letters("beta").count == 2, "that the day of one does not hold, and that nothing comes of both")
        #expect(try await letters("alpha").count == 1)
    }

    @Test(
        "and that gets the release after the incident was owned is in its audience then, once, and hears the story so far",
        arguments: [true, false])
    func installedLate(isConcerned: Bool) async throws {
        let open = try await bench.store.installs(.open)
        let first = try #require(open.first { $0.installation == "alpha-hq" })
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "stop")
        executor.set(first.id, .ended(.installed(note: "done")))
        try await turn()
        let opening = IncidentOpening(
            title: "Calls fail", impact: .major, components: [], visibility: .audience, began: bench.now,
            concerns: isConcerned ? nil : try Predicate(parsing: "customer==alpha"), rollout: Bench.rollout,
            signal: Signal(source: .staff, at: bench.now))
        try await bench.operations.open(
            Bench.incident, opening, body: "Calls fail.", command: "own", by: "ada", at: bench.now)
        try await turn()
        func audience() async throws -> [CustomerID] {
            try await bench.store.audience(Bench.incident).map(\.customer).sorted()
        }
        func told(_ customer: CustomerID) async throws -> [DeliverySubject] {
            try await bench.store.deliveries(DeliveryQuery(customer: customer)).map(\.subject).filter {
                $0.incident == Bench.incident
            }
        }
        #expect(try await audience() == ["alpha"])
        bench.pass(.minutes(10))
        try await end(.installed(note: "was too far"))
        try await turn()
        #expect(try await audience() == (isConcerned ? ["alpha", "beta"] : ["alpha"]))
        let words = try await told("beta")
        #expect(words.count == (isConcerned ? 1 : 0), "\(words)")
        if isConcerned, case .story? = words.first {} else { #expect(!isConcerned) }
        bench.pass(.hours(2))
        try await turn()
        let stories = try await told("beta").count { if case .story = $0 { true } else { false } }
        #expect(stories == (isConcerned ? 1 : 0))
        #expect(try await told("gamma").isEmpty)
    }
}
