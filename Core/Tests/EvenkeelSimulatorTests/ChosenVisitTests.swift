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
