import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Nothing can be mailed to beta; alpha and gamma can be written to.
@Suite("A customer whom nobody can write to")
struct UnreachableNoticeTests {
    private let bench: Bench
    private let conductor: Conductor
    private let installer: Installer

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        let address = try #require(EmailAddress("ada@beta.example"))
        try await bench.store.change([.putQuarantine(address, Quarantine(since: bench.now, reason: "550"))])
    }

    private func start(_ notice: NoticePolicy) async throws {
        var policy = try Bench.policy()
        policy.notice = notice
        policy.execute = ExecutePolicy(by: .command, parallel: 3, timeout: .minutes(30))
        try await bench.start(policy)
        for _ in 0..<5 { try await turn() }
        #expect(try await standing("alpha-hq") == "done")
    }

    private func turn() async throws {
        while try await conductor.tick(at: bench.now) {}
        while try await installer.tick(clock: { bench.now }) > 0 {}
        bench.pass(.hours(8))
    }

    private func standing(_ site: InstallationID) async throws -> String {
        try await bench.operations.standing(of: site, in: Bench.rollout, at: bench.now).code
    }

    private func calls() async throws -> [String] {
        try await bench.operations.calls(at: bench.now).map { "\($0.notice.customer): \($0.reason.rawValue)" }
    }

    private func tell(_ id: CommandID = "told", at said: Timestamp? = nil, of day: CivilDate? = nil) async throws {
        var wish = AnswerWish(
            customer: "beta", rollout: Bench.rollout, kind: .told, way: .telephone, at: said ?? bench.now,
            note: "Told.", day: day)
        (wish.person, wish.recordedBy) = ("Bea", "ada")
        try await bench.operations.answer(wish, command: id, by: "ada", at: bench.now)
    }

    @Test(
        "waits until somebody has told them on the telephone, however short the notice, unless the policy lets them go",
        arguments: [
            (TimeSpan.zero, NoticePolicy.Nobody?.none, false), (.minutes(8), nil, false), (.zero, .call, false),
            (.zero, .proceed, true), (.minutes(8), .proceed, true),
        ])
    func waits(before: TimeSpan, onNobody: NoticePolicy.Nobody?, goes: Bool) async throws {
        try await start(NoticePolicy(before: before, onNobody: onNobody))
        #expect(try await standing("beta-hq") == (goes ? "done" : "notice_nobody"))
        #expect(try await calls() == (goes ? [] : ["beta: nobody_to_write_to"]))
        guard !goes else { return }
        try await tell()
        #expect(try await calls() == [])
        for _ in 0..<5 { try await turn() }
        #expect(try await standing("beta-hq") == "done")
    }

    @Test("stays on the list of those to call once the rollout is through, and goes when they were told")
    func afterTheEnd() async throws {
        try await start(NoticePolicy(before: .zero))
        try await bench.operations.advance(
            Bench.rollout, reason: "enough", command: "advance", by: "ada", at: bench.now)
        try await turn()
        let state = await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.state }
        #expect(state == .completed)
        #expect(try await calls() == ["beta: nobody_to_write_to"])
        try await tell()
        for _ in 0..<5 { try await turn() }
        #expect(try await standing("beta-hq") == "done")
        #expect(try await calls() == [])
    }

    private func addContact() async throws {
        try await bench.store.change([
            .putContacts([
                Contact(
                    id: "eva@beta.example", customer: "beta", email: try #require(EmailAddress("eva@beta.example")))
            ])
        ])
    }

    private func notice() async throws -> NoticeRow {
        try #require(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
                .max { $0.announcedAt < $1.announcedAt })
    }

    @Test(
        "is written to first once somebody can be, with all the time of a notice, also after a restart or the end",
        arguments: [
            (TimeSpan.zero, NoticePolicy.Silence?.none, false), (.zero, nil, true), (.minutes(8), nil, false),
            (.minutes(8), nil, true), (.zero, .hold, false),
        ])
    func isWrittenToFirst(before: TimeSpan, asked: NoticePolicy.Silence?, isOver: Bool) async throws {
        var policy = NoticePolicy(before: before)
        if let asked { (policy.acknowledge, policy.onSilence) = (try Predicate(parsing: "customer==beta"), asked) }
        try await start(policy)
        if isOver {
            if before > .zero { for _ in 0..<3 { try await turn() } }
            try await bench.operations.advance(
                Bench.rollout, reason: "enough", command: "advance", by: "ada", at: bench.now)
            try await turn()
        }
        #expect(try await notice().isUnheard)
        let added = bench.now
        try await addContact()
        #expect(try await calls() == (asked == nil ? [] : ["beta: silent"]), "the notice goes out by itself")
        let restarted = Conductor(operations: bench.operations)
        while try await restarted.tick(at: bench.now) {}
        let mails = try await bench.deliveries().filter { $0.customer == "beta" }
        #expect(mails.map(\.recipient) == ["eva@beta.example"])
        #expect(mails.allSatisfy { if case .notice = $0.subject { true } else { false } })
        let told = try await notice()
        #expect(told.announcedAt == added)
        #expect(!told.isUnheard)
        if asked != nil {
            for _ in 0..<6 { try await turn() }
            #expect(try await standing("beta-hq") == "notice_not_agreed")
            return
        }
        while try await installer.tick(clock: { bench.now }) > 0 {}
        #expect(try await standing("beta-hq") == (before == .zero ? "closed" : "notice_too_short"), "at midnight")
        for _ in 0..<6 { try await turn() }
        #expect(try await standing("beta-hq") == "done")
        let row = try await bench.store.placements(PlacementQuery(rollout: Bench.rollout, customer: "beta")).first
        #expect(try #require(row?.startedAt) >= added + before)
    }

    @Test("is called again when the day moves of which somebody was told on the telephone")
    func anotherDay() async throws {
        let day = bench.now.dateAndMilliseconds.0
        try await bench.freeze("beta", "f", day, day + 2)
        try await start(NoticePolicy(before: .zero))
        #expect(try await notice().day == day + 3)
        try await tell()
        #expect(try await calls() == [])
        bench.pass(.minutes(5))
        try await bench.freeze("beta", "g", day + 3, day + 3)
        try await turn()
        #expect(try await notice().day == day + 4)
        #expect(try await calls() == ["beta: nobody_to_write_to"])
        for _ in 0..<12 { try await turn() }
        #expect(try await standing("beta-hq") == "notice_nobody")
        try await tell("told-again")
        for _ in 0..<5 { try await turn() }
        #expect(try await standing("beta-hq") == "done")
    }

    @Test(
        "is called of the new day also where a call made before it moved is noted after: unless that told the new day",
        arguments: [(false, "notice_nobody"), (true, "done")])
    func noted(late namesDay: Bool, comesTo standing: String) async throws {
        let day = bench.now.dateAndMilliseconds.0
        try await bench.freeze("beta", "f", day, day + 2)
        try await start(NoticePolicy(before: .zero))
        let called = bench.now
        bench.pass(.minutes(5))
        try await bench.freeze("beta", "g", day + 3, day + 3)
        try await turn()
        #expect(try await notice().day == day + 4)
        try await tell(at: called, of: namesDay ? day + 4 : nil)
        #expect(try await calls() == (namesDay ? [] : ["beta: nobody_to_write_to"]))
        #expect(try await bench.store.answers(AnswerQuery(rollout: Bench.rollout)).map(\.at) == [called], "it is kept")
        for _ in 0..<12 { try await turn() }
        #expect(try await self.standing("beta-hq") == standing)
        guard !namesDay else { return }
        try await tell("told-again")
        for _ in 0..<5 { try await turn() }
        #expect(try await self.standing("beta-hq") == "done")
    }

    @Test("that was told of a later day, and then that it is today after all, goes today")
    func earlierAgain() async throws {
        try await start(NoticePolicy(before: .zero))
        let today = bench.now.dateAndMilliseconds.0
        try await tell(of: today + 7)
        #expect(try await standing("beta-hq") == "notice_own_date")
        bench.pass(.minutes(5))
        try await tell("today", of: today)
        for _ in 0..<5 { try await turn() }
        #expect(try await standing("beta-hq") == "done")
    }

    @Test("that is told of a later day on the telephone waits for that day; of one that is past, nobody can be told")
    func laterDay() async throws {
        try await start(NoticePolicy(before: .zero))
        #expect(try await standing("beta-hq") == "notice_nobody")
        let today = bench.now.dateAndMilliseconds.0
        await #expect(throws: OperationError.refused(.dayTooEarly(today - 1, earliest: today))) {
            try await tell("past", of: today - 1)
        }
        await #expect(throws: OperationError.refused(.dayTooLate(today + 400, latest: today + 180))) {
            try await tell("far", of: today + 400)
        }
        let monday = try #require((8...14).map { today + $0 }.first { $0.weekday == .monday })
        try await tell(of: monday)
        #expect(try await notice().day == monday)
        while bench.now < monday.startUTC {
            #expect(try await standing("beta-hq") != "done")
            try await turn()
        }
        for _ in 0..<3 { try await turn() }
        let row = try await bench.store.placements(PlacementQuery(rollout: Bench.rollout, customer: "beta")).first
        #expect(try await standing("beta-hq") == "done")
        #expect(try #require(row?.startedAt).dateAndMilliseconds.0 == monday)
    }

    @Test("that was told of a day and came back after it had moved is written to of the new one before anything begins")
    func comesBack() async throws {
        let address = try #require(EmailAddress("ada@beta.example"))
        try await bench.store.change([.liftQuarantine(address)])
        let day = bench.now.dateAndMilliseconds.0
        try await bench.freeze("beta", "f", day, day + 1)
        try await start(NoticePolicy(before: .zero))
        func mails() async throws -> Int { try await bench.deliveries().count { $0.customer == "beta" } }
        #expect(try await notice().day == day + 2)
        #expect(try await mails() == 1)
        try await bench.store.change([.putQuarantine(address, Quarantine(since: bench.now, reason: "550"))])
        try await bench.freeze("beta", "g", day + 2, day + 2)
        while try await conductor.tick(at: bench.now) {}
        #expect(try await notice().day == day + 3)
        #expect(try await calls() == ["beta: nobody_to_write_to"])
        #expect(try await mails() == 1)
        bench.clock.advance(to: (day + 3).startUTC + .hours(10))
        try await bench.store.change([.liftQuarantine(address)])
        while try await installer.tick(clock: { bench.now }) > 0 {}
        #expect(try await standing("beta-hq") == "notice_nobody")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await mails() == 2)
        while try await installer.tick(clock: { bench.now }) > 0 {}
        #expect(try await standing("beta-hq") == "done")
    }

    /// Beta's freeze ends with the third day; on its last but one it may be crossed.
    @Test(
        "goes on the earlier day of a crossed freeze only once somebody has told them of that day on the telephone",
        arguments: [
            (NoticePolicy.Nobody?.none, false, false), (nil, true, false), (nil, true, true), (.call, true, false),
            (.proceed, false, false), (.proceed, false, true),
        ])
    func crossing(onNobody: NoticePolicy.Nobody?, isToldLaterDay: Bool, installsFirst: Bool) async throws {
        let day = bench.now.dateAndMilliseconds.0
        try await bench.freeze("beta", "f", day, day + 3)
        try await start(NoticePolicy(before: .zero, onNobody: onNobody))
        #expect(try await notice().day == day + 4)
        if isToldLaterDay { try await tell("told-later-day") }
        bench.clock.advance(to: (day + 2).startUTC + .hours(10))
        while try await conductor.tick(at: bench.now) {}
        let crossing = FreezeCrossing(
            id: "c", rollout: Bench.rollout, sites: ["beta-hq"],
            time: TimeRange(from: bench.now, until: bench.now + .hours(6)), why: "their trunk is down",
            agreed: nil, requestedBy: "ada", requestedAt: bench.now)
        try await bench.give(.requestCrossing(crossing, customers: []), id: "request")
        try await bench.operations.perform(.approveCrossing("c"), id: "approve-crossing", by: "bob", at: bench.now)
        func look() async throws {
            if installsFirst { while try await installer.tick(clock: { bench.now }) > 0 {} }
            while try await conductor.tick(at: bench.now) {}
            while try await installer.tick(clock: { bench.now }) > 0 {}
        }
        try await look()
        bench.pass(.minutes(30))
        try await look()
        if onNobody == .proceed {
            #expect(try await standing("beta-hq") == "done")
            return
        }
        #expect(try await standing("beta-hq") == "notice_nobody")
        #expect(try await calls() == ["beta: nobody_to_write_to"])
        try await tell(of: day + 2)
        try await look()
        bench.pass(.minutes(30))
        try await look()
        #expect(try await standing("beta-hq") == "done")
        let row = try await bench.store.placements(PlacementQuery(rollout: Bench.rollout, customer: "beta")).first
        #expect(try #require(row?.startedAt) < (day + 3).startUTC)
    }

    @Test("is kept also where no notice went out, unless the policy asks for none at all")
    func noNotice() {
        func gap(_ policy: NoticePolicy) -> NoticeGap? {
            NoticeGap(
                notice: nil, isReachable: false, policy: policy, ownDate: nil, pinnedUntil: nil,
                today: CivilDate(dayNumber: 20_514), at: Bench.start)
        }
        #expect(gap(NoticePolicy(before: .zero)) == .notGiven)
        #expect(gap(NoticePolicy(before: .zero, acknowledge: .always, onNobody: .proceed)) == .notGiven)
        #expect(gap(NoticePolicy(before: .days(1), onNobody: .proceed)) == .notGiven)
        #expect(gap(NoticePolicy(before: .zero, onNobody: .proceed)) == nil)
    }
}
