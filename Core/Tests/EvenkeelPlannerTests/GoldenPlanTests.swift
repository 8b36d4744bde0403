import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("A small fleet, planned and printed")
struct GoldenPlanTests {
    let fleet = EvenkeelPlannerTests.fleet(
        [
            site("bakery", seats: 4, features: ["fax", "voicemail"], friendly: 0.9, feedback: 0.8, wants: ["FAX-9"]),
            site(
                "clinic", seats: 60, features: ["call-queue", "fax", "recording", "t38"], friendly: 0.6, feedback: 0.9,
                wants: ["FAX-9", "QUEUE-113"]),
            site("depot", seats: 12, features: ["sip-trunk"], friendly: 0.5, wants: []),
            site(
                "hotel", seats: 80, features: ["call-queue", "hot-desk", "sip-trunk", "voicemail"], friendly: 0.8,
                feedback: 0.7,
                wants: []),
            site("mystery"),
            site("notary", seats: 3, features: ["fax"], friendly: 0.2, wants: [], pinnedUntil: monday + 200),
            site(
                "school", seats: 30, features: ["call-queue", "fax", "sip-trunk"], friendly: 0.75, feedback: 0.5,
                wants: []),
            site("school-annex", of: "school", seats: 10, features: ["fax", "sip-trunk"], wants: [], after: "school"),
        ].map { site in
            // All but the mystery are known to have nothing about them that is counted.
            var site = site
            site.environment = site.features.map { _ in [:] }
            return site
        })

    func print(_ plan: Plan) -> String {
        var lines = ["\(plan.rollout) \(plan.release), \(plan.selected) selected, ends \(plan.ends)"]
        for wave in plan.waves {
            let exposure = wave.exposure
            lines.append(
                "\(wave.opens) \(wave.name): \(exposure.installations) of \(plan.selected), \(exposure.seats) seats, "
                    + "\(Int((wave.coverage * 100).rounded())) % of pairs")
            for placement in wave.placements {
                lines.append("  \(placement.installation): \(PlanSentences.reason(placement.reason))")
                if let hindrance = placement.notEarlier {
                    lines.append("    not earlier: \(PlanSentences.notEarlier(hindrance, waves: plan.waves))")
                }
            }
            if let gate = wave.gate { lines.append("  gate: \(PlanSentences.gate(gate))") }
        }
        for withheld in plan.withheld {
            lines.append("withheld \(withheld.installation): \(PlanSentences.withheld(withheld.reason))")
        }
        return (lines + plan.warnings.map { "! \($0)" }).joined(separator: "\n")
    }

    @Test("keep calm: those in need, the simplest, friendlies for variety, the rest")
    func keepCalm() throws {
        let keepCalm = policy(
            wave("most in need", .need, limit: WaveLimit(installations: .count(5), seats: share(0.25))),
            wave("simplest sites", .simplicity, limit: sites(1)),
            wave("friendlies, for variety", .coverage, among: try Predicate(parsing: "friendly=ge=0.7")),
            wave("everyone else", split: WaveLimit(seats: share(0.5))))
        let plan = try Planner.plan(fleet: fleet, policy: keepCalm, context: context) { _, _, _ in 0 }
        let expected = """
            pbx-5.2 5.2.0, 8 selected, ends 2026-06-29
            2026-06-01 most in need: 1 of 8, 4 seats, 7 % of pairs
              bakery: wants 1 of the fixes; brings 1 new combination
              gate: if all goes well: passes with 1 clean site
            2026-06-08 simplest sites: 1 of 8, 12 seats, 7 % of pairs
              depot: complexity 0.05, the simplest first
                not earlier: it had nothing to add to "most in need"
              gate: if all goes well: passes with 2 clean sites
            2026-06-15 friendlies, for variety: 2 of 8, 110 seats, 64 % of pairs
              hotel: brings 6 combinations nobody has tried, the rarest call-queue + hot-desk, \
            call-queue + voicemail and hot-desk + sip-trunk
                not earlier: "simplest sites" was full
              school: brings 2 combinations nobody has tried, the rarest call-queue + fax and fax + sip-trunk
                not earlier: "simplest sites" was full
              gate: if all goes well: passes with 4 clean sites
            2026-06-22 everyone else: 3 of 8, 80 seats, 100 % of pairs
              clinic: scores 0.87, the highest first; brings 5 new combinations
                not earlier: "friendlies, for variety" is for others
              school-annex: scores 0.27, the highest first
                not earlier: it goes after school
              mystery: scores 0, the highest first
                not earlier: a fact that "friendlies, for variety" asks for is unknown
            withheld notary: pinned until 2026-12-18, and no wave opens after that
            """
        #expect(print(plan) == expected)
    }
}
