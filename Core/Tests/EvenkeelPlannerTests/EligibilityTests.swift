import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("Who may go in which wave")
struct EligibilityTests {
    func placement(_ id: InstallationID, in plan: Plan) -> Placement? {
        plan.waves.flatMap(\.placements).first { $0.installation == id }
    }

    @Test("select: yes is selected, no is not, perhaps is withheld with the fact that is missing")
    func select() throws {
        var old = site("old")
        old.version = version("5.1.9")
        var current = site("current")
        current.version = version("5.2.0")
        var silent = site("silent")
        silent.version = nil
        let older = try Predicate(parsing: "version=lt=5.2.0")
        let plan = try Planner.plan(
            fleet: fleet([old, current, silent]),
            policy: policy(wave("all")) { $0.select = older }, context: context)
        #expect(layout(plan) == ["all: old"])
        #expect(plan.selected == 2)
        #expect(plan.withheld == [Withheld(installation: "silent", reason: .unknown(fact: "version"))])
    }

    @Test("a site of another product is not selected, whatever the policy asks for; one that says none is")
    func product() throws {
        let sites = ["pbx", "till", "", nil].enumerated().map { number, product in
            var one = site("site-\(number)")
            one.product = product
            return one
        }
        let plan = try Planner.plan(fleet: fleet(sites), policy: policy(wave("all")), context: context)
        #expect(layout(plan) == ["all: site-0 site-2 site-3"])
        #expect(plan.selected == 3)
    }

    @Test("among: a site of which the fact is unknown is not in the early wave")
    func among() throws {
        let friendly = try Predicate(parsing: "friendly=ge=0.7")
        let sites = [site("cool", friendly: 0.2), site("unknown"), site("warm", friendly: 0.8)]
        let plan = try Planner.plan(
            fleet: fleet(sites), policy: policy(wave("friends", among: friendly), wave("rest", .due)), context: context)
        #expect(layout(plan) == ["friends: warm", "rest: cool unknown"])
        #expect(placement("cool", in: plan)?.notEarlier == .notAmong(wave: 1))
        #expect(placement("unknown", in: plan)?.notEarlier == .unknownFact(wave: 1))
        #expect(placement("warm", in: plan)?.notEarlier == nil)
    }

    @Test("who an incident has hurt is known of everybody: a site without tags is none of them")
    func affected() throws {
        var hurt = site("hurt")
        hurt.tags = [Predicate.affectedTag]
        let plan = try Planner.plan(
            fleet: fleet([hurt, site("well")]),
            policy: policy(wave("hurt first", among: .affected), wave("rest", .due)),
            context: context)
        #expect(layout(plan) == ["hurt first: hurt", "rest: well"])
        #expect(placement("well", in: plan)?.notEarlier == .notAmong(wave: 1))
    }

    @Test("after: the other one is in an earlier wave, and one more wave is made for it if need be")
    func after() throws {
        let sites = [site("branch", after: "hub"), site("hub", after: "lab"), site("lab"), site("other")]
        let plan = try Planner.plan(fleet: fleet(sites), policy: policy(wave("all")), context: context)
        #expect(layout(plan) == ["all 1: lab other", "all 2: hub", "all 3: branch"])
        #expect(placement("branch", in: plan)?.notEarlier == .after("hub"))
    }

    @Test("after: who goes after somebody who already runs the release is free to go")
    func afterDone() throws {
        var hub = site("hub")
        hub.version = version("5.2.0")
        let select = try Predicate(parsing: "version=lt=5.2.0")
        let waves = policy(wave("all")) { $0.select = select }
        #expect(try layout([site("branch", after: "hub"), hub], waves) == ["all: branch"])
    }

    @Test("canary: the customer's safest site goes a wave before its others")
    func canary() throws {
        let sites = [
            site("acme-hq", of: "acme", seats: 100, complexity: 0.9),
            site("acme-lab", of: "acme", seats: 2, complexity: 0.1),
            site("acme-shop", of: "acme", seats: 20, complexity: 0.1), site("solo", complexity: 0.9),
        ]
        let waves = policy(wave("complex", .complexity, limit: WaveLimit(installations: .count(3))), wave("rest")) {
            $0.canaryPerCustomer = true
        }
        let plan = try Planner.plan(fleet: fleet(sites), policy: waves, context: context)
        #expect(layout(plan) == ["complex: solo acme-lab", "rest: acme-shop acme-hq"])
        #expect(placement("acme-hq", in: plan)?.notEarlier == .canaryFirst("acme-lab"))
    }

