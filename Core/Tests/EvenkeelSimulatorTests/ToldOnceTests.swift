import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Several waves or days of one rollout, of which a customer hears in as few messages as there is news.
@Suite("Days of several waves")
struct ToldOnceTests {
    private let bench: Bench
    private let conductor: Conductor

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
    }

    private func tick() async throws { while try await conductor.tick(at: bench.now) {} }

    private func turns(_ span: TimeSpan) async throws {
        let end = bench.now + span
        while bench.now < end {
            try await tick()
            bench.pass(min(.minutes(30), end - bench.now))
        }
        try await tick()
    }

    /// What a customer is told, the first queued first, of what leaves.
    private func letters(_ customer: CustomerID) async throws -> [String] {
        try await bench.deliveries().filter { $0.customer == customer && $0.state != .suppressed }
            .sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }.map { delivery in
                switch delivery.subject {
                case .notice: "notice"
                case .replanned: "open"
                case .moved(_, _, _, _, _?, let to, _): to == nil ? "open" : "moved"
                case .moved: "off"
                default: delivery.subject.thread
                }
            }
    }

    private func told() async throws -> [InstallationID: CivilDate] {
        var days: [InstallationID: CivilDate] = [:]
        for notice in try await bench.store.notices(NoticeQuery(rollout: Bench.rollout)) where notice.stands {
            for site in notice.installations { days[site] = notice.day(of: site) }
        }
        return days
    }

    private func oneADay() async throws -> Policy {
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced(conductor)
        return policy
    }

    @Test("that a capacity gave are kept where a revision has none: nothing begins before the day that was told")
    func capacityDropped() async throws {
        var policy = try await oneADay()
        let days = try await told()
        #expect(Set(days.values).count == 3, "\(days)")
        policy.calendar.capacityPerDay = nil
        bench.pass(.minutes(5))
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, policy: policy, reason: "more people", command: "propose", by: "ada", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await tick()
        #expect(try await told() == days, "and nobody hears of anything")
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        let last = try #require(days.values.max())
        while bench.now < (last + 1).startUTC {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            bench.clock.advance(to: at + .hours(1))
        }
        for row in try await bench.placements([.installed]) {
            #expect(row.settledAt?.dateAndMilliseconds.0 == days[row.installation], "\(row.installation)")
        }
        #expect(try await bench.placements([.installed]).count == 3)
    }

    @Test("that a freeze moved are not told once more by the revision that has them as well")
    func sameDay() async throws {
        _ = try await oneADay()
        let first = try #require(try await told().values.min())
        bench.pass(.minutes(5))
        let rule = CalendarRule(
            id: "stock", kind: .freeze(try #require(DaySpan(from: first, to: first))), among: nil, owner: "ada",
            why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        try await turns(.minutes(30))
        let days = try await told()
        #expect(try #require(days.values.min()) > first)
        let before = try await bench.deliveries().count
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
        let same = plan.waves.flatMap(\.placements).filter { $0.day == days[$0.installation] }
        #expect(!same.isEmpty, "the plan has days that were told")
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await turns(.hours(2))
        let moved = try await bench.deliveries().filter { delivery in
            if case .moved(_, _, _, _, let was?, let to?, _) = delivery.subject { was == to } else { false }
        }
        #expect(moved.isEmpty, "no day moves to itself")
        let keep = Set(same.map { CustomerID(String($0.installation.text.prefix { $0 != "-" })) })
        let after = try await bench.deliveries().sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }
            .dropFirst(before)
        #expect(after.allSatisfy { !keep.contains($0.customer) }, "\(after.map(\.subject))")
    }

    /// Beta has a site in each of two waves; the second is planned for two days after the first.
    private func twoWaves() async throws {
        try await bench.put("beta-store", of: "beta")
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "installation=in=(alpha-hq,beta-hq)"),
                soak: SoakPolicy(days: 2)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 0)),
        ])
        policy.notice.before = .days(2)
        policy.execute.by = .command
        policy.verdict.minSample = 1
        try await bench.start(policy)
    }

    @Test("are not told where they cannot hold: the first wave opens late, and the second is told later")
    func foretold() async throws {
        try await twoWaves()
        let planned = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves })
        bench.clock.advance(to: planned[1].opensAt - .days(1))
        try await tick()
        let opens = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[0].opensAt })
        #expect(opens > planned[0].opensAt)
        #expect(try await letters("beta") == ["notice"])
        #expect(try await told().keys.sorted() == ["alpha-hq", "beta-hq"])
    }

    @Test(
        "that a revision takes back are said to be, of the second wave as well where the first is told its new day at once",
        arguments: [false, true])
    func secondWave(isSeenFirst: Bool) async throws {
        try await twoWaves()
        try await bench.turnUntilAnnounced(conductor)
        let before = try await told()
        #expect(before.keys.sorted() == ["alpha-hq", "beta-hq", "beta-store"])
        try await turns(.days(1))
        let first = try #require(before["beta-hq"])
        let rule = CalendarRule(
            id: "stock", kind: .freeze(try #require(DaySpan(from: first, to: first))), among: nil, owner: "ada",
            why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        if isSeenFirst { try await turns(.minutes(10)) }
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await turns(.hours(1))
        let after = try await told()
        #expect(try #require(after["beta-hq"]) > first)
        // Beta's shop has the day it was told, another one, or a message that says that it has none.
        let isOpen = after["beta-store"] == nil
        let said = try await letters("beta")
        #expect(isOpen == (said.contains("open") || said.contains("off")), "\(said), \(after)")
    }

    @Test("are off in one message where the rollout is given up before any has opened", arguments: [false, true])
    func givenUp(wasReplanned: Bool) async throws {
        try await twoWaves()
        try await bench.turnUntilAnnounced(conductor)
        #expect(try await told().keys.sorted() == ["alpha-hq", "beta-hq", "beta-store"])
        bench.pass(.minutes(5))
        if wasReplanned {
            let today = bench.now.dateAndMilliseconds.0
            let rule = CalendarRule(
                id: "stock", kind: .freeze(try #require(DaySpan(from: today + 1, to: today + 30))), among: nil,
                owner: "ada", why: "stocktaking", since: bench.now)
            try await bench.give(.addCalendarRule(rule), id: "freeze")
            _ = try await bench.operations.proposeRevision(
                Bench.rollout, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
            try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
            try await turns(.hours(1))
            #expect(try await told().isEmpty, "they were promised another day")
        }
        let before = try await letters("beta").count
        try await bench.give(.abortRollout(Bench.rollout, reason: "it is of no use"), id: "abort")
        try await turns(.hours(3))
        for customer in ["alpha", "beta"] as [CustomerID] {
            #expect(try await letters(customer).last == "off")
        }
        #expect(try await letters("beta").count == before + 1)
        #expect(try await letters("gamma").isEmpty, "who was told nothing hears nothing")
    }
}
