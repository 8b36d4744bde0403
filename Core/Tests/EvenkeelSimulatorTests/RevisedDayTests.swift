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
                case .moved(_, _, _, _, let was?, let to, _): "\(was - day) -> \(to.map { "\($0 - day)" } ?? "open")"
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
        #expect(halted == ["notice", "0 -> open"])
        try await bench.give(.abortRollout(Bench.rollout, reason: "it is of no use"), id: "abort")
        try await turns(.hours(3))
        let ended = try await letters()
        #expect(ended == ["notice", "0 -> open", "off"])
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

    /// Beta has agreed to the day of two sites; then a freeze takes that of one of them, and a revision is adopted.
    private func oneOfTwo(paused: Bool = false) async throws -> (Bench, Conductor, CivilDate, told: Int) {
        var site = Installation(id: "beta-store", customer: "beta")
        (site.product, site.version, site.features) = ("pbx", Version("5.1.0"), ["voicemail"])
        let bench = try await Bench()
        try await bench.store.change([.putInstallations([site])])
        let conductor = Conductor(operations: bench.operations)
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.notice.acknowledge = try Predicate(parsing: "product==pbx")
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced(conductor)
        let day = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
        let yes = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
        try await bench.operations.answer(yes, command: "yes", by: "customer", at: bench.now)
        let told = try await bench.deliveries().count { $0.customer == "beta" }
        if paused { try await bench.give(.pauseRollout(Bench.rollout, reason: "lunch"), id: "pause") }
        try await freezeStore(bench, "stock", day, day)
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the freeze", command: "propose", by: "ada", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        bench.pass(.minutes(5))
        while try await conductor.tick(at: bench.now) {}
        return (bench, conductor, day, told)
    }

    private func freezeStore(
        _ bench: Bench, _ id: CalendarRuleID, _ from: CivilDate, _ to: CivilDate
    ) async throws {
        let rule = CalendarRule(
            id: id, kind: .freeze(try #require(DaySpan(from: from, to: to))),
            among: try Predicate(parsing: "feature==voicemail"), owner: "ada", why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: CommandID("freeze/\(id)"))
    }

    private func newest(_ bench: Bench) async throws -> [InstallationID: NoticeRow] {
        NoticeRow.newest(try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")))
    }

    @Test(
        "of one site is told alone, and the yes to the other's stands, at once or in a pause",
        arguments: [false, true])
    func oneSite(paused: Bool) async throws {
        let (bench, _, day, before) = try await oneOfTwo(paused: paused)
        let told = try await bench.deliveries().filter { $0.customer == "beta" && $0.state != .suppressed }
        #expect(told.count == before + 1, "\(told.map(\.subject))")
        let newest = try await newest(bench)
        let hq = try #require(newest["beta-hq"])
        #expect(hq.stands && hq.day(of: "beta-hq") == day && hq.hasAgreed("beta-hq"))
        let store = newest["beta-store"]
        #expect(store?.hasAgreed("beta-store") != true)
        #expect(store?.day(of: "beta-store").map { $0 > day } ?? true)
    }

    @Test("of one site, taken back later while a hold keeps it, is not the day of before the revision again")
    func olderWord() async throws {
        let (bench, conductor, day, _) = try await oneOfTwo()
        let told = try #require(try await newest(bench)["beta-store"]?.day(of: "beta-store"))
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "feature==voicemail"), owner: "ada", why: "audit",
            since: bench.now)
        bench.clock.advance(to: day.startUTC + .hours(12))
        while try await conductor.tick(at: bench.now) {}
        try await bench.give(.addHold(hold), id: "hold")
        try await freezeStore(bench, "fair", told, told + 3)
        for _ in 0..<12 {
            bench.pass(.minutes(10))
            while try await conductor.tick(at: bench.now) {}
        }
        let store = try await newest(bench)["beta-store"]
        #expect(store?.stands != true, "\(String(describing: store))")
    }

    @Test("and that its customer chose is named again after a halt, and asked about, since it had been taken back")
    func chosenAgain() async throws {
        let bench = try await Bench()
        let conductor = Conductor(operations: bench.operations)
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.notice.acknowledge = try Predicate(parsing: "product==pbx")
        policy.notice.postponeTimes = 1
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced(conductor)
        let day = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
        let chosen = bench.operations.settings.calendar.workingDay(onOrAfter: day + 9)
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = chosen
        try await bench.operations.answer(wish, command: "later", by: "customer", at: bench.now)
        let yes = AnswerWish(customer: "alpha", rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
        try await bench.operations.answer(yes, command: "yes", by: "customer", at: bench.now)
        try await bench.turn(conductor) { $0.openedAt != nil }
        bench.pass(.minutes(10))
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await newest(bench)["beta-hq"]?.stands == false)
        bench.pass(.hours(1))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        while try await conductor.tick(at: bench.now) {}
        let beta = try #require(try await newest(bench)["beta-hq"])
        #expect(beta.stands && beta.day == chosen && beta.awaitsAgreement("beta-hq"))
        let alpha = NoticeRow.newest(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "alpha")))["alpha-hq"]
        #expect(alpha?.stands == true && alpha?.hasAgreed("alpha-hq") == false, "a new day needs a new yes")
    }
}