    @Test("canary: a site that is pinned, or goes after a sibling, is not the canary while there is another")
    func canaryChoice() throws {
        let sites = [
            site("x-large", of: "x", seats: 100), site("x-pinned", of: "x", seats: 1, pinnedUntil: monday + 3),
            site("x-second", of: "x", seats: 2, after: "x-large"),
        ]
        let plan = try layout(sites, policy(wave("all")) { $0.canaryPerCustomer = true })
        #expect(plan == ["all 1: x-large", "all 2: x-pinned x-second"])
    }

    @Test("pinned: goes in the first wave that opens after the date, else is withheld")
    func pinned() throws {
        let sites = [
            site("a", pinnedUntil: monday + 7), site("b", pinnedUntil: monday + 6), site("c"),
            site("d", pinnedUntil: monday + 90), site("e", after: "d"), site("f", pinnedUntil: monday - 1),
        ]
        let plan = try Planner.plan(
            fleet: fleet(sites),
            policy: policy(
                wave("one", limit: WaveLimit(installations: .count(1))),
                wave("two", limit: WaveLimit(installations: .count(2))), wave("three")),
            context: context)
        #expect(layout(plan) == ["one: c", "two: b f", "three: a"])
        #expect(placement("a", in: plan)?.notEarlier == .pinnedUntil(monday + 7))
        #expect(
            plan.withheld == [
                Withheld(installation: "d", reason: .pinned(until: monday + 90)),
                Withheld(installation: "e", reason: .afterWithheld("d")),
            ])
    }

    @Test("a pin that lapses while the last wave soaks is no reason for one more wave")
    func pinnedAtTheEnd() throws {
        let plan = try Planner.plan(
            fleet: fleet([site("a"), site("b", pinnedUntil: monday + 3)]), policy: policy(wave("all")), context: context
        )
        #expect(layout(plan) == ["all: a"])
        #expect(plan.withheld.map(\.reason) == [.pinned(until: monday + 3)])
    }

    @Test("holds keep out whom they match, or may match, and whoever goes after them")
    func holds() throws {
        let now = context.now
        func hold(_ id: HoldID, _ predicate: String, expires: Timestamp? = nil, incident: IncidentID? = nil) throws
            -> Hold
        {
            Hold(
                id: id, predicate: try Predicate(parsing: predicate), owner: "ada", why: "fax is lost", since: now,
                expires: expires, incident: incident)
        }
        let sites = [
            site("a", features: ["fax"]), site("b", features: ["queue"]), site("c"),
            site("d", features: [], after: "a"),
        ]
        var held = context
        held.holds = [try hold("h1", "feature==fax")]
        let plan = try Planner.plan(fleet: fleet(sites), policy: policy(wave("all")), context: held)
        #expect(layout(plan) == ["all: b"])
        #expect(
            plan.withheld == [
                Withheld(installation: "a", reason: .held("h1", why: "fax is lost")),
                Withheld(installation: "c", reason: .held("h1", why: "fax is lost (feature is unknown)")),
                Withheld(installation: "d", reason: .afterWithheld("a")),
            ])

        held.holds = [
            try hold("expired", "feature==fax", expires: now), try hold("other-release", "release.touches==sip"),
            try hold("ended-by-this-release", "feature==fax", incident: "i7"),
        ]
        let fixed = policy(wave("all")) { $0.release.fixesIncident = "i7" }
        #expect(try layout(sites, fixed, held) == ["all 1: a b c", "all 2: d"])
    }

    @Test(
        "a site that somebody let go in spite of a hold keeps its place in every plan of that rollout, and of no other")
    func overriddenHold() throws {
        var hold = Hold(
            id: "h", predicate: try Predicate(parsing: "feature==fax"), owner: "ada", why: "fax is lost",
            since: context.now)
        let sites = [site("a", features: ["fax"]), site("b", features: ["fax"]), site("c", features: [])]
        func override(in rollout: RolloutID) -> HoldOverride {
            HoldOverride(rollout: rollout, installations: ["a"], why: "no fax any more", by: "bob", at: context.now)
        }
        let policy = policy(wave("all"))
        var held = context
        for (rollout, expected) in [(policy.rollout, "all: a c"), ("another", "all: c")] {
            hold.overrides = [override(in: rollout)]
            held.holds = [hold]
            #expect(try layout(sites, policy, held) == [expected], "overridden in \(rollout)")
        }
    }
}
