import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("Guards that a plan must satisfy")
struct GuardCheckTests {
    func rule(hours: Int = 72, sites: Int = 2, before: Int = 3) throws -> Guard {
        Guard(
            id: "g1", incident: "i7", action: "a1", when: try Predicate(parsing: "release.touches==fax"),
            soakHours: hours,
            atSites: sites, matching: try Predicate(parsing: "feature==fax;feature==t38"), beforeWave: before,
            since: context.now)
    }

    /// One wave for each number of sites with fax and T.38, a week apart; each has one site without as well.
    func finding(_ rule: Guard, waves: [Int], release: Release = release) throws -> GuardFinding? {
        var installations: [Installation] = []
        var policies: [WavePolicy] = []
        for (number, count) in waves.enumerated() {
            let name = "w\(number)"
            for k in 0..<count { installations.append(site("\(name)-\(k)", features: ["fax", "t38"])) }
            installations += [site("\(name)-other", features: ["fax"]), site("\(name)-unknown")]
            policies.append(wave(name, among: try Predicate(parsing: "installation==\(name)*")))
        }
        let fleet = fleet(installations)
        var planned = policy { $0.waves = policies }
        planned.release = release
        let plan = try Planner.plan(fleet: fleet, policy: planned, context: context)
        return GuardCheck.findings(guards: [rule], plan: plan, fleet: fleet, release: release).first
    }

    @Test(
        "enough matching sites must have soaked before the wave it names",
        arguments: [
            ("two before wave 3", [1, 1, 5], 72, 3, 2, true), ("one before wave 3", [1, 0, 5], 72, 3, 1, false),
            ("two, but wave 2 opens only 168 hours before", [1, 1, 5], 169, 3, 1, false),
            ("all there are, though fewer than asked for", [1, 0, 0], 72, 3, 1, true),
            ("nobody runs it", [0, 0, 0], 72, 3, 0, true),
            ("all at once is no way around it", [5], 72, 3, 0, false),
            ("nor are two waves", [1, 5], 72, 3, 1, false),
        ])
    func findings(why: String, waves: [Int], hours: Int, before: Int, planned: Int, satisfied: Bool) throws {
        let finding = try finding(rule(hours: hours, before: before), waves: waves)
        #expect(
            finding
                == GuardFinding(
                    guardID: "g1", sitesPlanned: planned, sitesAvailable: waves.reduce(0, +), satisfied: satisfied),
            "\(why)")
    }

    @Test("a guard has nothing to say about a release it does not concern, or that ends its incident")
    func concerns() throws {
        var other = release
        other.touches = ["sip-trunk"]
        #expect(try finding(rule(), waves: [5], release: other) == nil)
        var fix = release
        fix.fixesIncident = "i7"
        #expect(try finding(rule(), waves: [5], release: fix) == nil)
    }
}
