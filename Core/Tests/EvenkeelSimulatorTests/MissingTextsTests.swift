import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A release that has no texts")
struct MissingTextsTests {
    @Test("has no notice and begins nowhere, and its rollout says that they are missing")
    func missing() async throws {
        let bench = try await Bench()
        let conductor = Conductor(operations: bench.operations)
        try await bench.give(.changeOutbound(.live), id: "live")
        var policy = try Bench.policy()
        policy.release.texts = [:]
        policy.notice = NoticePolicy(before: .days(2))
        let plan = try await bench.operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
        #expect(plan.warnings.contains { $0.contains("no texts in \"en\"") }, "the plan says so already")
        try await bench.give(.approvePlan(Bench.rollout), id: "approve")
        try await bench.operations.start(Bench.rollout, command: "start", by: "ada", at: bench.now)
        func rollout() async throws -> Rollout {
            try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        }
        let due = try await rollout().waves[0].noticeAt
        #expect(RolloutWait.of(try await rollout(), at: due - .minutes(1)) == [.notice(wave: 0, at: due)])
        while bench.now < due + .days(14) {
            while try await conductor.tick(at: bench.now) {}
            bench.pass(.hours(6))
        }
        #expect(RolloutWait.of(try await rollout(), at: bench.now) == [.texts(wave: 0, policy.release)])
        #expect(try await bench.store.notices(NoticeQuery(rollout: Bench.rollout)).isEmpty)
        #expect(try await rollout().waves.allSatisfy { $0.openedAt == nil })
    }
}
