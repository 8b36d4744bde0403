import EvenkeelDomain
import EvenkeelPlanner
import Testing

/// What nobody should write in a policy or a fleet, and somebody does: a clear refusal, or a plan and a warning.
@Suite("Bad input")
struct BadInputTests {
    struct Refused: CustomTestStringConvertible {
        let testDescription: String
        let sites: [Installation]
        let policy: Policy
        let refusal: PlanRefusal

        init(
            _ what: String, of sites: [Installation] = BadInputTests.three, _ policy: Policy, _ refusal: PlanRefusal
        ) {
            (testDescription, self.sites, self.policy, self.refusal) = (what, sites, policy, refusal)
        }
    }

    struct Planned: CustomTestStringConvertible {
        let testDescription: String
        let sites: [Installation]
        let policy: Policy
        let layout: [String]
        let warning: String?

        init(
            _ what: String, of sites: [Installation] = BadInputTests.three, _ policy: Policy, _ layout: [String],
            warning: String? = nil
        ) {
            (testDescription, self.sites, self.policy) = (what, sites, policy)
            (self.layout, self.warning) = (layout, warning)
        }
    }

    static let three = [site("a", seats: 10), site("b", seats: 20), site("c", seats: 30)]

    static func features(_ count: Int) -> [Installation] {
        [site("a", features: Set((0..<count).map { "feature-\($0)" }))]
    }

    static func all(_ change: (inout Policy) -> Void) -> Policy { policy(wave("all"), change: change) }

    static let refused = [
        Refused("no waves", policy(), .noWaves),
        Refused("an empty fleet", of: [], policy(wave("all")), .nothingSelected),
        Refused("a selection of nobody", all { $0.select = predicate("seats=gt=99") }, .nothingSelected),
        Refused(
            "a selection by a fact that nobody knows", of: [site("a")],
            all { $0.select = predicate("friendly=ge=0.5") },
            .everythingWithheld([Withheld(installation: "a", reason: .unknown(fact: "friendly"))])),
        Refused(
            "everybody pinned", of: [site("a", pinnedUntil: monday + 9)], policy(wave("all")),
            .everythingWithheld([Withheld(installation: "a", reason: .pinned(until: monday + 9))])),
        Refused(
            "a cap that a site is above", policy(wave("all", limit: seats(5))),
            .siteAboveCap("c", .seats, size: 30, wave: "all", cap: 5)),
        Refused(
            "a last wave for nobody", policy(wave("all", limit: sites(0))), .unplaced(["a", "b", "c"], lastWave: "all")),
        Refused(
            "a split into nothing", policy(wave("all", split: sites(0))), .unplaced(["a", "b", "c"], lastWave: "all")),
        Refused(
            "no site of any customer", policy(wave("all", limit: WaveLimit(perCustomer: 0))),
            .unplaced(["a", "b", "c"], lastWave: "all")),
        Refused(
            "a circle of two", of: [site("a", after: "b"), site("b", after: "a")], policy(wave("all")),
            .afterCycle(["a", "b"])),
        Refused("a site after itself", of: [site("a", after: "a")], policy(wave("all")), .afterCycle(["a"])),
        Refused("5,000 features", of: features(5000), policy(wave("all")), .tooManyFeatures(5000, limit: 4096)),
        Refused(
            "triples of 600 features", of: features(600), all { $0.coverage.strength = 3 },
            .tooManyFeatures(600, limit: 512)),
        Refused(
            "combinations of four", all { $0.coverage.strength = 4 }, .unsupportedCoverage(strength: 4, depth: 1)),
        Refused("combinations of one", all { $0.coverage.strength = 1 }, .unsupportedCoverage(strength: 1, depth: 1)),
        Refused("a depth of 0", all { $0.coverage.depth = 0 }, .unsupportedCoverage(strength: 2, depth: 0)),
        Refused("a depth of 9", all { $0.coverage.depth = 9 }, .unsupportedCoverage(strength: 2, depth: 9)),
        Refused(
            "a deadline in the past", all { $0.deadline = monday - 1 },
            .deadlineMissed(DeadlineMiss(lastOpens: monday, deadline: monday - 1, waves: 1, soakDaysLess: nil))),
        Refused(
            "a start after the deadline",
            all {
                $0.start = monday + 14
                $0.deadline = monday + 7
            },
            .deadlineMissed(DeadlineMiss(lastOpens: monday + 14, deadline: monday + 7, waves: 1, soakDaysLess: nil))),
        Refused(
            "a freeze that never ends", all { $0.calendar.freezes = [freeze(monday, to: monday + 20_000)] },
            .noWorkingDay(onOrAfter: monday)),
        Refused(
            "a soak that never ends", all { $0.waves[0].soak.days = .max },
            .soakTooLong(wave: "all", days: .max, limit: 3660)),
        Refused(
            "a wave that wants more than there are",
            all { $0.waves[0].atLeast = .sites(9) }, .waveTooSmall(wave: "all", sites: 3, wanted: 9)),
    ]

    @Test("is refused with what is wrong", arguments: refused)
    func refuses(_ given: Refused) {
        #expect(refusal(given.sites, given.policy) == given.refusal)
    }

