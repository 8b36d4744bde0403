import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("When there is no plan")
struct RefusalTests {
    let three = [site("a", seats: 10), site("b", seats: 20), site("c", seats: 30)]

    @Test("a last wave that leaves somebody without a place")
    func unplaced() throws {
        #expect(refusal(three, policy(wave("two", limit: sites(2)))) == .unplaced(["c"], lastWave: "two"))
        let friendly = try Predicate(parsing: "friendly=ge=0.7")
        #expect(
            refusal(three, policy(wave("friends", among: friendly))) == .unplaced(["a", "b", "c"], lastWave: "friends"))
    }

    @Test(
        "a unit that is more than a part of the last wave takes, whatever is counted",
        arguments: [
            (WaveLimit(weight: .count(9)), .siteAboveCap("a", .weight, size: 16, wave: "rest", cap: 9)),
            (WaveLimit(installations: .count(1)), .siteAboveCap("a", .installations, size: 2, wave: "rest", cap: 1)),
            (WaveLimit(customers: .count(1)), .siteAboveCap("a", .customers, size: 2, wave: "rest", cap: 1)),
            (WaveLimit(seats: .count(15)), .siteAboveCap("a", .seats, size: 20, wave: "rest", cap: 15)),
        ] as [(WaveLimit, PlanRefusal)])
    func unitAboveCap(split: WaveLimit, expected: PlanRefusal) {
        var unit = [site("a"), site("b"), site("c", of: "d"), site("d")]
        for number in 0...1 { unit[number].movesWith = "host" }
        #expect(refusal(unit, policy(wave("rest", split: split))) == expected)
    }

    @Test("a unit whose windows never coincide, with the windows")
    func noDay() {
        var unit = [site("a"), site("b"), site("c")]
        (unit[0].movesWith, unit[1].movesWith) = ("host", "host")
        (unit[0].window, unit[1].window) = ("FREQ=WEEKLY;BYDAY=WE PT2H", "FREQ=WEEKLY;BYDAY=TH PT2H")
        #expect(
            refusal(unit, policy(wave("rest")))
                == .noDay(["a", "b"], windows: ["FREQ=WEEKLY;BYDAY=TH PT2H", "FREQ=WEEKLY;BYDAY=WE PT2H"]))
    }

    @Test(
        "evidence that the sites of the wave cannot bring",
        arguments: [
            (
                SoakPolicy(responses: 4),
                EvidenceShortage(wave: "pilot", wish: .responses, wanted: 4, possible: 3, sites: 3)
            ),
            (
                SoakPolicy(evidence: ["event:month-end at 9"]),
                EvidenceShortage(wave: "pilot", wish: .event("month-end"), wanted: 9, possible: 3, sites: 3)
            ),
            (
                SoakPolicy(evidence: ["feature:fax used at 3"]),
                EvidenceShortage(wave: "pilot", wish: .feature("fax"), wanted: 3, possible: 2, sites: 3)
            ),
            (
                SoakPolicy(evidence: ["feature:zzz used at 2"]),
                EvidenceShortage(wave: "pilot", wish: .feature("zzz"), wanted: 2, possible: 1, sites: 3)
            ),
            // What nobody knows of one site may be so: that is a warning.
            (SoakPolicy(responses: 3, evidence: ["event:month-end at 3", "feature:fax used at 2"]), nil),
        ] as [(SoakPolicy, EvidenceShortage?)])
    func evidence(soak: SoakPolicy, expected: EvidenceShortage?) throws {
        let sites = [site("a", features: ["fax"]), site("b", features: []), site("c"), site("d"), site("e")]
        let waves = policy(wave("pilot", .due, limit: EvenkeelPlannerTests.sites(3), soak: soak), wave("rest"))
        do throws(PlanRefusal) {
            let plan = try Planner.plan(fleet: fleet(sites), policy: waves, context: context) { _, _, _ in 0 }
            #expect(expected == nil)
            #expect(
                plan.warnings.contains { $0.contains("waits for fax to be used at 2, and only 1 installation of it") })
        } catch {
            #expect(error == expected.map(PlanRefusal.evidenceCannotCome))
        }
    }

    @Test("everybody at once, where the waves that were to go first are for nobody")
    func nothingTriedFirst() throws {
        func refusal(_ free: Int) -> PlanRefusal? {
            let waves = policy(wave("pilot", among: predicate("feature==faxx")), wave("asked", .need), wave("rest"))
            let known = three.map { site in
                var site = site
                (site.features, site.wants) = (["fax"], [])
                return site
            }
            do throws(PlanRefusal) {
                let plan = try Planner.plan(fleet: fleet(known), policy: waves, context: context) { clean, next, _ in
                    max(0, next - free - clean)
                }
                #expect(plan.warnings.contains("Wave \"pilot\" is left out: nobody would be in it."))
                #expect(
                    plan.warnings.contains(
                        "Wave \"pilot\" (among) asks for the feature \"faxx\", which no site of the fleet is known to "
                            + "have; did you mean fax?"))
                return nil
            } catch { return error }
        }
        #expect(refusal(2) == .nothingTriedFirst(wave: "rest", sites: 3, largest: 2, leftOut: ["pilot", "asked"]))
        #expect(refusal(3) == nil)
    }

    @Test("a re-plan whose next wave needs more than has begun")
    func replan() throws {
        let waves = policy(wave("pilot", limit: sites(1)), wave("rest"))
        let before = try Planner.plan(fleet: fleet(three), policy: waves, context: context)
        var later = context
        later.past = PlanProgress(plan: before, begun: 1)
        #expect(
            throws: PlanRefusal.gateCannotPass(
                wave: "pilot", next: "rest", cleanSites: 1, moreSitesNeeded: 1, largestNextWave: 1)
        ) {
            try Planner.plan(fleet: fleet(three), policy: waves, context: later) { clean, next, _ in
                max(0, next - clean)
            }
        }
    }

    @Test("sites that wait for one another, the canary included")
    func cycle() {
        let sites = [site("c", after: "b"), site("a", after: "c"), site("b", after: "a"), site("d", after: "a")]
        #expect(refusal(sites, policy(wave("all"))) == .afterCycle(["a", "c", "b"]))
        // Each customer's canary goes after the other customer's second site, which goes after its canary.
        let crossed = [
            site("x1", of: "x", seats: 1, after: "y2"), site("x2", of: "x", seats: 9),
            site("y1", of: "y", seats: 1, after: "x2"), site("y2", of: "y", seats: 9),
        ]
        #expect(
            refusal(crossed, policy(wave("all")) { $0.canaryPerCustomer = true })
                == .afterCycle(["x1", "y2", "y1", "x2"]))
    }

    @Test("a deadline that the last wave would miss, with the changes that would keep it")
    func deadline() {
        func missed(_ deadline: CivilDate) -> PlanRefusal? {
            refusal(
                three,
                policy(wave("one", limit: sites(1)), wave("two", limit: sites(1)), wave("rest")) {
                    $0.deadline = deadline
                })
        }
        func miss(_ days: Int, less: Int?) -> PlanRefusal {
            .deadlineMissed(
                DeadlineMiss(lastOpens: monday + 14, deadline: monday + days, waves: 3, soakDaysLess: less))
        }
        #expect(missed(monday + 14) == nil)
        // Two soaks of 7: with 5 days each the waves open on Monday 1st, Monday 8th (6th is a Saturday), Monday 15th,
        // with 4 on Monday 1st, Friday 5th, Tuesday 9th.
        #expect(missed(monday + 13) == miss(13, less: 3))
        #expect(missed(monday + 8) == miss(8, less: 3))
        #expect(missed(monday + 2) == miss(2, less: 6))
        #expect(missed(monday + 1) == miss(1, less: nil))
    }

    /// The claim, after every change it names was made: with it there is a plan, with less there is none.
    private func infeasibility(_ sites: [Installation], _ policy: Policy) throws -> Infeasibility {
        guard case .infeasible(let claim) = refusal(sites, policy) else {
            Issue.record("\(refusal(sites, policy).map { "\($0)" } ?? "a plan")")
            throw Nothing()
        }
        let given = PlanCase(
            sites: sites, customers: Array(fleet(sites).customers.values), policy: policy, context: context)
        for remedy in claim.remedies {
            #expect(Change.of(remedy, given).refusal == nil, "\(remedy) is enough")
            if let less = Change.less(than: remedy) {
                #expect(Change.of(less, given).refusal != nil, "\(remedy) is the least, \(less) is not enough")
            }
        }
        return claim
    }

    private struct Nothing: Error {}

    private func due(_ id: String, of customer: String? = nil, after: String? = nil) -> Installation {
        site(id, of: customer, supportEnds: monday + 3, after: after)
    }

    @Test("more sites of one customer are due than the waves in time may take of one")
    func perCustomer() throws {
        let sites = [due("a1", of: "a"), due("a2", of: "a"), due("a3", of: "a"), due("b1", of: "b"), site("c")]
        let claim = try infeasibility(sites, policy(wave("first", limit: WaveLimit(perCustomer: 1)), wave("rest")))
        #expect(claim.limit == .perCustomer && claim.customer == "a" && claim.wave == "first")
        #expect(claim.needed == 3 && claim.available == 1 && claim.due == monday + 3)
        #expect(Set(claim.sites).isSubset(of: ["a1", "a2", "a3"]) && claim.sites.count == 2)
        #expect(claim.remedies.contains(.raiseLimit(wave: "first", .perCustomer, to: 3)))
    }

    @Test("more customers are due than the waves in time may touch")
    func customers() throws {
        let sites = [due("a", of: "a"), due("a2", of: "a"), due("b"), due("c"), site("d")]
        let claim = try infeasibility(
            sites, policy(wave("first", limit: WaveLimit(customers: .count(2))), wave("rest")))
        #expect(claim.limit == .customers && claim.customer == nil && claim.wave == "first")
        #expect(claim.needed == 3 && claim.available == 2)
        #expect(Set(claim.sites) == ["a", "a2", "b", "c"])
        #expect(claim.remedies.contains(.raiseLimit(wave: "first", .customers, to: 3)))
    }

    @Test("a site that is due only because another goes after it is named with that other, however far down the line")
    func follower() throws {
        let sites = [site("hq"), site("branch", after: "hq"), due("till", after: "branch"), site("other")]
        let claim = try infeasibility(sites, policy(wave("first", limit: EvenkeelPlannerTests.sites(2)), wave("rest")))
        #expect(claim.limit == .waves)
        let leader = try #require(claim.leaders.first)
        #expect(leader.follower == "till" && leader.due == monday + 3)
        #expect(["hq", "branch"].contains(leader.site))
        #expect(claim.remedies.contains(.warnOfDates))
    }

    @Test("a gate that cannot pass even if nothing fails, with the largest next wave that could")
    func gate() throws {
        let waves = policy(wave("pilot", limit: sites(1)), wave("rest"))
        // One clean site is asked for every next one.
        #expect(
            throws: PlanRefusal.gateCannotPass(
                wave: "pilot", next: "rest", cleanSites: 1, moreSitesNeeded: 1, largestNextWave: 1)
        ) {
            try Planner.plan(fleet: fleet(three), policy: waves, context: context) { clean, next, _ in
                max(0, next - clean)
            }
        }
        let plan = try Planner.plan(fleet: fleet(three), policy: waves, context: context) { _, _, _ in 0 }
        #expect(plan.waves.map(\.gate) == [GateForecast(cleanSites: 1, moreSitesNeeded: 0), nil])
    }
}
