import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A site that something keeps is told no day on which nobody comes")
struct KeptSiteNoticeTests {
    private let bench: Bench
    private let conductor: Conductor

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
    }

    private func start(_ meanwhile: () async throws -> Void) async throws {
        var policy = try Bench.policy()
        policy.notice.before = .days(7)
        policy.notice.remind = .days(1)
        policy.execute.by = .command
        _ = try await bench.operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
        try await bench.give(.approvePlan(Bench.rollout), id: "approve")
        try await meanwhile()
        try await bench.operations.start(Bench.rollout, command: "start", by: "ada", at: bench.now)
        try await bench.turnUntilAnnounced(conductor)
    }

    private func turn(until time: Timestamp? = nil) async throws {
        repeat {
            while try await conductor.tick(at: bench.now) {}
            guard let time, bench.now < time else { return }
            bench.clock.advance(to: min(time, bench.now + .hours(1)))
        } while true
    }

    private func wave() async throws -> RolloutWave {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
    }

    private func told(_ customer: CustomerID) async throws -> CivilDate? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer)).first(where: \.stands)?
            .day
    }

    /// `notice`, `reminder` or `moved` of each message to a customer, in their order.
    private func letters(_ customer: CustomerID) async throws -> [String] {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).sorted { $0.queuedAt < $1.queuedAt }.map {
            String($0.subject.key.prefix { $0 != "/" })
        }
    }

    @Test(
        "by a hold that is lifted after the others were reminded, and before the day, it is reminded then; nobody else is"
    )
    func heldAtTheReminder() async throws {
        try await start {}
        let opens = try await wave().opensAt
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==beta"), owner: "ada", why: "audit", since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        try await turn(until: opens - .hours(6))
        #expect(try await letters("alpha") == ["notice", "reminder"])
        #expect(try await letters("beta") == ["notice"])
        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await turn(until: opens + .minutes(5))
        #expect(try await letters("alpha") == ["notice", "reminder"])
        #expect(try await letters("beta") == ["notice", "reminder"])
        #expect(try await bench.placements([.due]).count == 3)
    }

    @Test(
        "by our hold, it hears of the update once the hold is lifted, with all the time of a notice; others as planned")
    func hold() async throws {
        // It comes when the plan has a place for beta already.
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==beta"), owner: "ada", why: "audit", since: bench.now)
        try await start { try await bench.give(.addHold(hold), id: "hold") }
        let opens = try await wave().opensAt
        #expect(try await told("alpha") != nil)
        #expect(try await letters("beta") == [])
        try await turn(until: opens + .hours(1))
        #expect(try await letters("beta") == [], "no reminder either")
        let why = try await bench.operations.standing(of: "beta-hq", in: Bench.rollout, at: bench.now)
        #expect(why.code == "held")
        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await turn(until: opens + .hours(3))
        let day = try #require(try await told("beta"))
        #expect(try await letters("beta") == ["notice"])
        #expect(day.startUTC >= opens + .days(7) - .hours(9))
        #expect(try await bench.placements([.due]).map(\.installation) == ["alpha-hq", "gamma-hq"])
        try await turn(until: day.startUTC + .hours(10))
        #expect(try await letters("beta") == ["notice", "reminder"])
        #expect(try await bench.placements([.due]).contains { $0.installation == "beta-hq" })
    }

    @Test("by what is lifted before its wave opens, it hears of its day then, with all the time of a notice")
    func liftedBefore() async throws {
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==beta"), owner: "ada", why: "audit", since: bench.now)
        try await start { try await bench.give(.addHold(hold), id: "hold") }
        let opens = try await wave().opensAt
        try await turn(until: opens - .days(3))
        #expect(try await letters("beta") == [])
        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await turn(until: bench.now + .hours(1))
        let day = try #require(try await told("beta"))
        #expect(try await letters("beta") == ["notice"])
        #expect(day.startUTC >= opens + .days(4) - .hours(9), "seven days after it was told")
        try await turn(until: opens + .hours(1))
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        func install() async throws { while try await installer.tick(clock: { [now = bench.now] in now }) > 0 {} }
        try await install()
        #expect(try await bench.placements([.installed]).map(\.installation) == ["alpha-hq", "gamma-hq"])
        try await turn(until: day.startUTC + .hours(10))
        try await install()
        #expect(try await letters("beta").prefix(2) == ["notice", "reminder"])
        #expect(try await bench.placements([.installed]).count == 3)
    }

    @Test("by a freeze of its own, it is told the first day after it, and reminded of that one")
    func ownFreeze() async throws {
        try await start {
            let opens = try await wave().opens
            try await bench.give(
                .importCustomerFreezes(
                    CustomerFreezes(
                        customer: "gamma",
                        spans: [RecurringSpan(start: .init(date: opens), length: NominalSpan(days: 10))],
                        source: "fair.ics", importedAt: bench.now, importedBy: "ada")), id: "ics")
        }
        let opens = try await wave().opens
        let after = bench.operations.settings.calendar.workingDay(onOrAfter: opens + 10)
        try await turn(until: opens.startUTC)
        #expect(try await told("alpha") == opens)
        #expect(try await told("gamma") == after)
        #expect(try await letters("alpha") == ["notice", "reminder"])
        #expect(try await letters("gamma") == ["notice"])
        try await turn(until: after.startUTC + .hours(10))
        #expect(try await letters("gamma") == ["notice", "reminder"])
        #expect(try await bench.placements([.due]).contains { $0.installation == "gamma-hq" })
    }

    @Test("one that comes after the notice keeps the reminder back")
    func heldSince() async throws {
        try await start {}
        let opens = try await wave().opensAt
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==beta"), owner: "ada", why: "audit", since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        try await turn(until: opens + .hours(1))
        #expect(try await letters("alpha") == ["notice", "reminder"])
        #expect(try await letters("beta") == ["notice"])
    }
}
