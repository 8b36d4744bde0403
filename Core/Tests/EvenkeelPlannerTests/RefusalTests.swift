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
