import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("What a plan says in words")
struct PlanSentencesTests {
    @Test(
        "reasons",
        arguments: [
            (.need(wanted: 2, newPairs: 14), "wants 2 of the fixes; brings 14 new combinations"),
            (
                .coverage(newPairs: 1, rarest: ["fax + t38"]),
                "brings 1 combination nobody has tried, the rarest fax + t38"
            ),
            (.simplicity(complexityThousandths: 50, newPairs: 0), "complexity 0.05, the simplest first"),
            (
                .complexity(complexityThousandths: 1000, newPairs: 1),
                "complexity 1, the most complex first; brings 1 new combination"
            ),
            (.friendliness(friendlyThousandths: nil, newPairs: 0), "friendliness is unknown, so it comes last"),
            (.feedback(feedbackThousandths: 125, newPairs: 0), "feedback 0.125, the most forthcoming first"),
            (.due(by: monday, newPairs: 0), "due by 2026-06-01, the earliest first"),
            (.due(by: nil, newPairs: 0), "no date by which it is due is known, so it comes last"),
            (.score(thousandths: 870, newPairs: 0), "scores 0.87, the highest first"),
            (
                .deadline(by: monday, newPairs: 0),
                "due by 2026-06-01, which no later wave would keep for all that are"
            ),
            (
                .deadline(by: monday, newPairs: 0, follower: "till"),
                "till goes after it and is due by 2026-06-01, which no later wave would keep for all that are"
            ),
        ] as [(PlacementReason, String)])
    func reasons(reason: PlacementReason, expected: String) {
        #expect(PlanSentences.reason(reason) == expected)
    }

    @Test(
        "a site that is early only since another with a date goes after it names that other, and who is due names nobody"
    )
    func follower() throws {
        let sites = [
            site("hq", complexity: 0.9), site("x", complexity: 0.1), site("y", complexity: 0.1),
            site("till", complexity: 0.5, supportEnds: monday + 8, after: "hq"),
        ]
        let one = EvenkeelPlannerTests.sites(1)
        let plan = try Planner.plan(
            fleet: fleet(sites),
            policy: policy(wave("a", .simplicity, limit: one), wave("b", .simplicity, limit: one), wave("rest")),
            context: context)
        #expect(plan.waves.prefix(2).flatMap(\.placements).map(\.installation) == ["hq", "till"])
        #expect(
            plan.waves.prefix(2).flatMap(\.placements).map(\.reason) == [
                .deadline(by: monday + 8, newPairs: 0, follower: "till"), .deadline(by: monday + 8, newPairs: 0),
            ])
    }

    @Test("what kept a site out names the wave")
    func notEarlier() throws {
        let plan = try Planner.plan(
            fleet: fleet([site("a"), site("b")]), policy: policy(wave("pilot", limit: sites(1)), wave("rest")),
            context: context)
        let table: [(NotEarlier, String)] = [
            (.cap(wave: 1), "\"pilot\" was full"), (.notAmong(wave: 1), "\"pilot\" is for others"),
            (.unknownFact(wave: 2), "a fact that \"rest\" asks for is unknown"),
            (.nothingToGain(wave: 1), "it had nothing to add to \"pilot\""), (.after("hub"), "it goes after hub"),
            (.canaryFirst("lab"), "lab goes first, as the customer's canary"),
            (.pinnedUntil(monday), "it is pinned until 2026-06-01"),
        ]
        for (hindrance, expected) in table {
            #expect(PlanSentences.notEarlier(hindrance, waves: plan.waves) == expected)
        }
    }

    @Test("who asked to be among the first and goes last is named, unless the policy speaks of them or they pinned it")
    func earlyAccess() throws {
        func warnings(_ among: String, asking: [String], pinned: Bool = false) throws -> [String] {
            let sites = ["a", "b", "c"].map { id in
                var site = site(id, friendly: id == "a" ? 0.9 : 0.1, pinnedUntil: pinned && id == "c" ? monday : nil)
                site.tags = asking.contains(id) ? ["early-access"] : []
                return site
            }
            let plan = try Planner.plan(
                fleet: fleet(sites), policy: policy(wave("first", among: predicate(among)), wave("rest")),
                context: context)
            return plan.warnings.filter { $0.contains("among the first") }
        }
        let remedy = "an earlier wave with among: \"tag==early-access\" would be for them."
        let table: [(among: String, asking: [String], pinned: Bool, expected: [String])] = [
            (
                "friendly=ge=0.5", ["c"], false,
                ["Wave \"rest\" has 1 installation whose customer asked to be among the first, c: \(remedy)"]
            ),
            (
                "friendly=ge=0.5", ["b", "c"], false,
                [
                    "Wave \"rest\" has 2 installations whose customers asked to be among the first, b among them: "
                        + remedy
                ]
            ),
            ("friendly=ge=0.5", ["a"], false, []),
            ("friendly=ge=0.5", ["c"], true, []),
            ("friendly=ge=0.5", [], false, []),
            // The policy has a wave for them, or has decided against one.
            ("tag==early-access", ["c"], false, []),
            ("friendly=ge=0.5;tag!=early-access", ["c"], false, []),
        ]
        for row in table {
            #expect(
                try warnings(row.among, asking: row.asking, pinned: row.pinned) == row.expected,
                "\(row.among) \(row.asking)")
        }
    }

    @Test("warnings about facts that a reader may have overlooked")
    func warnings() throws {
        let plan = try Planner.plan(
            fleet: fleet([site("a", supportEnds: monday - 1), site("b", after: "elsewhere")]),
            policy: policy(wave("all")),
            context: context)
        #expect(
            plan.warnings == [
                "The date of 1 installation has passed before the first wave could open, a: it binds no wave.",
                "b goes after elsewhere, which is not in the fleet.",
                "No two features are known to run at one site, so there is no coverage to show.",
            ])
    }
}
