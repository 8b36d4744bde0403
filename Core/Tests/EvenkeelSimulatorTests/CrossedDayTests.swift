import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// One open wave of three sites on a Monday; on the same day a freeze of two days takes it from beta and gamma.
@Suite("An approved crossing of a freeze")
struct CrossedDayTests {
    private let bench: Bench
    private let executor = ScriptedExecutor(progress: [.underWay])
    private let installer: Installer
    private let conductor: Conductor
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        try await bench.openWave { policy in
            policy.execute.parallel = 3
            policy.notice.postponeTimes = 2
        }
        day = bench.now.dateAndMilliseconds.0
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: executor])
        let rule = CalendarRule(
            id: "f", kind: .freeze(try #require(DaySpan(from: day, to: day + 1))),
            among: try Predicate(parsing: "customer=in=(beta,gamma)"), owner: "ada", why: "their fair",
            since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
    }

    private func tell() async throws { while try await conductor.tick(at: bench.now) {} }

    private func install() async throws { _ = try await installer.tick { bench.now } }

    private func cross(hours: Int = 2) async throws {
        let crossing = FreezeCrossing(
            id: "c", rollout: Bench.rollout, sites: ["beta-hq"],
            time: TimeRange(from: bench.now, until: bench.now + .hours(hours)), why: "their trunk is down",
            agreed: nil, requestedBy: "ada", requestedAt: bench.now)
        try await bench.give(.requestCrossing(crossing, customers: []), id: "request")
        try await bench.operations.perform(.approveCrossing("c"), id: "approve-crossing", by: "bob", at: bench.now)
    }

    /// `beta: 2026-03-02 -> 2026-03-04` of each message that says so, the first queued first.
    private func moves() async throws -> [String] {
        try await bench.deliveries().sorted { ($0.queuedAt, $0.customer) < ($1.queuedAt, $1.customer) }
            .compactMap { delivery in
                guard case .moved(_, _, _, _, let was?, let to, _) = delivery.subject else { return nil }
                return "\(delivery.customer): \(was) -> \(to.map { "\($0)" } ?? "open")"
            }
    }

    private func told(_ customer: CustomerID) async throws -> CivilDate? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer)).first(where: \.stands)?
            .day
    }

    @Test("lets a site go although its customer has been told the day after the freeze, and tells them so")
    func afterTheWord() async throws {
        try await tell()
        let both = ["beta: \(day) -> \(day + 2)", "gamma: \(day) -> \(day + 2)"]
        #expect(try await moves() == both)
        bench.pass(.minutes(5))
        try await cross()
        try await tell()
        #expect(try await moves() == both + ["beta: \(day + 2) -> \(day)"])
        #expect(try await told("beta") == day)
        #expect(try await told("gamma") == day + 2)
        let standing = try await bench.operations.standing(of: "beta-hq", in: Bench.rollout, at: bench.now)
        #expect(standing.code == "queued")
        try await install()
        #expect(Set(executor.sites) == ["alpha-hq", "beta-hq"])
    }

    @Test(
        "does not begin before its customer has been told, where the first day they heard of was that after the freeze")
    func firstWord() async throws {
        let bench = try await Bench()
        let rule = CalendarRule(
            id: "f", kind: .freeze(try #require(DaySpan(from: day, to: day + 1))),
            among: try Predicate(parsing: "customer=in=(beta,gamma)"), owner: "ada", why: "their fair",
            since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        try await bench.openWave { $0.execute.parallel = 3 }
        #expect(bench.now.dateAndMilliseconds.0 == day)
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        let crossing = FreezeCrossing(
            id: "c", rollout: Bench.rollout, sites: ["beta-hq"],
            time: TimeRange(from: bench.now, until: bench.now + .hours(2)), why: "their trunk is down",
            agreed: nil, requestedBy: "ada", requestedAt: bench.now)
        try await bench.give(.requestCrossing(crossing, customers: []), id: "request")
        try await bench.operations.perform(.approveCrossing("c"), id: "approve-crossing", by: "bob", at: bench.now)
        _ = try await installer.tick { bench.now }
        #expect(executor.sites == ["alpha-hq"], "beta has been told of \(day + 2)")
        let standing = try await bench.operations.standing(of: "beta-hq", in: Bench.rollout, at: bench.now)
        #expect(standing.code == "closed")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let told = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
        #expect(told.first(where: \.stands)?.day(of: "beta-hq") == day)
        _ = try await installer.tick { bench.now }
        #expect(executor.sites == ["alpha-hq", "beta-hq"])
    }

    @Test("of a wave that has not opened is told at once, and not only when that opens")
    func beforeTheWave() async throws {
        let bench = try await Bench()
        let conductor = Conductor(operations: bench.operations)
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.execute = ExecutePolicy(by: .command, parallel: 3, timeout: .minutes(30))
        try await bench.start(policy)
        let opensAt = try #require(
            await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opensAt })
        let day = opensAt.dateAndMilliseconds.0
        try await bench.freeze("beta", "fair", day, day + 1)
        try await bench.turnUntilAnnounced(conductor)
        func told() async throws -> CivilDate? {
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first(where: \.stands)?
                .day(of: "beta-hq")
        }
        let later = try #require(try await told())
        #expect(later == day + 2)
        bench.pass(.minutes(5))
        let crossing = FreezeCrossing(
            id: "c", rollout: Bench.rollout, sites: ["beta-hq"],
            time: TimeRange(from: opensAt, until: opensAt + .hours(2)), why: "their trunk is down",
            agreed: "Bea, by telephone", requestedBy: "ada", requestedAt: bench.now)
        try await bench.give(.requestCrossing(crossing, customers: ["beta"]), id: "request")
        try await bench.operations.perform(.approveCrossing("c"), id: "approve-crossing", by: "bob", at: bench.now)
        while try await conductor.tick(at: bench.now) {}
        #expect(try await told() == day, "a day and more before the wave opens")
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        _ = try await installer.tick { bench.now }
        #expect(executor.sites.isEmpty)
        bench.clock.advance(to: opensAt)
        while try await conductor.tick(at: bench.now) {}
        _ = try await installer.tick { bench.now }
        #expect(Set(executor.sites) == ["alpha-hq", "beta-hq", "gamma-hq"])
        let moves = try await bench.deliveries().compactMap { delivery -> CivilDate? in
            guard case .moved(_, _, _, _, later, let to, _) = delivery.subject else { return nil }
            return to
        }
        #expect(moves == [day])
    }

    @Test("keeps the day that was told where it comes in time: nobody hears of a day that does not move")
    func beforeTheWord() async throws {
        try await cross()
        try await tell()
        #expect(try await moves() == ["gamma: \(day) -> \(day + 2)"])
        #expect(try await told("beta") == day)
        try await install()
        #expect(Set(executor.sites) == ["alpha-hq", "beta-hq"])
    }

    @Test("that passes unused gives the day after the freeze again, and says so")
    func unused() async throws {
        try await cross()
        try await tell()
        bench.pass(.hours(3))
        try await tell()
        #expect(try await moves() == ["gamma: \(day) -> \(day + 2)", "beta: \(day) -> \(day + 2)"])
        try await install()
        #expect(executor.sites == ["alpha-hq"])
    }

    @Test(
        "to which a customer had not agreed is not taken for agreed, whatever they said of the day before",
        arguments: [nil, Answer.Kind.agreed])
    func agreedToAnother(_ answer: Answer.Kind?) async throws {
        try await tell()
        if let answer {
            let wish = AnswerWish(
                customer: "beta", rollout: Bench.rollout, kind: answer, way: .page, at: bench.now)
            try await bench.operations.answer(wish, command: "yes", by: "bea", at: bench.now)
        }
        bench.pass(.minutes(5))
        try await cross()
        try await tell()
        let notice = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first(where: \.stands))
        #expect(notice.day == day && notice.state == .announced)
        try await install()
        #expect(Set(executor.sites) == ["alpha-hq", "beta-hq"], "the policy asks nobody to agree")
    }

    @Test("moves nobody who has chosen a day of their own")
    func ownChoice() async throws {
        try await tell()
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = day + 3
        try await bench.operations.answer(wish, command: "later", by: "bea", at: bench.now)
        try await cross()
        try await tell()
        #expect(try await told("beta") == day + 3)
        try await install()
        #expect(executor.sites == ["alpha-hq"])
    }
}
