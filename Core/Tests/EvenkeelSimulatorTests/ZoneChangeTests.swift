import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization
import Testing

@Suite("Time-zone data that changes")
struct ZoneChangeTests {
    /// A zone whose law can be changed while everything runs.
    private final class Law: Sendable {
        private let hours = Mutex(1)

        func becomes(_ hours: Int) { self.hours.withLock { $0 = hours } }

        var lookup: ZoneLookup {
            { [self] name in
                guard name == "Europe/Rome" else { return nil }
                return ZoneOffsets(name: name, initialOffsetSeconds: hours.withLock { $0 } * 3600, transitions: [])
            }
        }
    }

    private func bench(_ law: Law) async throws -> (bench: Bench, operations: Operations) {
        let bench = try await Bench()
        var sites = try await bench.store.fleet().installations
        for number in sites.indices { sites[number].timezone = "Europe/Rome" }
        try await bench.store.change([.putInstallations(sites)])
        try await bench.openWave()
        return (bench, Operations(ledger: bench.operations.ledger, store: bench.store, zones: law.lookup))
    }

    private func appoint(
        _ operations: Operations, _ bench: Bench, _ site: InstallationID, at start: Timestamp, person: String = "Dana"
    ) async throws -> Appointment {
        try await operations.appoint(
            Appointment(
                id: AppointmentID("visit-\(site)"), rollout: Bench.rollout, installation: site,
                customer: CustomerID("alpha"), start: start, minutes: 60, person: person, changedAt: bench.now),
            command: CommandID("appoint/\(site)"), by: "ada", at: bench.now)
    }

    private func appointment(_ bench: Bench, _ id: AppointmentID) async throws -> Appointment {
        try #require(try await bench.store.appointments(AppointmentQuery(id: id)).first)
    }

    @Test("nine o'clock stays nine o'clock: the instant moves, once, and both sides get the entry anew")
    func wallTime() async throws {
        let law = Law()
        let (bench, operations) = try await bench(law)
        let day = bench.now.dateAndMilliseconds.0 + 7
        let nine = day.startUTC + .hours(8)
        let made = try await appoint(operations, bench, "alpha-hq", at: nine)
        #expect(made.wallTime?.minuteOfDay == 9 * 60 && made.wallTime?.day == day)
        let conductor = Conductor(operations: operations)
        while try await conductor.tick(at: bench.now) {}
        #expect(try await appointment(bench, made.id).sequence == 0, "nothing has changed")
        law.becomes(2)
        bench.pass(.days(1))
        for _ in 0..<2 {
            while try await conductor.tick(at: bench.now) {}
            let moved = try await appointment(bench, made.id)
            #expect(moved.start == day.startUTC + .hours(7) && moved.wallTime == made.wallTime)
            #expect(moved.sequence == 1)
        }
        let entries = try await bench.deliveries().filter {
            $0.subject == .appointment(made.id, Bench.rollout, round: 1)
        }
        #expect(entries.count == 1, "the customer's contact")
    }

    @Test("one that would meet another visit of the same person stays where it is, and is tried again the next day")
    func busy() async throws {
        let law = Law()
        let (bench, operations) = try await bench(law)
        let day = bench.now.dateAndMilliseconds.0 + 7
        let first = try await appoint(operations, bench, "alpha-hq", at: day.startUTC + .hours(8))
        var other = try await bench.store.fleet().installations.first { $0.id == "beta-hq" }
        other?.timezone = "Etc/Unknown"
        try await bench.store.change([.putInstallations([try #require(other)])])
        let second = try await appoint(operations, bench, "beta-hq", at: day.startUTC + .hours(7))
        law.becomes(2)
        #expect(try await operations.keepWallTimes(at: bench.now) == 0)
        #expect(try await appointment(bench, first.id).start == first.start)
        try await operations.change(
            second.id, .cancel, note: "not needed", command: "cancel", by: "ada", at: bench.now)
        #expect(try await operations.keepWallTimes(at: bench.now + .days(1)) == 1)
    }

    @Test("our own zone gets other rules under a running server: from the next day on everybody reckons with them")
    func ourOwn() async throws {
        let law = Law()
        var clock = PromiseClock()
        clock.calendar.zone = try #require(law.lookup("Europe/Rome"))
        let bench = try await Bench(settings: Settings(clock: clock))
        let operations = Operations(ledger: bench.operations.ledger, store: bench.store, zones: law.lookup)
        let conductor = Conductor(operations: operations)
        let day = bench.now.dateAndMilliseconds.0 + 3
        while try await conductor.tick(at: bench.now) {}
        #expect(operations.settings.calendar.morning(of: day) == day.startUTC + .hours(8))
        law.becomes(2)
        bench.pass(.days(1))
        while try await conductor.tick(at: bench.now) {}
        #expect(operations.settings.calendar.morning(of: day) == day.startUTC + .hours(7))
        #expect(bench.operations.settings == operations.settings, "it is one for all loops of a server")
    }
}
