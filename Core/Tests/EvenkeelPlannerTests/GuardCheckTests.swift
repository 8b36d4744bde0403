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

    /// What the run of wave 1 has done by now for a guard of 72 hours at two sites before wave 2.
    private func standing(
        _ sites: [(PlacementState, hours: Int)], elsewhere: Int = 0, wavesPassed: Int = 1
    ) throws -> GuardStanding? {
        var rows: [PlacementRow] = []
        var installations: [Installation] = []
        for (number, (state, hours)) in (sites + Array(repeating: (PlacementState.planned, hours: 0), count: elsewhere))
            .enumerated()
        {
            let id = InstallationID("s\(number)")
            installations.append(site("s\(number)", features: ["fax", "t38"]))
            var row = PlacementRow(
                rollout: "r", revision: 1, customer: "c", wave: 0,
                placement: Placement(installation: id, reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil))
            row.state = state
            row.settledAt = context.now - .hours(hours)
            rows.append(row)
        }
        // One that lacks T.38, and one of which nothing is known: neither counts.
        installations += [site("plain", features: ["fax"]), site("unknown")]
        func wave(_ state: WaveState) -> RolloutWave {
            var wave = RolloutWave(
                name: "w", publicName: nil, opens: context.now.dateAndMilliseconds.0, opensAt: context.now,
                noticeAt: context.now, soakDays: 1, exposure: Exposure(installations: 1, seats: 0, customers: 1),
                coverage: 0, digest: Digest(of: ["w"]))
            wave.state = state
            return wave
        }
        var planned = policy { _ in }
        planned.release = release
        let waves = (0..<3).map { wave($0 < wavesPassed ? .passed : .planned) }
        let rollout = Rollout(
            id: "r", policy: planned, state: .running, revision: 1, waves: waves, selected: 4, withheld: 0)
        return GuardCheck.standings(
            guards: [try rule(before: 2)], rollout: rollout,
            sites: rows.map { ($0.installation, $0.state == .installed ? $0.settledAt : nil) },
            fleet: fleet(installations), at: context.now
        ).first
    }

    @Test(
        "a site counts from its install on, while it runs the release",
        arguments: [
            ("both have soaked", [(.installed, 80), (.installed, 72)], 0, 2, true, 0),
            ("one is an hour short", [(.installed, 80), (.installed, 71)], 0, 1, false, 1),
            (
                "the sooner of two that are short decides", [(.installed, 80), (.installed, 10), (.installed, 30)], 0,
                1,
                false, 42
            ),
            ("one failed: time alone does not help", [(.installed, 80), (.failed, 80)], 0, 1, false, nil),
            ("nor where it was taken back", [(.installed, 80), (.rolledBack, 80)], 0, 1, false, nil),
            ("nor where it was set aside", [(.installed, 80), (.skipped, 80)], 0, 1, false, nil),
            ("all there are are fewer than asked for", [(.installed, 80)], 0, 1, true, 0),
            ("more are to come in later waves", [(.installed, 80)], 5, 1, false, nil),
            ("nobody runs it", [], 0, 0, true, 0),
        ] as [(String, [(PlacementState, hours: Int)], Int, Int, Bool, Int?)])
    func standings(
        why: String, sites: [(PlacementState, hours: Int)], elsewhere: Int, soaked: Int, isMet: Bool, metInHours: Int?
    ) throws {
        let found = try #require(try standing(sites, elsewhere: elsewhere))
        #expect(found.soaked == soaked, "\(why)")
        #expect(found.isMet == isMet, "\(why)")
        #expect(found.wave == 1)
        if let metInHours, metInHours > 0 {
            #expect(found.metAt == context.now + .hours(metInHours), "\(why)")
        } else {
            #expect((found.metAt == nil) == (metInHours == nil), "\(why)")
        }
    }

    @Test("a guard keeps no wave shut before the one it names, and every later one")
    func whichWaves() throws {
        #expect(try standing([(.failed, 1)], wavesPassed: 0) == nil)
        #expect(try standing([(.failed, 1)], wavesPassed: 2)?.wave == 2)
        #expect(try standing([(.failed, 1)], wavesPassed: 3) == nil, "nothing is left to open")
    }

    @Test("a revision is held against what happened in the waves that have begun, not against their planned days")
    func revision() throws {
        let sites = ["a", "b", "late"].map { site($0, features: ["fax", "t38"]) }
        let fleet = fleet(sites)
        let day = context.now.dateAndMilliseconds.0
        func planned(_ opens: CivilDate, _ ids: [InstallationID]) -> PlannedWave {
            PlannedWave(
                name: "w", publicName: nil, opens: opens, soakEnds: opens + 1, soakDays: 1,
                exposure: Exposure(installations: ids.count, seats: 0, customers: ids.count), coverage: 1,
                placements: ids.map {
                    Placement(installation: $0, reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil)
                })
        }
        let plan = Plan(
            rollout: "r", revision: 2, release: release.version, selected: 3, withheld: [],
            waves: [planned(day, ["a", "b"]), planned(day + 10, ["late"])], curve: [], warnings: [], ends: day + 11)
        func isSatisfied(_ ran: [InstallationID: CivilDate], begun: Int) throws -> Bool? {
            GuardCheck.findings(
                guards: [try rule(before: 2)], plan: plan, fleet: fleet, release: release, begun: begun, ran: ran
            ).first?.satisfied
        }
        #expect(try isSatisfied([:], begun: 0) == true, "as planned")
        #expect(try isSatisfied(["a": day + 7, "b": day + 7], begun: 1) == true)
        #expect(try isSatisfied(["a": day + 7, "b": day + 8], begun: 1) == false, "b would have soaked 48 hours")
        #expect(try isSatisfied(["a": day], begun: 1) == false, "b failed")
        #expect(try isSatisfied([:], begun: 2) == true, "the wave it names has opened")
    }
}
