import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A guard that keeps a rollout")
struct GuardedPlanTests {
    private func policy(waves: [WavePolicy]) throws -> Policy {
        var policy = Policy(
            rollout: Bench.rollout,
            release: Release(
                product: "pbx", version: try #require(Version("5.2.0")), touches: ["fax"],
                texts: ["en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")]),
            waves: waves)
        policy.notice.before = .zero
        return policy
    }

    @Test("is named by the plan, by what the rollout waits for and by every site, before somebody tries to start it")
    func named() async throws {
        let store = MemoryStore()
        let rule = Guard(
            id: "fax-soak", incident: Bench.incident, action: "a1", when: try Predicate(parsing: "release.touches==fax"),
            soakHours: 72, atSites: 2, matching: try Predicate(parsing: "feature==fax"), beforeWave: 2,
            since: Bench.start)
        try await store.append(
            [Entry(position: 1, at: Bench.start, command: "g", actor: "ada", event: .guardAdded(rule))], after: 0,
            rows: [])
        let bench = try await Bench(on: store)
        let plan = try await bench.operations.makePlan(
            try policy(waves: [WavePolicy(name: "all")]), id: "plan", by: "ada", at: bench.now)
        let warning = try #require(plan.warnings.first { $0.contains("fax-soak") })
        #expect(warning.contains("2 sites with feature==fax soak 72 hours before wave 2; this plan lets 0 of them."))
        func unmet() async throws -> [UnmetGuard] {
            let known = await bench.operations.ledger.read { $0.rollouts[Bench.rollout] }
            let rollout = try #require(known)
            return try await bench.operations.unmetGuards(of: rollout)
        }
        #expect(try await unmet().map(\.rule) == [rule])
        try await bench.give(.approvePlan(Bench.rollout), id: "approve")
        let standing = try await bench.operations.standing(of: "alpha-hq", in: Bench.rollout, at: bench.now)
        #expect(standing == .waiting(.guarded(try #require(try await unmet().first))))
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        #expect(!RolloutWait.of(rollout, guards: try await unmet()).contains(.start), "it cannot be started")
        #expect(RolloutWait.of(rollout) == [.start])
    }
}
