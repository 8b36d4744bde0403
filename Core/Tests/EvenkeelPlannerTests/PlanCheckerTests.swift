import EvenkeelDomain
import EvenkeelPlanner
import Testing

/// A checker that finds nothing proves nothing: plans that were tampered with, and what it says of them.
@Suite("The checker of plans")
struct PlanCheckerTests {
    /// Five sites of two customers: a pilot of two seats' sites, then everybody else, two a day.
    static let given = PlanCase(
        sites: [
            site("a", of: "one", seats: 10, features: ["fax", "queue"], complexity: 0.1, supportEnds: monday + 20),
            site("b", of: "one", seats: 20, features: ["fax", "sip"], complexity: 0.2),
            site("c", of: "two", seats: 30, features: ["queue"], complexity: 0.3, after: "a"),
            site("d", of: "two", seats: 40, complexity: 0.4, pinnedUntil: monday + 3),
            site("e", of: "two", seats: 50, complexity: 0.5),
        ], customers: [],
        policy: policy(
            wave("pilot", .simplicity, limit: WaveLimit(installations: .count(2))), wave("rest", .simplicity)
        ) { $0.calendar.capacityPerDay = 2 },
        context: context)

    struct Tampering: CustomTestStringConvertible {
        let testDescription: String
        let finding: String
        let change: @Sendable (inout Plan) -> Void

        init(_ what: String, _ finding: String, _ change: @escaping @Sendable (inout Plan) -> Void) {
            (testDescription, self.finding, self.change) = (what, finding, change)
        }
    }

    static let tamperings = [
        Tampering("nothing", "") { _ in },
        Tampering("somebody is lost", "without an answer") { $0.waves[1].placements.removeLast() },
        Tampering("somebody is placed twice", "placed twice") { plan in
            plan.waves[1].placements.append(plan.waves[0].placements[0])
        },
        Tampering("one more in the pilot", "pilot is too large: installations 3 of 2") { plan in
            plan.waves[0].placements.append(plan.waves[1].placements.removeLast())
        },
        Tampering("a follower with its leader", "c goes before or with a") { plan in
            let leader = plan.waves[0].placements.remove(at: 0)
            plan.waves[1].placements.insert(leader, at: 0)
        },
        Tampering("a pin forgotten", "d may not be in pilot: pinned until") { plan in
            let pinned = plan.waves[1].placements.remove(at: 1)
            plan.waves[0].placements[1] = pinned
        },
        Tampering("a wave too early", "rest may not open on 2026-06-07") { $0.waves[1].opens = monday + 6 },
        Tampering("a soak cut short", "pilot soaks until 2026-06-07, not 2026-06-08") {
            $0.waves[0].soakEnds = monday + 6
        },
        Tampering("three on a day", "3 installs on 2026-06-08 where a day holds 2") {
            $0.waves[1].placements[2].day = nil
        },
        Tampering("a coverage made up", "coverage after pilot") { $0.waves[0].coverage = 0.99 },
        Tampering("pairs made up", "a brings 7 new pairs, not 1") {
            $0.waves[0].placements[0].reason = .simplicity(complexityThousandths: 100, newPairs: 7)
        },
        Tampering("a complexity made up", "it is Optional(100)") {
            $0.waves[0].placements[0].reason = .simplicity(complexityThousandths: 900, newPairs: 1)
        },
        Tampering("a hindrance that is none", "it fits") { plan in
            plan.waves[0].placements.removeLast()
            plan.waves[1].placements[2].notEarlier = .cap(wave: 1)
        },
        Tampering("a pin that is none", "e in rest: not earlier because pinnedUntil") {
            $0.waves[1].placements[2].notEarlier = .pinnedUntil(monday + 3)
        },
        Tampering("a point of the curve left out", "the curve has") { $0.curve.removeLast() },
        Tampering("an exposure too small", "exposure of rest") { $0.waves[1].exposure.seats -= 1 },
        Tampering("a warning hushed up", "missing warning: Wave \"rest\" takes until") { $0.warnings = [] },
    ]

    @Test("finds what is wrong", arguments: tamperings)
    func finds(_ tampering: Tampering) throws {
        var plan = try Self.given.plan()
        #expect(layout(plan) == ["pilot: a b", "rest: c d e"])
        tampering.change(&plan)
        let findings = PlanChecker.findings(Self.given, plan)
        if tampering.finding.isEmpty {
            #expect(findings == [])
        } else {
            #expect(findings.contains { $0.contains(tampering.finding) }, "\(findings)")
        }
    }

    @Test("a refusal that is not deserved is found out")
    func refusals() {
        let undeserved: [(PlanRefusal, String)] = [
            (.noWaves, "there are waves"), (.nothingSelected, "5 are selected"),
            (.unplaced(["e"], lastWave: "rest"), "the last wave is for everybody"),
            (.siteAboveCap("e", .seats, size: 50, wave: "rest", cap: 40), "the cap of rest"),
            (.afterCycle(["a", "b"]), "a does not wait for b"),
            (
                .datesMissed(DatesMissed(due: monday + 20, sites: ["a"], lastOpens: monday + 7)),
                "all dates are kept"
            ),
            (
                .deadlineMissed(DeadlineMiss(lastOpens: monday, deadline: monday, waves: 2, soakDaysLess: nil)),
                "it is not missed"
            ), (.tooManyFeatures(3, limit: 4096), "3 fit in 4096"),
            (.noWorkingDay(onOrAfter: monday), "there are days"),
        ]
        for (refusal, finding) in undeserved {
            let findings = RefusalChecker.findings(Self.given, refusal)
            #expect(findings.contains { $0.contains(finding) }, "\(refusal): \(findings)")
        }
    }

    @Test("a re-plan that touches what has begun, or moves somebody, is found out")
    func replans() throws {
        let plan = try Self.given.plan()
        var other = plan
        other.waves[0].placements.removeLast()
        #expect(ReplanChecker.findings(plan, other, begun: 1) == ["what has begun was changed"])
        var earlier = plan
        earlier.waves[1].placements[2].day = nil
        #expect(ReplanChecker.findings(plan, plan, begun: 1, isUnchanged: true) == [])
        #expect(
            ReplanChecker.findings(plan, earlier, begun: 1)
                == ["e stays in rest but its day moved from 2026-06-09 to 2026-06-08"])
    }
}
