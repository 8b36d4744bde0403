import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Alpha goes first; beta and gamma are told of the second wave. Gamma has a later day of its own, and everything stands still
/// until that is over.
@Suite("A day of its own that went by in a halt")
struct PassedDayTests {
    private let bench: Bench
    private let conductor: Conductor
    private let installer: Installer
    private let own: CivilDate

    init() async throws {
        bench = try await Bench()
        var policy = try Bench.policy(waves: [
            WavePolicy(name: "first", among: try Predicate(parsing: "customer==alpha"), soak: SoakPolicy(days: 3)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 3)),
        ])
        policy.notice.before = .days(2)
        policy.notice.postponeTimes = 1
        policy.execute.by = .command
        policy.verdict.minSample = 1
        policy.verdict.acceptSites = 3
        policy.verdict.silenceAfter = .days(30)
        try await bench.start(policy)
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        try await bench.turn(conductor) { $0.state == .open }
        let told = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1] }).opensAt
        // A Wednesday or a Thursday after that.
        own = bench.operations.settings.calendar.zone.localDate(at: told) + 1
    }

    /// An hour of it: the conductor's duties first, then the installs, and last the days.
    private func hour() async throws {
        let at = bench.now
        while try await conductor.round(at: at) {}
        while try await installer.tick(clock: { at }) > 0 {}
        for row in try await bench.placements([.installed]) where row.heardAt == nil {
            try await bench.report(row.installation, .healthy)
        }
        while try await conductor.keepDays(at: at) {}
        bench.pass(.hours(1))
    }

    private func hours(until isSo: () async throws -> Bool) async throws {
        for _ in 0..<(24 * 30) {
            if try await isSo() { return }
            try await hour()
        }
        Issue.record("not within 30 days")
    }

    private func waves() async throws -> [WaveState] {
        await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.map(\.state) ?? [] }
    }

    private var today: CivilDate { bench.operations.settings.calendar.zone.localDate(at: bench.now) }

    private func told() async throws -> CivilDate? {
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "gamma"))
        return notices.filter(\.stands).max { $0.namedAt < $1.namedAt }?.day
    }

    private func letters() async throws -> Int {
        try await bench.store.deliveries(DeliveryQuery(customer: "gamma")).count
    }

    private func installedOn() async throws -> CivilDate? {
        try await bench.placements([.installed]).first { $0.customer == "gamma" }?.settledAt.map {
            bench.operations.settings.calendar.zone.localDate(at: $0)
        }
    }

    private func choose(_ kind: Answer.Kind) async throws {
        var wish = AnswerWish(
            customer: "gamma", rollout: Bench.rollout, kind: kind, way: .telephone, at: bench.now, note: "As they like."
        )
        (wish.person, wish.recordedBy, wish.day) = ("Gus", "ada", own)
        try await bench.operations.answer(wish, command: "own", by: "ada", at: bench.now)
    }

    /// Until the day of its own is over.
    private func halt(_ state: WaveState) async throws {
        try await hours {
            try await waves() == [.passed, state]
        }
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        try await hours { today > own }
        bench.clock.advance(to: bench.operations.settings.calendar.zone.instant(of: today, minuteOfDay: 10 * 60))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
    }

    @Test(
        "is no leave to begin on another: it is told that first, with the time of a notice",
        arguments: [(Answer.Kind.told, true), (.moved, true), (.told, false)], [WaveState.planned, .open, .soaking])
    func toldFirst(_ way: (Answer.Kind, Bool), _ state: WaveState) async throws {
        let (kind, isAnnounced) = way
        if isAnnounced { try await hours { try await told() != nil } }
        try await choose(kind)
        #expect(try await told() == own)
        try await halt(state)
        let (resumed, before) = (today, try await letters())
        try await hours { try await installedOn() != nil }
        let day = try #require(try await installedOn())
        #expect(day >= resumed + 2, "two days are the notice")
        #expect(try await told() == day)
        #expect(try await letters() > before)
    }

    @Test("that nobody can come on is not told: one before its wave opens")
    func notBeforeTheWave() async throws {
        try await hours { try await told() != nil }
        var wish = AnswerWish(
            customer: "gamma", rollout: Bench.rollout, kind: .told, way: .telephone, at: bench.now, note: "Sooner.")
        (wish.person, wish.recordedBy, wish.day) = ("Gus", "ada", own - 2)
        await #expect(throws: OperationError.refused(.dayTooEarly(own - 2, earliest: own - 1))) {
            try await bench.operations.answer(wish, command: "sooner", by: "ada", at: bench.now)
        }
        #expect(try await told() == own - 1)
    }
}
