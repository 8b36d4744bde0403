import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// One rollout for each of three customers.
@Suite("Several rollouts at a time")
struct ManyRolloutsTests {
    @Test("a freeze that concerns the last of them is told at once, and not when the others have had their turn")
    func lastInTurn() async throws {
        let bench = try await Bench()
        let conductor = Conductor(operations: bench.operations)
        for (number, customer) in ["alpha", "beta", "gamma"].enumerated() {
            let id = RolloutID("r-\(customer)")
            var policy = try Bench.policy()
            policy.rollout = id
            policy.release.version = try #require(Version("5.2.\(number)"))
            policy.select = try Predicate(parsing: "customer==\(customer)")
            policy.notice.before = .zero
            _ = try await bench.operations.makePlan(policy, id: CommandID("plan-\(number)"), by: "ada", at: bench.now)
            try await bench.give(.approvePlan(id), id: CommandID("approve-\(number)"))
            try await bench.operations.start(id, command: CommandID("start-\(number)"), by: "ada", at: bench.now)
        }
        while try await conductor.tick(at: bench.now) {}
        while let due = await bench.operations.ledger.read({ [now = bench.now] in $0.agenda.nextAt(after: now) }) {
            bench.clock.advance(to: due)
            while try await conductor.tick(at: due) {}
        }
        #expect(try await bench.store.placements(PlacementQuery(states: [.due])).count == 3)
        bench.pass(.minutes(1))
        let day = bench.now.dateAndMilliseconds.0
        let rule = CalendarRule(
            id: "f", kind: .freeze(try #require(DaySpan(from: day, to: day + 1))),
            among: try Predicate(parsing: "customer==gamma"), owner: "ada", why: "their fair", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        while try await conductor.tick(at: bench.now) {}
        let moved = try await bench.deliveries().filter { if case .moved = $0.subject { true } else { false } }
        #expect(moved.map(\.customer) == ["gamma"])
    }
}
