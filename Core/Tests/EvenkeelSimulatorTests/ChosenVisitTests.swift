import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// Everybody is asked to agree, and nobody has; a technician is expected at beta on the day after the wave opened.
@Suite("A time that the customer chose for a visit")
struct ChosenVisitTests {
    private let bench: Bench
    private let chosen: Timestamp

    init() async throws {
        bench = try await Bench()
        chosen = (bench.now.dateAndMilliseconds.0 + 3).startUTC + .hours(10)
    }

    private func open() async throws {
        var policy = try Bench.policy()
        policy.notice.before = .zero
        policy.notice.acknowledge = try Predicate(parsing: "product==pbx")
        policy.notice.onSilence = .call
        policy.notice.postponeTimes = 2
        policy.execute.by = .manual
        try await bench.start(policy)
        try await bench.turn { $0.openedAt != nil }
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (bench.now.dateAndMilliseconds.0 + 1).startUTC + .hours(10), minutes: 60, person: "Dana Levi",
            changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
    }

    private func choose() async throws {
        try await bench.operations.change(
            "visit", .move, start: chosen, chosenBy: VisitChoice(contact: "ada@beta.example"), command: "chosen",
            by: "customer beta", at: bench.now)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
    }

    private func calls() async throws -> [CustomerID] {
        try await bench.operations.calls(at: bench.now).map(\.notice.customer).sorted()
    }

    @Test("is their yes to it: nobody calls them, and who comes begins")
    func isAgreement() async throws {
        try await open()
        #expect(try await calls() == ["alpha", "beta", "gamma"])
        try await choose()
        #expect(try await calls() == ["alpha", "gamma"])
        let notice = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first)
        #expect(notice.state == .acknowledged && notice.day == chosen.dateAndMilliseconds.0)
        let answer = try #require(try await bench.store.answers(AnswerQuery(customer: "beta")).first)
        #expect(answer.kind == .moved && answer.way == .page && answer.contact == "ada@beta.example")
        #expect(answer.day == chosen.dateAndMilliseconds.0 && answer.installations == ["beta-hq"])
        bench.clock.advance(to: chosen)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let install = try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "dana", at: bench.now)
        #expect(install.installation == "beta-hq")
    }

    @Test("is no yes for another site of theirs, which is still asked about")
    func otherSite() async throws {
        try await bench.put("beta-store", of: "beta")
        try await open()
        try await choose()
        #expect(try await calls() == ["alpha", "beta", "gamma"])
        bench.clock.advance(to: chosen)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let install = try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "dana", at: bench.now)
        #expect(install.installation == "beta-hq")
        await #expect(throws: OperationError.self) {
            try await bench.operations.begin("beta-store", of: Bench.rollout, by: "dana", at: bench.now)
        }
    }

    @Test(
        "stands when they choose another day for their other site, on their page or on the telephone",
        arguments: [Answer.Kind.moved, .told])
    func anotherDay(kind: Answer.Kind) async throws {
        try await bench.put("beta-store", of: "beta")
        try await open()
        try await choose()
        let (visited, day) = (chosen.dateAndMilliseconds.0, chosen.dateAndMilliseconds.0 + 5)
        var wish = AnswerWish(
            customer: "beta", rollout: Bench.rollout, kind: kind, way: kind == .moved ? .page : .telephone,
            at: bench.now, note: "stock-taking", day: day)
        wish.contact = kind == .moved ? "ada@beta.example" : nil
        if kind == .told { (wish.person, wish.recordedBy) = ("Ada", "bob") }
        try await bench.operations.answer(wish, command: "other", by: "bob", at: bench.now)
        let notice = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first)
        #expect(notice.day(of: "beta-hq") == visited && notice.day(of: "beta-store") == day)
        let visit = try #require(try await bench.store.appointments(AppointmentQuery(id: "visit")).first)
        #expect(visit.state == .agreed && visit.start == chosen)
        // Said of the site where somebody is expected, it is that appointment that has to be moved.
        wish.installations = ["beta-hq", "beta-store"]
        await #expect(throws: OperationError.refused(.appointedAlready(Bench.rollout, "beta-hq", by: "visit"))) {
            try await bench.operations.answer(wish, command: "both", by: "bob", at: bench.now)
        }
    }

    @Test("of ours is not: where we make or move the appointment they are still asked")
    func ours() async throws {
        try await open()
        try await bench.operations.change(
            "visit", .move, start: chosen, command: "moved", by: "ada", at: bench.now)
        bench.clock.advance(to: chosen)
        await #expect(throws: OperationError.self) {
            try await bench.operations.begin("beta-hq", of: Bench.rollout, by: "dana", at: bench.now)
        }
        #expect(try await calls() == ["alpha", "beta", "gamma"])
    }
}
