import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("A small fleet, planned and printed")
struct GoldenPlanTests {
    let fleet = EvenkeelPlannerTests.fleet([
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
            "school", seats: 30, features: ["call-queue", "fax", "sip-trunk"], friendly: 0.75, feedback: 0.5, wants: []),
        site("school-annex", of: "school", seats: 10, features: ["fax", "sip-trunk"], wants: [], after: "school"),
    ])

    func print(_ plan: Plan) -> String {
        var lines = ["\(plan.rollout) \(plan.release), \(plan.selected) selected, ends \(plan.ends)"]
        for wave in plan.waves {
            let exposure = wave.exposure
            lines.append(
                "\(wave.opens) \(wave.name): \(exposure.installations) sites, \(exposure.seats) seats, "
                    + "\(exposure.customers) customers, \(Int((wave.coverage * 100).rounded())) % of pairs")
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
        #expect(print(plan) == "")
    }
}
