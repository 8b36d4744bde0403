import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("Limits of a wave")
struct LimitTests {
    /// a 50 seats, b 40, c 30, d 20, e 10; c and d belong to one customer. 150 seats in all.
    let five = [
        site("a", seats: 50), site("b", seats: 40), site("c", of: "cd", seats: 30), site("d", of: "cd", seats: 20),
        site("e", seats: 10),
    ]

    @Test(
        "a wave takes in its order whatever still fits",
        arguments: [
            ("installations", WaveLimit(installations: .count(2)), "a b"),
            ("installations in percent, rounded down", WaveLimit(installations: share(0.5)), "a b"),
            ("seats; who does not fit is passed over", WaveLimit(seats: .count(85)), "a c"),
            ("seats in percent of all selected", WaveLimit(seats: share(0.4)), "a e"),
            ("customers; a second site of one that is in is free", WaveLimit(customers: .count(3)), "a b c d"),
            ("all at once", WaveLimit(installations: .count(2), seats: .count(45), customers: .count(1)), "b"),
            ("auto, without evidence: ten excess failures are accepted", WaveLimit(auto: true), "a b c d e"),
        ])
    func limits(why: String, limit: WaveLimit, expected: String) throws {
        #expect(
            try layout(five, policy(wave("first", limit: limit), wave("rest", .due)))[0] == "first: \(expected)",
            "\(why)")
    }

    @Test("seats: 2% of a large fleet allows what it says")
    func percentOfSeats() throws {
        let fleet = (0..<50).map { site("s\($0 + 10)", seats: 10) }
        let plan = try layout(fleet, policy(wave("first", limit: WaveLimit(seats: share(0.05))), wave("rest")))
        #expect(plan[0] == "first: s10 s11")
    }

    @Test("a split wave becomes as many waves as the rest needs, each with the cap")
    func split() throws {
        let plan = try layout(five, policy(wave("pilot", limit: sites(1)), wave("everyone else", split: seats(50))))
        #expect(plan == ["pilot: a", "everyone else 1: b e", "everyone else 2: c d"])
        #expect(try layout(five, policy(wave("all", split: seats(500)))) == ["all: a b c d e"])
    }

    @Test("auto: as many as the evidence so far allows, asked for every wave")
    func auto() throws {
        // Each clean site allows two more; one to begin with.
        let fleet = (0..<20).map { site("s\($0 + 10)") }
        let plan = try Planner.plan(
            fleet: EvenkeelPlannerTests.fleet(fleet), policy: policy(wave("all", split: WaveLimit(auto: true))),
            context: context, gateForecast: { clean, next, _ in max(0, (next - 1) / 2 - clean) })
        #expect(plan.waves.map(\.exposure.installations) == [2, 6, 12])
        #expect(plan.waves.map(\.gate?.cleanSites) == [2, 8, nil])
    }

    @Test("a site of unknown size counts as the mean against a limit in seats, and says so")
    func unknownSeats() throws {
        let fleet = [site("a", seats: nil), site("b", seats: 30), site("c", seats: 10)]
        let plan = try Planner.plan(
            fleet: EvenkeelPlannerTests.fleet(fleet),
            policy: policy(wave("first", limit: seats(25)), wave("rest", .due)),
            context: context)
        #expect(layout(plan) == ["first: a", "rest: b c"])
        #expect(plan.waves[0].exposure.seats == 0)
        #expect(plan.warnings[0].hasPrefix("1 installation without a number of seats: each counts as 20 (the mean)"))
    }

    @Test("a wave nobody would be in is left out, with a warning, and takes no time")
    func emptyWave() throws {
        let plan = try Planner.plan(
            fleet: fleet(five), policy: policy(wave("most in need", .need), wave("rest")), context: context)
        #expect(layout(plan) == ["rest: a b c d e"])
        #expect(plan.waves[0].opens == monday)
        #expect(plan.warnings.contains("Wave \"most in need\" is left out: nobody would be in it."))
    }

    @Test("stops on the way that are more than a day holds take the next days")
    func longWays() throws {
        var release = release
        release.requires = [version("5.0.0"), version("5.1.0")]
        let sites = ["a", "b", "c"].map { id in
            var site = site(id)
            site.version = version("4.0.0")
            return site
        }
        func days(_ capacity: Int) throws -> [CivilDate?] {
            let plan = try Planner.plan(
                fleet: fleet(sites),
                policy: policy(wave("all")) { ($0.release, $0.calendar.capacityPerDay) = (release, capacity) },
                context: context)
            return plan.waves[0].placements.map(\.day)
        }
        // Three installs each: in twos a begins on Monday and ends on Tuesday, b takes Wednesday and Thursday.
        #expect(try days(2) == [monday + 1, monday + 3, monday + 7])
        #expect(try days(1) == [monday + 2, monday + 7, monday + 10])
        #expect(try days(3) == [nil, monday + 1, monday + 2])
        #expect(try days(9) == [nil, nil, nil])
    }

    @Test("what a day of a team holds is what a wave that takes longer names")
    func teamDays() throws {
        let sites = ["a", "b"].map { id in
            var site = site(id)
            site.team = "north"
            return site
        }
        let plan = try Planner.plan(
            fleet: fleet(sites),
            policy: policy(wave("all")) {
                ($0.calendar.capacityPerDay, $0.calendar.capacityPerTeam) = (9, ["north": 1])
            },
            context: context)
        #expect(plan.warnings.contains { $0.contains("to install, at 1 a day of team north; its soak begins then.") })
    }

    @Test("more installations than one day holds take the next days, and the soak begins after the last")
    func warnings() throws {
        let plan = try Planner.plan(
            fleet: fleet(five),
            policy: policy(wave("all", soak: SoakPolicy(days: 7, responses: 6))) { $0.calendar.capacityPerDay = 4 },
            context: context)
        #expect(plan.warnings.contains { $0.contains("takes until 2026-06-02 to install, at 4 a day") })
        #expect(plan.waves[0].placements.map(\.day) == [nil, nil, nil, nil, monday + 1])
        #expect(plan.waves[0].lastInstall == monday + 1)
        #expect(plan.waves[0].soakEnds == monday + 8)
        #expect(plan.warnings.contains { $0.contains("waits for 6 responses but has only 5 installations") })
    }
}

func share(_ value: Double) -> Amount { .share(Share(value) ?? .zero) }
