import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Alpha goes first on Monday and soaks for two days; a technician is expected at beta at ten on the day of the second wave.
@Suite("A visit whose wave cannot open on its day")
struct SlippedVisitTests {
    private let bench: Bench
    private let conductor: Conductor
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        try await bench.put("beta-store", of: "beta")
        conductor = Conductor(operations: bench.operations)
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "installation==alpha-hq"), soak: SoakPolicy(days: 2)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 0)),
        ])
        policy.notice.before = .days(1)
        policy.execute.by = .manual
        policy.verdict.minSample = 1
        try await bench.start(policy)
        try await bench.turn(conductor) { $0.openedAt != nil }
        let opens = try #require(
            await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1].opensAt })
        day = opens.dateAndMilliseconds.0
    }

    /// At beta, on the day of the second wave or so many days after.
    private func appoint(after days: Int = 0) async throws {
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (day + days).startUTC + .hours(10), minutes: 60, person: "Dana Levi",
            personEmail: EmailAddress("dana@northwind.example"), changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
    }

    private func turns(until time: Timestamp) async throws {
        repeat {
            while try await conductor.tick(at: bench.now) {}
            guard bench.now < time else { return }
            bench.clock.advance(to: min(time, bench.now + .hours(1)))
        } while true
    }

    private func visit() async throws -> Appointment {
        try #require(try await bench.store.appointments(AppointmentQuery(id: "visit")).first)
    }

    private func told(_ site: InstallationID = "beta-hq") async throws -> CivilDate? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).last {
            $0.stands && $0.installations.contains(site)
        }?.day(of: site)
    }

    /// What beta and the technician are sent, the first queued first, without what went out before.
    private func letters(after count: Int = 0) async throws -> [String] {
        let all = try await bench.deliveries().filter { $0.customer == "beta" }
            .sorted { ($0.queuedAt, $0.recipient) < ($1.queuedAt, $1.recipient) }
            .map { delivery in
                let what =
                    switch delivery.subject {
                    case .appointment: "appointment"
                    case .moved: "moved"
                    case .notice: "notice"
                    default: "\(delivery.subject)"
                    }
                return "\(delivery.recipient.text.prefix { $0 != "@" }): \(what)"
            }
        return Array(all.dropFirst(count))
    }

    private func installAlpha() async throws {
        _ = try await bench.operations.begin("alpha-hq", of: Bench.rollout, by: "dana", at: bench.now)
        bench.pass(.minutes(20))
        try await bench.report("alpha-hq", .installed)
        bench.pass(.minutes(1))
        try await bench.report("alpha-hq", .healthy)
    }

    @Test("stands where it can open, and the technician begins at ten")
    func inTime() async throws {
        try await installAlpha()
        try await appoint()
        try await turns(until: day.startUTC + .hours(10))
        #expect(try await visit().state == .agreed)
        let install = try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "dana", at: bench.now)
        #expect(install.installation == "beta-hq")
    }

    @Test("is called off, to both sides, as soon as the soak before it lasts beyond its day; then another day is told")
    func soakIsLonger() async throws {
        try await appoint()
        try await turns(until: bench.now + .minutes(1))
        let before = try await letters().count
        // Nobody comes to alpha on the first day it was told, so that its day moves, and with it that of the wave.
        try await turns(until: bench.now + .days(2))
        try await installAlpha()
        try await turns(until: bench.now + .hours(2))
        #expect(try await visit().state == .cancelled)
        let first = try await letters(after: before)
        #expect(first == ["ada: appointment", "ada: notice", "dana: appointment"])
        await #expect(throws: OperationError.self) {
            try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "dana", at: day.startUTC + .hours(10))
        }
        let next = try #require(try await told())
        #expect(next > day)
        try await turns(until: next.startUTC + .hours(10))
        let install = try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "dana", at: bench.now)
        #expect(install.installation == "beta-hq")
        let all = try await letters(after: before)
        #expect(all == first, "the day that was told then holds")
    }

    @Test("of a later day stands, until four hours before it where no day is known by then")
    func laterDay() async throws {
        try await appoint(after: 30)
        let start = try await visit().start
        // Nobody comes to alpha at all.
        try await turns(until: start - .hours(5))
        #expect(try await visit().state == .agreed)
        #expect(try await told() == day + 30)
        let before = try await letters().count
        try await turns(until: start + .hours(1))
        #expect(try await visit().state == .cancelled)
        #expect(try await told() == nil)
        let said = try await letters(after: before)
        #expect(said == ["ada: appointment", "dana: appointment"])
    }

    @Test("of a later day stands in the notice, where the day of the customer's other site is taken back")
    func otherSite() async throws {
        try await installAlpha()
        try await appoint(after: 30)
        for _ in 0..<200 where try await told("beta-store") == nil { try await turns(until: bench.now + .hours(1)) }
        let first = try #require(try await told("beta-store"))
        #expect(try await told() == day + 30)
        let before = try await letters().count
        try await bench.give(
            .pauseRollout(Bench.rollout, reason: "we look at something", owner: .operator, scope: .everything),
            id: "pause")
        try await turns(until: first.startUTC + .hours(14))
        #expect(try await told("beta-store") == nil)
        #expect(try await told("beta-hq") == day + 30)
        #expect(try await visit().state == .agreed)
        #expect(try await letters(after: before).last == "ada: moved")
    }
}
