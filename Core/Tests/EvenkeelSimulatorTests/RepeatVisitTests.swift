import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A visit that was not possible")
struct RepeatVisitTests {
    private func visit(_ id: AppointmentID, _ bench: Bench, _ start: Timestamp) -> Appointment {
        Appointment(
            id: id, rollout: Bench.rollout, installation: "alpha-hq", customer: "alpha", start: start, minutes: 30,
            person: "Dana Levi", changedAt: bench.now)
    }

    @Test(
        "is why the site waits, in the words of who came, until another is agreed on; who is there begins all the same")
    func words() async throws {
        let bench = try await Bench()
        try await bench.openWave { $0.execute.by = .manual }
        let start = bench.now + .minutes(30)
        try await bench.operations.appoint(visit("first", bench, start), command: "first", by: "ada", at: bench.now)
        bench.clock.advance(to: start)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        try await bench.operations.change(
            "first", .refuse, note: "Nobody there.", command: "refuse", by: "technician", at: bench.now)
        func standing() async throws -> SiteStanding {
            try await bench.operations.standing(of: "alpha-hq", in: Bench.rollout, at: bench.now)
        }
        #expect(try await standing() == .notPossible(at: start, person: "Dana Levi", note: "Nobody there."))
        #expect(try await standing().code == "not_possible")
        #expect(try await bench.operations.visitsToRepeat().map(\.id) == ["first"])
        let jobs = try await bench.operations.jobs(at: bench.now)
        #expect(jobs.first { $0.row.installation == "alpha-hq" }?.visit?.note == "Nobody there.")
        #expect(jobs.first { $0.row.installation == "beta-hq" }?.visit == nil)
        // Whoever is there after all begins it.
        let install = try await bench.operations.begin("alpha-hq", of: Bench.rollout, by: "dana", at: bench.now)
        #expect(install.installation == "alpha-hq")
        #expect(try await bench.operations.visitsToRepeat().isEmpty)
    }

    @Test("is over once another is agreed on, and asks for one again where that is not possible either")
    func another() async throws {
        let bench = try await Bench()
        try await bench.openWave { $0.execute.by = .manual }
        let operations = bench.operations
        try await operations.appoint(
            visit("first", bench, bench.now + .minutes(30)), command: "first", by: "ada", at: bench.now)
        try await operations.change("first", .refuse, note: "Ill.", command: "ill", by: "technician", at: bench.now)
        bench.pass(.minutes(1))
        try await operations.appoint(
            visit("second", bench, bench.now + .hours(2)), command: "second", by: "ada", at: bench.now)
        #expect(try await operations.visitsToRepeat().isEmpty)
        bench.pass(.minutes(1))
        try await operations.change("second", .refuse, note: "Locked.", command: "l", by: "technician", at: bench.now)
        #expect(try await operations.visitsToRepeat().map(\.note) == ["Locked."])
    }

    @Test("comes on no other day than the one agreed on by what is said on the telephone, and not where that is a no")
    func telephone() async throws {
        let bench = try await Bench()
        try await bench.openWave { $0.execute.by = .manual }
        let start = bench.now + .minutes(30)
        try await bench.operations.appoint(visit("first", bench, start), command: "first", by: "ada", at: bench.now)
        func say(_ kind: Answer.Kind, _ day: CivilDate?, _ id: CommandID) async throws {
            var wish = AnswerWish(
                customer: "alpha", rollout: Bench.rollout, kind: kind, way: .telephone, at: bench.now, note: "n",
                day: day)
            (wish.person, wish.recordedBy) = ("Ada", "bob")
            try await bench.operations.answer(wish, command: id, by: "bob", at: bench.now)
        }
        let today = bench.now.dateAndMilliseconds.0
        for kind in [Answer.Kind.told, .moved] {
            await #expect(
                throws: OperationError.refused(.appointedAlready(Bench.rollout, "alpha-hq", by: "first"))
            ) { try await say(kind, today + 4, CommandID(kind.rawValue)) }
        }
        try await say(.told, today, "told")
        try await say(.declined, nil, "no")
        let visits = try await bench.store.appointments(AppointmentQuery(id: "first"))
        #expect(visits.map(\.state) == [.cancelled])
        let standing = try await bench.operations.standing(of: "alpha-hq", in: Bench.rollout, at: bench.now)
        #expect(standing.code == "notice_declined")
    }

    @Test("of one that is over and of which nobody has said what came of it is asked, until somebody does")
    func unreported() async throws {
        let bench = try await Bench()
        try await bench.openWave { $0.execute.by = .manual }
        let operations = bench.operations
        try await operations.appoint(
            visit("first", bench, bench.now + .minutes(30)), command: "first", by: "ada", at: bench.now)
        #expect(try await operations.visitsUnreported(at: bench.now).isEmpty)
        bench.pass(.hours(8))
        #expect(try await operations.visitsUnreported(at: bench.now).map(\.id) == ["first"])
        try await operations.change("first", .refuse, note: "Ill.", command: "ill", by: "technician", at: bench.now)
        #expect(try await operations.visitsUnreported(at: bench.now).isEmpty)
    }
}
