import EvenkeelDomain
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("Looking for a cheaper set")
struct ImprovementTests {
    /// Two cheap sites run what the dear ones run together; greedy takes the one with the most for its price first.
    private let sites = [
        site("a", seats: 10, features: ["1", "2", "3", "4"], complexity: 0, friendly: 1, feedback: 1),
        site("b", seats: 8, features: ["1", "2", "5"], complexity: 0, friendly: 1, feedback: 1),
        site("c", seats: 8, features: ["3", "4", "5"], complexity: 0, friendly: 1, feedback: 1),
    ]

    private func plan(_ waves: [WavePolicy], _ improvement: Improvement?) throws -> Plan {
        var policy = policy(wave("rest"))
        policy.waves = waves + policy.waves
        return try Planner.plan(
            FleetImage(fleet(sites)), policy: policy, context: context, improvement: improvement
        ).plan()
    }

    @Test("a set with the same coverage takes the place of the picks")
    func taken() throws {
        let waves = [wave("probe", .coverage)]
        let plain = try plan(waves, nil)
        let other = try plan(waves) { _, _, _, picks in picks.reversed() }
        #expect(layout(other) == layout(plain))
        #expect(other.waves[0].coverage == plain.waves[0].coverage)
    }

    @Test("one with less, or that does not fit, changes nothing")
    func refused() throws {
        let waves = [wave("probe", .coverage)]
        #expect(try plan(waves) { _, _, _, picks in Array(picks.prefix(1)) } == plan(waves, nil))
        let tight = [wave("probe", .coverage, limit: WaveLimit(seats: .count(18)))]
        #expect(try plan(tight) { pool, _, _, _ in pool } == plan(tight, nil))
    }

    @Test("a search that a time box cut short, wherever it did, is repeated by as many rounds as it took")
    func timeBox() throws {
        var random = SplitMix64(seed: 11)
        let sites = (0..<40).map { number in
            site(
                "s\(number)", of: "c\(number % 9)", seats: Int(1 + random.next() % 40),
                features: Set((0..<16).filter { _ in random.next() % 4 == 0 }.map { "f\($0)" }))
        }
        var policy = policy(wave("rest"))
        policy.waves = [wave("probe", .coverage), wave("again", .coverage)] + policy.waves
        func plan(_ improvement: Improvement?) throws -> Plan {
            try Planner.plan(FleetImage(fleet(sites)), policy: policy, context: context, improvement: improvement)
                .plan()
        }
        let plain = try plan(nil)
        var taken: Set<Int> = []
        for cut in [0, 1, 2, 5, 20, 60, 200] {
            var asked = 0
            var rounds = 0
            let boxed = try plan(
                Planner.improvement(
                    rounds: 300,
                    keepGoing: {
                        asked += 1
                        return asked <= cut
                    }, onRounds: { rounds += $0 }))
            #expect(try boxed == plan(rounds == 0 ? nil : Planner.improvement(rounds: rounds)), "cut after \(cut)")
            taken.insert(rounds)
        }
        #expect(taken.contains(0) && taken.count > 1, "\(taken)")
        #expect(try plan(Planner.improvement(rounds: 0)) == plain)
    }
}
