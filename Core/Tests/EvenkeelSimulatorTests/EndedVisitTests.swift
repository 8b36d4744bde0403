import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// An open wave of three sites on a Monday, installed by a command, and a visit to beta on Wednesday at ten.
@Suite("A visit beside an install that nobody has to come for")
struct EndedVisitTests {
    private let bench: Bench
    private let conductor: Conductor
    private let installer: Installer
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        try await bench.openWave()
        conductor = Conductor(operations: bench.operations)
        installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        day = bench.now.dateAndMilliseconds.0
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (day + 2).startUTC + .hours(10), minutes: 60, person: "Dana Levi",
            personEmail: EmailAddress("dana@northwind.example"), changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
    }

    private func turns(until time: Timestamp) async throws {
        repeat {
            let at = bench.now
            while try await conductor.round(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            while try await conductor.keepDays(at: at) {}
            guard at < time else { return }
            bench.clock.advance(to: min(time, at + .hours(1)))
        } while true
    }

    private func installed() async throws -> Timestamp? {
        try await bench.placements([.installed]).first { $0.installation == "beta-hq" }?.settledAt
    }

    private func visit() async throws -> Appointment {
        try #require(try await bench.store.appointments(AppointmentQuery(id: "visit")).first)
    }

    private func told() async throws -> CivilDate? {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first(where: \.stands)?
            .day(of: "beta-hq")
    }

    @Test("begins at the time that was agreed on and not before, and is over once it is installed")
    func keepsItsHour() async throws {
        try await turns(until: (day + 2).startUTC + .hours(9))
        #expect(try await installed() == nil)
        try await turns(until: (day + 2).startUTC + .hours(12))
        #expect(try await installed() == (day + 2).startUTC + .hours(10))
        #expect(try await visit().state == .done)
    }

    @Test("that is called off takes its day with it: nothing begins before another day was told, and that is kept")
    func calledOff() async throws {
        try await turns(until: (day + 1).startUTC + .hours(12))
        #expect(try await told() == day + 2)
        try await bench.operations.change(
            "visit", .cancel, note: "Dana is ill.", command: "ill", by: "ada", at: bench.now)
        // Installs first: whoever looks at the days may come an hour later.
        while try await installer.tick(clock: { [now = bench.now] in now }) > 0 {}
        bench.pass(.hours(1))
        try await turns(until: (day + 2).startUTC + .hours(23))
        #expect(try await installed() == nil)
        let next = try #require(try await told())
        #expect(next > day + 2)
        let moved = try await bench.deliveries().contains { delivery in
            if case .moved(_, _, _, _, was: day + 2, to: next, _) = delivery.subject { true } else { false }
        }
        #expect(moved, "its customer hears of it")
        try await turns(until: next.startUTC + .hours(23))
        #expect(try await installed()?.dateAndMilliseconds.0 == next)
    }

    /// What beta is told, the first queued first; of the appointment its state then.
    private func letters() async throws -> [String] {
        try await bench.deliveries().filter { $0.customer == "beta" && $0.recipient == "ada@beta.example" }
            .sorted { $0.queuedAt < $1.queuedAt }.compactMap { delivery in
                switch delivery.subject {
                case .appointment: "appointment"
                case .moved(_, _, _, _, let was, let to, _):
                    "moved \(was.map { "\($0)" } ?? "-") \(to.map { "\($0)" } ?? "-")"
                case .notice: "notice"
                default: nil
                }
            }
    }

    @Test("is called off by a halt with one message, and another day is told once that is over")
    func halted() async throws {
        try await turns(until: bench.now + .hours(1))
        let before = try await letters()
        try await bench.give(.haltRollout(Bench.rollout, reason: "a switch burnt"), id: "halt")
        try await turns(until: bench.now + .hours(2))
        #expect(try await visit().state == .cancelled)
        #expect(try await letters() == before + ["appointment"])
        #expect(try await told() == nil)
        try await turns(until: (day + 1).startUTC + .hours(12))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        try await turns(until: bench.now + .hours(2))
        let next = try #require(try await told())
        #expect(next >= day + 2, "nobody is hurried")
        let said = try await letters()
        #expect(said == before + ["appointment", "notice"])
        try await turns(until: next.startUTC + .hours(23))
        let done = try await installed()
        #expect(done?.dateAndMilliseconds.0 == next)
    }

    @Test("stands while we pause, and is called off four hours before it where that is not over; one message says so")
    func paused() async throws {
        try await turns(until: bench.now + .hours(1))
        let before = try await letters()
        try await bench.give(
            .pauseRollout(Bench.rollout, reason: "we look at something", owner: .operator, scope: .everything),
            id: "pause")
        try await turns(until: (day + 2).startUTC + .hours(5))
        #expect(try await visit().state == .agreed)
        try await turns(until: (day + 2).startUTC + .hours(9))
        #expect(try await visit().state == .cancelled)
        try await turns(until: (day + 3).startUTC + .hours(9))
        #expect(try await letters() == before + ["appointment"])
        try await bench.give(
            .liftPause(Bench.rollout, owner: .operator, scope: .everything, reason: "it was nothing"), id: "lift")
        try await turns(until: bench.now + .hours(2))
        let next = try #require(try await told())
        #expect(next > day + 2)
        let said = try await letters()
        #expect(said == before + ["appointment", "notice"])
        try await turns(until: next.startUTC + .hours(23))
        #expect(try await installed()?.dateAndMilliseconds.0 == next)
    }

    @Test("for today goes with a halt of today, and so does the day: nothing begins before another was told")
    func haltedOnTheDay() async throws {
        try await turns(until: (day + 2).startUTC + .hours(9))
        try await bench.give(.haltRollout(Bench.rollout, reason: "a switch burnt"), id: "halt")
        try await turns(until: (day + 2).startUTC + .hours(11))
        #expect(try await visit().state == .cancelled)
        #expect(try await told() == nil)
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        while try await installer.tick(clock: { [now = bench.now] in now }) > 0 {}
        #expect(try await installed() == nil)
        try await turns(until: bench.now + .hours(1))
        #expect(try await told() != nil)
    }
}
