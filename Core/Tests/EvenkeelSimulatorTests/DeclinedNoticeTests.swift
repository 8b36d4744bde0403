import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A customer that has declined")
struct DeclinedNoticeTests {
    enum NewDay: String, CaseIterable {
        case afterPause, afterHalt, afterReplan
    }

    private let bench: Bench
    private let conductor: Conductor

    init() async throws {
        bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(7)
        policy.execute.by = .command
        try await bench.start(policy)
        conductor = Conductor(operations: bench.operations)
        try await bench.turnUntilAnnounced(conductor)
    }

    private func wave() async throws -> RolloutWave {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
    }

    private func answer(_ kind: Answer.Kind, _ note: String, id: CommandID) async throws {
        var wish = AnswerWish(
            customer: "alpha", rollout: Bench.rollout, kind: kind, way: .telephone, at: bench.now, note: note)
        (wish.person, wish.recordedBy) = ("Al", "ada")
        try await bench.operations.answer(wish, command: id, by: "ada", at: bench.now)
    }

    private func letters(to customer: CustomerID) async throws -> Int {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).count
    }

    private func standing() async throws -> NoticeRow {
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "alpha"))
        return try #require(notices.max { ($0.announcedAt, $0.revision) < ($1.announcedAt, $1.revision) })
    }

    private func nameNewDay(_ way: NewDay) async throws {
        let opens = try await wave().opensAt
        switch way {
        case .afterPause:
            try await bench.give(
                .pauseRollout(Bench.rollout, reason: "an audit"), id: "pause")
            bench.clock.advance(to: opens + .days(3))
            while try await conductor.tick(at: bench.now) {}
            try await bench.give(
                .liftPause(Bench.rollout, owner: .operator, scope: .everything, reason: "it is over"), id: "lift")
        case .afterHalt:
            try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
            while try await conductor.tick(at: bench.now) {}
            bench.clock.advance(to: opens + .days(3))
            try await bench.give(
                .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
                id: "resume")
        case .afterReplan:
            let day = try await wave().opens
            let rule = CalendarRule(
                id: "fx", kind: .freeze(try #require(DaySpan(from: day, to: day + 7))), among: nil, owner: "ada",
                why: "year end", since: bench.now)
            try await bench.give(.addCalendarRule(rule), id: "freeze")
            _ = try await bench.operations.proposeRevision(
                Bench.rollout, reason: "year end", command: "propose", by: "bo", at: bench.now)
            try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        }
        let before = opens
        try await bench.turn(conductor) { $0.announcedAt != nil && $0.opensAt > before }
    }

    @Test("says no as well while a halt has taken the day back, and is neither asked again nor installed afterwards")
    func whileHalted() async throws {
        let opens = try await wave().opensAt
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await standing().state == .withdrawn)
        try await answer(.declined, "Not after that.", id: "no")
        #expect(try await standing().state == .declined)
        let told = try await letters(to: "alpha")
        bench.clock.advance(to: opens + .days(3))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        try await bench.turn(conductor) { $0.state == .open }
        #expect(try await letters(to: "alpha") == told)
        let skipped = try await bench.placements([.skipped])
        #expect(skipped.map(\.installation) == ["alpha-hq"])
    }

    @Test(
        "is not installed when a new day is named, is not asked again, and its no is the reason that is shown",
        arguments: NewDay.allCases)
    func aNoStands(_ way: NewDay) async throws {
        try await answer(.declined, "Not before our audit.", id: "no")
        let told = try await letters(to: "alpha")
        let others = try await letters(to: "beta")
        try await nameNewDay(way)
        #expect(try await letters(to: "beta") > others, "who has not declined hears of the new day")
        #expect(try await letters(to: "alpha") == told)
        #expect(try await standing().state == .declined)
        #expect(try await standing().day == bench.operations.settings.calendar.zone.localDate(at: wave().opensAt))

        try await bench.turn(conductor) { $0.state == .open }
        let rows = try await bench.placements()
        let alpha = try #require(rows.first { $0.installation == "alpha-hq" })
        #expect(alpha.state == .skipped && alpha.note == "notice-declined")
        #expect(rows.filter { $0.state == .due }.map(\.installation).sorted() == ["beta-hq", "gamma-hq"])
        let executor = ScriptedExecutor()
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        for _ in 0..<5 { _ = try await installer.tick { bench.now } }
        #expect(!executor.sites.contains("alpha-hq"))
    }

    @Test("goes once it says yes after all, to whoever writes that down", arguments: NewDay.allCases)
    func aYesAfterAll(_ way: NewDay) async throws {
        try await answer(.declined, "Not before our audit.", id: "no")
        try await nameNewDay(way)
        try await bench.turn(conductor) { $0.state == .open }
        try await answer(.agreed, "The audit is through.", id: "yes")
        while try await conductor.tick(at: bench.now) {}
        #expect(try await bench.placements([.due]).contains { $0.installation == "alpha-hq" })
    }
}
