import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The day that a notice names")
struct OwnDayNoticeTests {
    private func started(
        _ made: Bench? = nil, _ change: (inout Policy) -> Void = { _ in }
    ) async throws -> Bench {
        let bench = if let made { made } else { try await Bench() }
        var policy = try Bench.policy()
        policy.notice.before = .days(7)
        policy.execute.by = .command
        change(&policy)
        try await bench.start(policy)
        return bench
    }

    private func wave(_ bench: Bench) async throws -> RolloutWave {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
    }

    @Test(
        "is a site's own where it is pinned beyond the wave's or has an appointment after it; the others have the wave's"
    )
    func ownDay() async throws {
        let bench = try await started()
        let opens = try await wave(bench).opens
        // A Sunday: the next working day is the one to be told.
        let until = CivilDate(dayNumber: opens.dayNumber + 13)
        try await bench.give(.pin(["alpha-hq"], until: until), id: "pin")
        let visit = (opens + 3).startUTC + .hours(10)
        _ = try await bench.operations.appoint(
            Appointment(
                id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta", start: visit,
                minutes: 60, person: "Dana", changedAt: bench.now), command: "appoint", by: "ada", at: bench.now)
        try await bench.turnUntilAnnounced()
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout))
        let days = Dictionary(uniqueKeysWithValues: notices.map { ($0.customer, $0.day) })
        #expect(days["alpha"] == bench.operations.settings.calendar.workingDay(onOrAfter: until + 1))
        #expect(days["beta"] == opens + 3)
        #expect(days["gamma"] == opens)
    }

    /// A second site for alpha, which hears of both in one notice.
    private func startedWithTwoSites(_ change: (inout Policy) -> Void = { _ in }) async throws -> Bench {
        let bench = try await Bench()
        var second = Installation(id: "alpha-lab", customer: "alpha")
        (second.product, second.version, second.features) = ("pbx", Version("5.1.0"), ["fax"])
        try await bench.store.change([.putInstallations([second])])
        return try await started(bench, change)
    }

    private func mail(_ bench: Bench, to customer: CustomerID, _ kind: (DeliverySubject) -> Bool) async throws
        -> [Delivery]
    {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).filter { kind($0.subject) }
    }

    @Test("a customer whose sites lie on different days is told each site's own day, first and in the table")
    func mixedDays() async throws {
        let bench = try await startedWithTwoSites()
        let opens = try await wave(bench).opens
        let until = CivilDate(dayNumber: opens.dayNumber + 13)
        try await bench.give(.pin(["alpha-lab"], until: until), id: "pin")
        try await bench.turnUntilAnnounced()
        let after = bench.operations.settings.calendar.workingDay(onOrAfter: until + 1)
        let notice = try #require(try await bench.store.notices(NoticeQuery(customer: "alpha")).first)
        #expect(notice.day == opens && notice.days == ["alpha-lab": after])
        #expect(notice.day(of: "alpha-hq") == opens && notice.day(of: "alpha-lab") == after)
        // A day later it goes at the one and not at the other, which was not told of it.
        try await bench.turn { $0.state == .open }
        let rows = try await bench.placements()
        #expect(rows.first { $0.installation == "alpha-hq" }?.state == .due)
        #expect(rows.first { $0.installation == "alpha-lab" }?.note == "pinned")
    }

    @Test("a halt takes back the days that are still to come, also of a site that was set aside until its own")
    func haltTellsThoseSetAside() async throws {
        let bench = try await startedWithTwoSites()
        let opens = try await wave(bench).opens
        try await bench.give(.pin(["beta-hq"], until: opens + 13), id: "pin")
        try await bench.turn { $0.state == .open }
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        for customer in ["alpha", "beta", "gamma"] as [CustomerID] {
            let moved = try await mail(bench, to: customer) { if case .moved = $0 { true } else { false } }
            #expect(moved.count == 1, "\(customer)")
        }
        // After the resume each gets a new day, and who is pinned one after the pin.
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        while try await conductor.tick(at: bench.now) {}
        let renewed = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout))
        #expect(!renewed.contains { !$0.stands })
        let beta = try #require(renewed.first { $0.customer == "beta" }?.day)
        #expect(beta > opens + 13)
        let gamma = try #require(renewed.first { $0.customer == "gamma" }?.day)
        #expect(gamma < beta)
    }

    @Test("a day to choose is one on which the site may be installed: its window counts, and what is none is refused")
    func daysOfTheWindow() async throws {
        let bench = try await Bench()
        var site = try #require(try await bench.store.fleet()["alpha-hq"])
        site.window = "FREQ=WEEKLY;BYDAY=TU;BYHOUR=22 PT4H"
        try await bench.store.change([.putInstallations([site])])
        _ = try await started(bench) { $0.notice.postponeTimes = 2 }
        try await bench.turnUntilAnnounced()
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        let notice = try #require(try await bench.store.notices(NoticeQuery(customer: "alpha")).first)
        #expect(notice.day?.weekday == .tuesday, "and so is the day that was told")
        let days = await bench.operations.freeDays(for: notice, at: ["alpha-hq"], of: rollout, at: bench.now)
        #expect(!days.isEmpty && days.allSatisfy { $0.weekday == .tuesday }, "\(days)")
        let wednesday = try #require(days.first) + 1
        await #expect(throws: OperationError.refused(.dayNotFree(wednesday))) {
            try await choose(wednesday, for: "alpha", bench, id: "wednesday")
        }
        try await choose(try #require(days.first), for: "alpha", bench, id: "tuesday")
        let chosen = try #require(try await bench.store.siteDates(Bench.rollout).first)
        let first = try #require(days.first)
        #expect(chosen.notBefore <= first.startUTC + .hours(22), "before its window opens")
    }

    private func choose(_ day: CivilDate, for customer: CustomerID, _ bench: Bench, id: CommandID) async throws {
        var wish = AnswerWish(customer: customer, rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = day
        try await bench.operations.answer(wish, command: id, by: "ada", at: bench.now)
    }

    @Test("a customer that chose another day is reminded of it, once, and not of the wave's")
    func remindedOfChoice() async throws {
        let bench = try await started {
            $0.notice.postponeTimes = 2
            $0.notice.remind = .days(1)
        }
        try await bench.turnUntilAnnounced()
        let calendar = bench.operations.settings.calendar
        let chosen = calendar.workingDay(onOrAfter: try await wave(bench).opens + 7)
        try await choose(chosen, for: "beta", bench, id: "later")
        let reminder: (DeliverySubject) -> Bool = { if case .reminder = $0 { true } else { false } }
        try await bench.turn { $0.state == .open }
        #expect(try await mail(bench, to: "alpha", reminder).count == 1)
        #expect(try await mail(bench, to: "beta", reminder).isEmpty)
        let conductor = Conductor(operations: bench.operations)
        bench.clock.advance(to: calendar.morning(of: chosen) - .days(1) - .minutes(1))
        while try await conductor.tick(at: bench.now) {}
        #expect(try await mail(bench, to: "beta", reminder).isEmpty)
        for _ in 0..<3 {
            bench.pass(.hours(1))
            while try await conductor.tick(at: bench.now) {}
        }
        #expect(try await mail(bench, to: "beta", reminder).count == 1)
        #expect(try await mail(bench, to: "alpha", reminder).count == 1)
        #expect(try await bench.store.notices(NoticeQuery(customer: "beta")).first?.remindedAt != nil)
    }

    @Test("a freeze that takes the day a customer chose gives them another, tells them and nobody else, and it is kept")
    func frozenChoice() async throws {
        let bench = try await started { $0.notice.postponeTimes = 2 }
        try await bench.turnUntilAnnounced()
        let opens = try await wave(bench).opens
        let chosen = bench.operations.settings.calendar.workingDay(onOrAfter: opens + 7)
        try await choose(chosen, for: "beta", bench, id: "later")
        try await bench.turn { $0.state == .open }
        let before = try await bench.deliveries().count
        let freeze = try #require(Freeze(from: chosen - 1, to: chosen + 3, why: "year end"))
        let impacts = try await bench.operations.calendarImpact(at: bench.now) { $0.freezes.append(freeze) }
        #expect(impacts.map(\.taken) == [["beta-hq"]], "and the change's diff says so before it is made")
        let rule = CalendarRule(
            id: "fx", kind: .freeze(try #require(DaySpan(from: chosen - 1, to: chosen + 3))), among: nil, owner: "ada",
            why: "year end", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let day = bench.operations.settings.calendar.workingDay(onOrAfter: chosen + 4)
        #expect(try await bench.store.notices(NoticeQuery(customer: "beta")).first?.day == day)
        let news = try await bench.deliveries().dropFirst(before)
        #expect(news.map(\.customer) == ["beta"])
        // A restart looks again and has nothing to say.
        let again = Conductor(operations: bench.operations)
        while try await again.tick(at: bench.now) {}
        #expect(try await bench.deliveries().count == before + 1)
        bench.clock.advance(to: day.startUTC + .hours(9))
        while try await conductor.tick(at: bench.now) {}
        #expect(try await bench.placements([.due]).contains { $0.installation == "beta-hq" })
    }

    @Test(
        "a plan made again tells those who hold a day that moves: nobody without one, and of a chosen day a later one only"
    )
    func whomARevisionTells() async throws {
        let bench = try await started { $0.notice.postponeTimes = 2 }
        #expect(try await bench.operations.toldDays(of: Bench.rollout).isEmpty, "before the notices")
        try await bench.turnUntilAnnounced()
        let opens = try await wave(bench).opens
        let chosen = bench.operations.settings.calendar.workingDay(onOrAfter: opens + 7)
        try await choose(chosen, for: "beta", bench, id: "later")
        let told = try await bench.operations.toldDays(of: Bench.rollout)
        #expect(told.keys.sorted() == ["alpha-hq", "beta-hq", "gamma-hq"])
        for (site, day, moves) in [
            ("alpha-hq", opens + 1, true), ("beta-hq", opens + 1, false), ("beta-hq", chosen, false),
            ("beta-hq", chosen + 1, true), ("beta-hq", nil, true),
        ] as [(InstallationID, CivilDate?, Bool)] {
            #expect(told[site]?.moves(to: day) == moves, "\(site) to \(day.map { "\($0)" } ?? "no day")")
        }
    }

    @Test("capacity spreads a wave over days: each is told its own, and none goes on an earlier one")
    func capacity() async throws {
        let bench = try await startedWithTwoSites { $0.calendar.capacityPerDay = 2 }
        try await bench.turn { $0.state == .open }
        let opens = try await wave(bench).opens
        let rows = try await bench.placements()
        let days = Dictionary(uniqueKeysWithValues: rows.map { ($0.installation, $0.placement.day ?? opens) })
        #expect(Set(days.values).count == 2, "\(days)")
        for notice in try await bench.store.notices(NoticeQuery(rollout: Bench.rollout)) {
            for site in notice.installations { #expect(notice.day(of: site) == days[site], "\(site)") }
        }
        let executor = ScriptedExecutor()
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        bench.clock.advance(to: opens.startUTC + .hours(12))
        // One that is away leaves room, and nobody who was told of tomorrow is taken for it.
        let today = days.filter { $0.value == opens }.keys.sorted()
        try await bench.store.change([
            .stepPlacement(Bench.rollout, today[0], .skip, at: bench.now, note: "hold:test")
        ])
        for _ in 0..<5 { _ = try await installer.tick { bench.now } }
        #expect(executor.sites == [today[1]])
        bench.clock.advance(to: (opens + 1).startUTC + .hours(12))
        for _ in 0..<5 { _ = try await installer.tick { bench.now } }
        #expect(Set(executor.sites) == Set(days.keys).subtracting([today[0]]))
    }

    @Test("what one halt took back is not counted again by the next stop")
    func recalledOnce() async throws {
        let bench = try await started()
        try await bench.turn { $0.state == .open }
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        bench.pass(.hours(1))
        try await bench.give(.abortRollout(Bench.rollout, reason: "enough"), id: "abort")
        while try await conductor.tick(at: bench.now) {}
        let counts = try await bench.store.entries(after: 0, limit: 1000).compactMap { entry -> Int? in
            if case .placementsRecalled(let recalled) = entry.event { recalled.count } else { nil }
        }
        #expect(counts.reduce(0, +) == 3, "\(counts)")
    }
}
