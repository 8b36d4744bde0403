import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

/// One wave of three sites, announced two days before; then a freeze of everybody takes its day, and a revision of the plan
/// names another.
@Suite("A day that a revision moves")
struct RevisedDayTests {
    private let bench: Bench
    private let conductor: Conductor
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced(conductor)
        day = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
    }

    private func turns(_ span: TimeSpan) async throws {
        let end = bench.now + span
        repeat {
            while try await conductor.tick(at: bench.now) {}
            bench.pass(min(.minutes(10), end - bench.now))
        } while bench.now < end
        while try await conductor.tick(at: bench.now) {}
    }

    private func revise(until last: CivilDate) async throws {
        let rule = CalendarRule(
            id: "stock", kind: .freeze(try #require(DaySpan(from: day, to: last))), among: nil, owner: "ada",
            why: "stocktaking",
            since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
    }

    /// What beta is told, the first queued first, of what leaves.
    private func letters() async throws -> [String] {
        try await bench.deliveries().filter { $0.customer == "beta" && $0.state != .suppressed }
            .sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }.map { delivery in
                switch delivery.subject {
                case .notice: "notice"
                case .replanned: "open"
                case .moved(_, _, _, _, let was?, let to): "\(was - day) -> \(to.map { "\($0 - day)" } ?? "open")"
                case .moved: "off"
                default: "\(delivery.subject.thread)"
                }
            }
    }

    @Test("is told with the new one in one message, where that is announced at once")
    func oneMessage() async throws {
        try await turns(.days(1))
        try await revise(until: day)
        try await turns(.hours(1))
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
        let told = try #require(notices.filter(\.stands).last?.day)
        #expect(told > day)
        #expect(try await letters() == ["notice", "0 -> \(told - day)"])
    }

    @Test(
        "is named anew as soon as a freeze takes it, also while nobody has adopted a revision; and adopting one says no more"
    )
    func frozen() async throws {
        bench.pass(.minutes(5))
        let rule = CalendarRule(
            id: "stock", kind: .freeze(try #require(DaySpan(from: day, to: day + 1))), among: nil, owner: "ada",
            why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        try await turns(.minutes(1))
        let told = try await letters()
        #expect(told == ["notice", "0 -> 2"])
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await turns(.hours(30))
        let later = try await letters()
        #expect(later == told)
    }

    @Test("is said not to hold where the new one is announced later; and who was promised it hears that none comes")
    func givenUp() async throws {
        try await revise(until: day + 20)
        try await turns(.hours(1))
        #expect(try await letters() == ["notice", "open"])
        try await bench.give(.abortRollout(Bench.rollout, reason: "it is of no use"), id: "abort")
        try await turns(.hours(1))
        #expect(try await letters() == ["notice", "open", "off"])
    }

    @Test(
        "is taken back from a site that our hold keeps where a calendar takes it, and none is named until that is lifted"
    )
    func held() async throws {
        try await turns(.days(2))
        #expect(try await bench.placements([.due]).count == 3)
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==beta"), owner: "ada", why: "audit", since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        try await bench.freeze("beta", "fair", day, day + 3)
        try await turns(.hours(2))
        #expect(try await letters() == ["notice", "0 -> open"])
        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await turns(.hours(2))
        #expect(try await letters().count == 3)
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
        #expect(try #require(notices.filter(\.stands).last?.day) > day + 3)
    }

    @Test("is off with a halt, for good where the rollout is given up after it: each is said once", arguments: [0, 2])
    func haltedAndGivenUp(days: Int) async throws {
        try await turns(.days(days))
        bench.pass(.minutes(5))
        try await bench.give(.haltRollout(Bench.rollout, reason: "a switch burnt"), id: "halt")
        try await turns(.hours(3))
        let halted = try await letters()
        #expect(halted == ["notice", "off"])
        try await bench.give(.abortRollout(Bench.rollout, reason: "it is of no use"), id: "abort")
        try await turns(.hours(3))
        let ended = try await letters()
        #expect(ended == ["notice", "off", "off"])
    }

    @Test(
        "takes a visit with it: it is called off once, and another day is named once, whoever looks first",
        arguments: [(visit: 0, frozen: 0), (visit: 1, frozen: 1)], [false, true])
    func visited(days: (visit: Int, frozen: Int), isPolicy: Bool) async throws {
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (day + days.visit).startUTC + .hours(10), minutes: 60, person: "Dana Levi",
            personEmail: EmailAddress("dana@northwind.example"), changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
        try await turns(.hours(2))
        let (first, last) = (day + days.frozen, day + 2)
        var policy: Policy?
        if isPolicy {
            policy = try Bench.policy()
            policy?.notice.before = .days(2)
            policy?.execute.by = .command
            policy?.calendar.freezes = [try #require(Freeze(from: first, to: last, why: "stocktaking"))]
        } else {
            let rule = CalendarRule(
                id: "stock", kind: .freeze(try #require(DaySpan(from: first, to: last))), among: nil, owner: "ada",
                why: "stocktaking", since: bench.now)
            try await bench.give(.addCalendarRule(rule), id: "freeze")
            try await turns(.minutes(1))
        }
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, policy: policy, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
        try await turns(.minutes(1))
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await turns(.days(5))
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
        let told = try #require(notices.last(where: \.stands)?.day(of: "beta-hq")) - day
        #expect(told > 2)
        let letters = try await letters()
        #expect(letters.count { $0.hasPrefix("appointment/") } == 4, "made and called off, to both sides: \(letters)")
        let said = letters.filter { !$0.hasPrefix("appointment/") }
        #expect(said == ["notice", "\(days.visit) -> \(told)"], "\(letters)")
    }

    @Test(
        "stays where nothing is against it: a revision that comes after the notices does not ask for their time again")
    func standing() async throws {
        bench.pass(.hours(2))
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "nothing in particular", command: "propose", by: "ada", at: bench.now)
        #expect(plan.waves.map(\.opens) == [day])
        #expect(try await bench.operations.diff(of: plan, at: bench.now).moves.isEmpty)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await turns(.hours(2))
        #expect(try await letters() == ["notice"])
    }

    @Test("is not called to mind where a freeze has taken it from a site, adopted or not")
    func reminder() async throws {
        let bench = try await Bench()
        let conductor = Conductor(operations: bench.operations)
        var policy = try Bench.policy()
        (policy.notice.before, policy.notice.remind) = (.days(2), .days(1))
        try await bench.start(policy)
        try await bench.turnUntilAnnounced(conductor)
        try await bench.freeze("beta", "fair", day, day)
        for _ in 0..<30 {
            while try await conductor.tick(at: bench.now) {}
            bench.pass(.hours(1))
        }
        let reminded = try await bench.deliveries().filter { delivery in
            if case .reminder = delivery.subject { true } else { false }
        }.map(\.customer)
        #expect(Set(reminded) == ["alpha", "gamma"])
    }
}
