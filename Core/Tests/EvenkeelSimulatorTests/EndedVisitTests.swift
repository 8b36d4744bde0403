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
            if case .moved(_, _, _, _, was: day + 2, to: next) = delivery.subject { true } else { false }
        }
        #expect(moved, "its customer hears of it")
        try await turns(until: next.startUTC + .hours(23))
        #expect(try await installed()?.dateAndMilliseconds.0 == next)
    }
}
