import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// An open wave of three sites on a Monday, a visit to beta on Wednesday, and a freeze of Wednesday and Thursday.
@Suite("An appointment and a freeze")
struct FrozenVisitTests {
    private let bench: Bench
    private let day: CivilDate

    init() async throws {
        bench = try await Bench()
        try await bench.openWave { $0.execute.by = .manual }
        day = bench.now.dateAndMilliseconds.0
    }

    private var visit: Appointment {
        Appointment(
            id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (day + 2).startUTC + .hours(10), minutes: 60, person: "Dana Levi",
            personEmail: EmailAddress("dana@northwind.example"), changedAt: bench.now)
    }

    private func refusal(_ command: CommandID) async throws -> Refusal? {
        do throws(OperationError) {
            try await bench.operations.appoint(visit, command: command, by: "ada", at: bench.now)
            return nil
        } catch {
            guard case .refused(let refusal) = error else { throw error }
            return refusal
        }
    }

    private func freeze() async throws {
        let rule = CalendarRule(
            id: "f", kind: .freeze(try #require(DaySpan(from: day + 2, to: day + 3))),
            among: try Predicate(parsing: "customer==beta"), owner: "ada", why: "their fair", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
    }

    @Test("that lies inside it is refused with the freeze, and may be made once two persons have crossed it")
    func refused() async throws {
        try await freeze()
        guard case .appointmentFrozen(let freeze, let until) = try await refusal("first") else {
            Issue.record("it was agreed on inside the freeze")
            return
        }
        #expect(freeze.why == "their fair" && until == (day + 4).startUTC)
        let crossing = FreezeCrossing(
            id: "c", rollout: Bench.rollout, sites: ["beta-hq"],
            time: TimeRange(from: (day + 2).startUTC, until: (day + 3).startUTC), why: "their trunk is down",
            agreed: nil, requestedBy: "ada", requestedAt: bench.now)
        try await bench.give(.requestCrossing(crossing, customers: []), id: "request")
        #expect(try await refusal("asked for") != nil, "asked for is not approved")
        try await bench.operations.perform(.approveCrossing("c"), id: "approve-crossing", by: "bob", at: bench.now)
        #expect(try await refusal("crossed") == nil)
    }

    @Test("that a new one takes is listed before, called off with its reason to both sides, and gets another day")
    func taken() async throws {
        #expect(try await refusal("made") == nil)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let beta = try Predicate(parsing: "customer==beta")
        let fair = try #require(Freeze(from: day + 2, to: day + 3, why: "their fair", among: beta))
        let impact = try await bench.operations.calendarImpact(at: bench.now) { $0.freezes.append(fair) }
        #expect(impact.first?.taken == ["beta-hq"])
        #expect(impact.first?.calledOff.map(\.id) == ["visit"], "and said before it is done")
        try await freeze()
        while try await conductor.tick(at: bench.now) {}
        let called = try #require(try await bench.store.appointments(AppointmentQuery(id: "visit")).first)
        #expect(called.state == .cancelled && called.note == "their fair")
        let told = try await bench.deliveries().filter { delivery in
            if case .appointment(_, _, round: 1) = delivery.subject { true } else { false }
        }
        #expect(told.count == 2, "the customer and who would have come")
        let notice = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
            .first(where: \.stands)
        #expect(notice?.day(of: "beta-hq") == day + 4)
    }

    @Test("that was made after one that came to nothing gets another day all the same, and nothing begins before it")
    func takenAfterAnother() async throws {
        var first = visit
        first.start = bench.now + .hours(1)
        try await bench.operations.appoint(first, command: "first", by: "ada", at: bench.now)
        let conductor = Conductor(operations: bench.operations)
        bench.clock.advance(to: first.start)
        while try await conductor.tick(at: bench.now) {}
        try await bench.operations.change(
            "visit", .refuse, note: "Nobody there.", command: "refuse", by: "technician", at: bench.now)
        var second = Appointment(
            id: "second", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (day + 2).startUTC + .hours(10), minutes: 60, person: "Dana Levi", changedAt: bench.now)
        second.personEmail = EmailAddress("dana@northwind.example")
        bench.pass(.minutes(1))
        try await bench.operations.appoint(second, command: "second", by: "ada", at: bench.now)
        bench.pass(.minutes(1))
        try await freeze()
        while try await conductor.tick(at: bench.now) {}
        #expect(try await bench.store.appointments(AppointmentQuery(id: "second")).first?.state == .cancelled)
        let notice = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
            .first(where: \.stands)
        #expect(notice?.day(of: "beta-hq") == day + 4)
    }

    @Test("whose work has begun is not called off by a freeze that comes then")
    func begun() async throws {
        #expect(try await refusal("made") == nil)
        let conductor = Conductor(operations: bench.operations)
        bench.clock.advance(to: visit.start - .hours(1))
        while try await conductor.tick(at: bench.now) {}
        _ = try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "Dana Levi", at: bench.now)
        try await freeze()
        while try await conductor.tick(at: bench.now) {}
        #expect(try await bench.store.appointments(AppointmentQuery(id: "visit")).first?.state != .cancelled)
    }
}