    static let planned = [
        Planned(
            "nobody's features are known", policy(wave("variety", .coverage), wave("rest")), ["rest: a b c"],
            warning: "Wave \"variety\" is left out"),
        Planned("no features at all", of: [site("a", features: []), site("b")], policy(wave("all")), ["all: a b"]),
        Planned(
            "an empty feature", of: [site("a", features: ["", "fax"])], policy(wave("all", .coverage)), ["all: a"]),
        Planned(
            "zero seats everywhere", of: [site("a", seats: 0), site("b", seats: 0)],
            policy(wave("all", limit: WaveLimit(seats: share(0.1)))), ["all: a b"], warning: "with 0 seats"),
        Planned(
            "seats unknown everywhere", of: [site("a", seats: nil), site("b", seats: nil)],
            policy(wave("one", limit: seats(1)), wave("rest")), ["one: a", "rest: b"], warning: "each counts as 1"),
        Planned(
            "a wave in the middle for nobody", policy(wave("none", limit: sites(0)), wave("rest")), ["rest: a b c"],
            warning: "Wave \"none\" is left out"),
        Planned(
            "fewer than none", policy(wave("none", limit: sites(-1)), wave("rest")), ["rest: a b c"],
            warning: "Wave \"none\" is left out"),
        Planned(
            "complexity unknown where a wave asks for it",
            policy(wave("simple", limit: WaveLimit(complexityAtMost: .one)), wave("rest")), ["rest: a b c"],
            warning: "Wave \"simple\" is left out"),
        Planned(
            "a start in the past", all { $0.start = monday - 9 }, ["all: a b c"], warning: "has passed"),
        Planned(
            "after one who is not in the fleet", of: [site("a", after: "ghost")], policy(wave("all")), ["all: a"],
            warning: "a goes after ghost, which is not in the fleet."),
        Planned(
            "a date that has passed", of: [site("a", supportEnds: monday - 1)], policy(wave("all")), ["all: a"],
            warning: "has passed before the first wave could open"),
        Planned(
            "a stop that lies beyond the release", all { $0.release.requires = [version("9.0.0")] }, ["all: a b c"]),
        Planned(
            "a unit of more seats than 32 bits hold",
            of: ["a", "b"].map { name in
                var member = site(name, seats: 2_000_000_000)
                member.movesWith = "host"
                return member
            }, policy(wave("small", limit: seats(30)), wave("rest")), ["rest: a b"],
            warning: "Wave \"small\" is left out"),
        Planned(
            "more days to settle than a life has",
            all {
                $0.calendar.settleDays = 1_000_000
                $0.calendar.freezes = [freeze(monday + 40, to: monday + 50)]
            }, ["all: a b c"]),
        Planned("weights that weigh nothing", all { $0.weights = [.need: 0] }, ["all: a b c"]),
        Planned("an empty id", of: [site(""), site("b")], policy(wave("all")), ["all:  b"]),
        Planned(
            "no days of soak", policy(wave("one", limit: sites(1), soak: SoakPolicy(days: 0)), wave("rest")),
            ["one: a", "rest: b c"]),
    ]

    @Test("is planned as well as can be, and pointed out", arguments: planned)
    func plans(_ given: Planned) throws {
        let plan = try Planner.plan(fleet: fleet(given.sites), policy: given.policy, context: context)
        #expect(layout(plan) == given.layout)
        if let warning = given.warning { #expect(plan.warnings.contains { $0.contains(warning) }, "\(plan.warnings)") }
        let given = PlanCase(
            sites: given.sites, customers: Set(given.sites.map(\.customer)).map { Customer(id: $0, name: $0.text) },
            policy: given.policy, context: context)
        #expect(PlanChecker.findings(given, plan) == [])
    }

    @Test("300 features where 256 fit in four words")
    func manyFeatures() throws {
        let plan = try Planner.plan(
            fleet: fleet(Self.features(300)), policy: policy(wave("all", .coverage)), context: context)
        #expect(plan.waves[0].placements[0].reason.newPairs == 300 * 299 / 2)
        #expect(plan.waves[0].coverage == 1)
    }

    @Test("a wave without a soak is followed by the next on the same day")
    func noSoak() throws {
        let soak = SoakPolicy(days: -1)
        let plan = try Planner.plan(
            fleet: fleet(Self.three),
            policy: policy(wave("one", limit: sites(1), soak: soak), wave("rest", soak: soak)),
            context: context)
        #expect(plan.waves.map(\.opens) == [monday, monday])
    }

    @Test("a day that holds nobody", arguments: [0, -1])
    func noCapacity(capacity: Int) {
        // Nobody would ever be installed; that it is the capacity must be said.
        guard case .infeasible(let claim) = refusal(Self.three, Self.all { $0.calendar.capacityPerDay = capacity })
        else {
            Issue.record(
                "\(refusal(Self.three, Self.all { $0.calendar.capacityPerDay = capacity }).map { "\($0)" } ?? "a plan")"
            )
            return
        }
        #expect(claim.limit == .capacity)
    }

    @Test("waves whose names look like parts of one another are told apart under way", arguments: [1, 2, 3])
    func confusingNames(begun: Int) throws {
        let sites = (1...6).map { site("s\($0)") }
        let confusing = policy(
            wave("rest", limit: EvenkeelPlannerTests.sites(2), split: EvenkeelPlannerTests.sites(1)),
            wave("rest 2", limit: EvenkeelPlannerTests.sites(2)), wave("last"))
        let plan = try Planner.plan(fleet: fleet(sites), policy: confusing, context: context)
        #expect(layout(plan) == ["rest 1: s1", "rest 2: s2", "rest 2: s3 s4", "last: s5 s6"])
        var later = context
        later.past = PlanProgress(plan: plan, begun: begun)
        #expect(try layout(sites, confusing, later) == layout(plan))
    }
}
