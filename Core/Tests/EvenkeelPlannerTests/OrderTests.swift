import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("What a wave is ordered by")
struct OrderTests {
    /// A wave for two in the given order, then everybody else by score.
    func firstTwo(_ order: WaveOrder, _ sites: [Installation]) throws -> String {
        let limit = WaveLimit(installations: .count(2))
        return try layout(sites, policy(wave("first", order, limit: limit), wave("rest", .simplicity)))[0]
    }

    @Test("need: who wants most of the fixes; those who want none stay out even if there is room")
    func need() throws {
        let fleet = [
            site("wants-one", wants: ["FAX-9"]), site("wants-both", wants: ["FAX-9", "QUEUE-113", "LATER-1"]),
            site("wants-none", wants: []), site("wants-another", wants: ["LATER-1"]), site("unknown"),
        ]
        #expect(try firstTwo(.need, fleet) == "first: wants-both wants-one")
        let plan = try layout(fleet, policy(wave("first", .need, limit: sites(5)), wave("rest")))
        #expect(plan[0] == "first: wants-both wants-one")
    }

    @Test(
        "sorted by a fact, ties by id, an unknown fact last in every order",
        arguments: [
            (.simplicity, "low mid high unknown"), (.complexity, "high mid low unknown"),
            (.friendliness, "low mid high unknown"), (.feedback, "high mid low unknown"),
            (.due, "mid low high unknown"),
        ] as [(WaveOrder, String)])
    func sorted(order: WaveOrder, expected: String) throws {
        let fleet = [
            site("unknown"),
            site("low", complexity: 0.1, friendly: 0.9, feedback: 0.1, supportEnds: monday + 300),
            site("mid", complexity: 0.5, friendly: 0.5, feedback: 0.5, supportEnds: monday + 200),
            site("high", complexity: 0.9, friendly: 0.1, feedback: 0.9, supportEnds: monday + 400),
        ]
        #expect(try layout(fleet, policy(wave("all", order))) == ["all: \(expected)"])
        let tied = ["c", "a", "b"].map { site($0, complexity: 0.5, friendly: 0.5, feedback: 0.5) }
        #expect(try layout(tied, policy(wave("all", order))) == ["all: a b c"])
    }

