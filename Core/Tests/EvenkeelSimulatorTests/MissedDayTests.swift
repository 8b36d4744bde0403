import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// One wave of three sites, one at a time, nine to five, two days of notice. Whoever goes first takes all day.
@Suite("A day that went by")
struct MissedDayTests {
    private let bench: Bench
    private let executor = ScriptedExecutor(progress: [.underWay])
    private let installer: Installer
    private let conductor: Conductor
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        var sites = try await bench.store.fleet().installations
        for number in sites.indices { sites[number].serviceHours = "09:00-17:00" }
        try await bench.store.change([.putInstallations(sites)])
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.execute = ExecutePolicy(by: .command, parallel: 1, timeout: .hours(40))
        try await bench.start(policy)
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: executor])
        for _ in 0..<20 where try await bench.placements([.due]).isEmpty {
            while try await conductor.tick(at: bench.now) {}
            guard try await bench.placements([.due]).isEmpty else { break }
            let due = await bench.operations.ledger.read { [now = bench.now] in $0.agenda.nextAt(after: now) }
            bench.clock.advance(to: try #require(due))
        }
        day = bench.now.dateAndMilliseconds.0
    }

    private func turn(until time: Timestamp? = nil) async throws {
        repeat {
            _ = try await installer.tick { bench.now }
            while try await conductor.tick(at: bench.now) {}
            guard let time, bench.now < time else { return }
            bench.clock.advance(to: min(time, bench.now + .minutes(30)))
        } while true
    }

    /// `beta: moved 2026-03-03 -> 2026-03-05` of each message that says so.
    private func moves() async throws -> [String] {
        try await bench.deliveries().compactMap { delivery in
            guard case .moved(_, _, _, _, let was?, let to, _) = delivery.subject else { return nil }
            return "\(delivery.customer): \(was) -> \(to.map { "\($0)" } ?? "open")"
        }.sorted()
    }

    private func told(_ customer: CustomerID) async throws -> CivilDate? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer)).first(where: \.stands)?
            .day
    }

    @Test("is told to those whose turn did not come, once, with the new day, and to nobody else; on that day they go")
    func noRoom() async throws {
        try await turn(until: day.startUTC + .hours(16))
        #expect(executor.sites == ["alpha-hq"])
        #expect(try await moves() == [], "there is an hour left")
        try await turn(until: day.startUTC + .hours(17))
        // Two days from five o'clock end after the morning of the day after tomorrow.
        let next = bench.operations.settings.calendar.workingDay(onOrAfter: day + 3)
        #expect(try await moves() == ["beta: \(day) -> \(next)", "gamma: \(day) -> \(next)"])
        #expect(try await told("beta") == next)
        #expect(try await told("alpha") == day)
        try await finish("alpha-hq")
        try await turn(until: next.startUTC + .hours(8))
        #expect(executor.sites == ["alpha-hq"], "nobody goes before the day they were told")
        #expect(try await moves().count == 2, "and it is told once")
        #expect(try await wave() == .open, "the wave waits for them")
        try await turn(until: next.startUTC + .hours(10))
        #expect(Set(executor.sites) == ["alpha-hq", "beta-hq", "gamma-hq"])
    }

    @Test("is looked at apart from what cannot wait: the conductor's round leaves it")
    func ownLoop() async throws {
        _ = try await installer.tick { bench.now }
        bench.clock.advance(to: day.startUTC + .hours(17))
        while try await conductor.round(at: bench.now) {}
        #expect(try await moves() == [])
        while try await conductor.keepDays(at: bench.now) {}
        #expect(try await moves().count == 2)
    }

    @Test("is not told to a customer that says no while the day keeper reads")
    func answeredMeanwhile() async throws {
        _ = try await installer.tick { bench.now }
        bench.clock.advance(to: day.startUTC + .hours(17))
        let store = InterruptedStore(bench.store) { [bench] in
            var wish = AnswerWish(customer: "gamma", rollout: Bench.rollout, kind: .declined, way: .page, at: bench.now)
            wish.note = "Not before our audit."
            do { _ = try await bench.operations.answer(wish, command: "no", by: "gil", at: bench.now) } catch {
                Issue.record(error)
            }
        }
        let keeper = DayKeeper(operations: Operations(ledger: bench.operations.ledger, store: store))
        #expect(try await keeper.tick(at: bench.now), "it looks again")
        #expect(try await moves() == [])
        while try await keeper.tick(at: bench.now) {}
        #expect(try await moves().map { $0.prefix(5) } == ["beta:"])
    }

    @Test("while a hold keeps the site: the day is taken back, and another is told once the hold is lifted")
    func held() async throws {
        _ = try await installer.tick { bench.now }
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==gamma"), owner: "ada", why: "audit", since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        try await turn(until: (day + 1).startUTC + .hours(10))
        let next = bench.operations.settings.calendar.workingDay(onOrAfter: day + 3)
        #expect(try await moves() == ["beta: \(day) -> \(next)", "gamma: \(day) -> open"])
        #expect(try await told("gamma") == nil)
        try await finish("alpha-hq")
        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await turn(until: (day + 1).startUTC + .hours(12))
        let again = try #require(try await told("gamma"))
        #expect(again > day + 3, "with the time that a notice takes")
        #expect(try await notices("gamma") == 2)
        try await turn(until: again.startUTC + .hours(8))
        #expect(!executor.sites.contains("gamma-hq"))
        try await turn(until: again.startUTC + .hours(10))
        #expect(executor.sites.contains("gamma-hq"))
    }

    @Test("is not told to a customer that said no, nor to one that paused its own sites")
    func ownChoice() async throws {
        _ = try await installer.tick { bench.now }
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .declined, way: .page, at: bench.now)
        wish.note = "Not before our audit."
        try await bench.operations.answer(wish, command: "no", by: "bea", at: bench.now)
        try await bench.give(
            .pauseRollout(Bench.rollout, reason: "stocktaking", owner: .customer, scope: .customer("gamma")), id: "p")
        try await turn(until: (day + 2).startUTC + .hours(10))
        #expect(try await moves() == [])
        // Once they lift it, they are told a day before anything begins.
        try await bench.give(
            .liftPause(Bench.rollout, owner: .customer, scope: .customer("gamma"), reason: "it is over"), id: "lift")
        _ = try await Conductor(operations: bench.operations).round(at: bench.now)
        _ = try await installer.tick { bench.now }
        #expect(!executor.sites.contains("gamma-hq"))
        try await turn(until: bench.now + .hours(1))
        #expect(try await !moves().isEmpty)
    }

    private func wave() async throws -> WaveState? {
        await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.state }
    }

    private func notices(_ customer: CustomerID) async throws -> Int {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).count {
            if case .notice = $0.subject { true } else { false }
        }
    }

    private func finish(_ site: InstallationID) async throws {
        let row = try #require(try await bench.placements().first { $0.installation == site })
        executor.set(try #require(row.install), .ended(.installed(note: "done")))
    }
}