    @Test("complexity that is not given is derived from features and environment")
    func derivedComplexity() throws {
        let fleet = [
            site("six-features", features: ["a", "b", "c", "d", "e", "f"], environment: [:]),
            site("given", complexity: 0.2),
            // How much its environment adds nobody knows, so it is not taken to be simple.
            site("environment-unknown", features: []),
            site("one-feature", features: ["a"], environment: ["os": "debian-12"]),
        ]
        #expect(
            try layout(fleet, policy(wave("all", .simplicity))) == [
                "all: one-feature given six-features environment-unknown"
            ])
    }

    @Test("score weighs need, simplicity, friendliness and feedback, and can be weighed otherwise")
    func score() throws {
        let fleet = [
            site("needy", complexity: 1, friendly: 0, feedback: 0, wants: ["FAX-9", "QUEUE-113"]),
            site("simple", complexity: 0, friendly: 0, feedback: 0, wants: []),
            site("friendly", complexity: 1, friendly: 1, feedback: 0, wants: []),
            site("talkative", complexity: 1, friendly: 0, feedback: 1, wants: []), site("unknown"),
        ]
        #expect(try layout(fleet, policy(wave("all"))) == ["all: needy simple friendly talkative unknown"])
        let plan = try Planner.plan(
            fleet: EvenkeelPlannerTests.fleet(fleet), policy: policy(wave("all")), context: context)
        #expect(
            plan.waves[0].placements.map(\.reason)
                == [450, 300, 150, 100, 0].map { .score(thousandths: $0, newPairs: 0) })
        let talkative = policy(wave("all")) { $0.weights = [.feedback: 1, .friendliness: 0.5] }
        #expect(try layout(fleet, talkative)[0] == "all: talkative friendly needy simple unknown")
    }

    @Test("coverage: most new combinations for the least risk, and only while there are new ones")
    func coverage() throws {
        let fleet = [
            // Three pairs at ten seats beat three pairs at a thousand; one more pair is left for `tail`.
            site("small", seats: 10, features: ["fax", "queue", "ivr"], complexity: 0.5, friendly: 1, feedback: 1),
            site("large", seats: 1000, features: ["fax", "queue", "ivr"], complexity: 0.5, friendly: 1, feedback: 1),
            site("tail", seats: 50, features: ["fax", "sip"], complexity: 0.5, friendly: 1, feedback: 1),
            site("lone", seats: 1, features: ["fax"], complexity: 0.5, friendly: 1, feedback: 1),
            site("unknown", seats: 1),
        ]
        let plan = try Planner.plan(
            fleet: EvenkeelPlannerTests.fleet(fleet), policy: policy(wave("variety", .coverage), wave("rest", .due)),
            context: context)
        #expect(layout(plan) == ["variety: small tail", "rest: large lone unknown"])
        #expect(plan.waves[0].placements[1].reason == .coverage(newPairs: 1, rarest: ["fax + sip"]))
        #expect(
            plan.waves[1].placements.map(\.notEarlier) == [
                .nothingToGain(wave: 1), .nothingToGain(wave: 1), .unknownFact(wave: 1),
            ])
        #expect(plan.waves.map(\.coverage) == [1, 1])
        #expect(
            plan.curve == [
                CurvePoint(installations: 0, seats: 0, coverage: 0),
                CurvePoint(installations: 1, seats: 10, coverage: 0.75),
                CurvePoint(installations: 2, seats: 60, coverage: 1),
            ])
    }

    @Test("a site that is hostile, complex or silent costs more, and what is unknown costs as if it were all that")
    func riskCost() throws {
        let pair: Set<String> = ["fax", "queue"]
        let fleet = [
            site("hostile", features: pair, complexity: 0.5, friendly: 0, feedback: 1),
            site("complex", features: pair, complexity: 1, friendly: 1, feedback: 1),
            site("silent", features: pair, complexity: 0.5, friendly: 1, feedback: 0.2),
            site("unknown", features: pair, complexity: 0.5),
            site("willing", features: pair, complexity: 0.5, friendly: 1, feedback: 1),
        ]
        #expect(try layout(fleet, policy(wave("variety", .coverage), wave("rest")))[0] == "variety: willing")
    }

    @Test("what a wave has tried counts for the next wave, whatever its order")
    func carriedOver() throws {
        let fleet = [
            site("a-simple", features: ["fax", "queue"], complexity: 0.1), site("b-same", features: ["fax", "queue"]),
            site("c-new", features: ["fax", "sip"]),
        ]
        let waves = policy(
            wave("simple", .simplicity, limit: sites(1)), wave("variety", .coverage, limit: sites(2)), wave("rest"))
        #expect(try layout(fleet, waves) == ["simple: a-simple", "variety: c-new", "rest: b-same"])
    }

    @Test("environment attributes are combined like features where the policy counts them")
    func environment() throws {
        let fleet = [
            site("a", seats: 1, features: ["fax"], environment: ["platform": "debian-11", "db": "sqlite"]),
            site("b", seats: 2, features: ["fax"], environment: ["platform": "debian-12", "db": "sqlite"]),
        ]
        let counted = policy(wave("variety", .coverage), wave("rest")) { $0.coverage.environment = ["platform"] }
        #expect(try layout(fleet, counted) == ["variety: a b"])
        let plain = policy(wave("variety", .coverage), wave("rest"))
        #expect(try layout(fleet, plain) == ["rest: a b"])
    }

    @Test("with a depth of 2, a combination seen once is still worth a second look")
    func depth() throws {
        let fleet = ["a", "b", "c"].map { site($0, features: ["fax", "queue"]) }
        for (depth, expected) in [(1, ["first: a", "rest: b c"]), (2, ["first: a b", "rest: c"])] {
            let deep = policy(wave("first", .coverage), wave("rest")) { $0.coverage.depth = depth }
            #expect(try layout(fleet, deep) == expected)
        }
    }
}
