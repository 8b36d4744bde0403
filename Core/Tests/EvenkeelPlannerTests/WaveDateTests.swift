import EvenkeelDomain
import EvenkeelPlanner
import Testing

@Suite("When waves open")
struct WaveDateTests {
    /// Four waves for one site each.
    func plan(_ change: (inout Policy) -> Void = { _ in }, soak: SoakPolicy = SoakPolicy(), at: PlanContext = context)
        throws
        -> Plan
    {
        try Planner.plan(
            fleet: fleet(["a", "b", "c"].map { site($0) }),
            policy: policy(
                wave("one", limit: sites(1), soak: soak), wave("two", limit: sites(1), soak: soak),
                wave("three", limit: sites(1), soak: soak), change: change),
            context: at)
    }

    @Test("a week each: from Monday to Monday")
    func week() throws {
        let plan = try plan()
        #expect(openings(plan) == ["mon 2026-06-01", "mon 2026-06-08", "mon 2026-06-15"])
        #expect(plan.waves.map(\.soakEnds.description) == ["2026-06-08", "2026-06-15", "2026-06-22"])
        #expect(plan.ends.description == "2026-06-22")
    }

    @Test("a soak that ends on a Saturday is followed by a wave on Monday")
    func weekend() throws {
        let plan = try plan(soak: SoakPolicy(days: 5))
        #expect(openings(plan) == ["mon 2026-06-01", "mon 2026-06-08", "mon 2026-06-15"])
        #expect(plan.waves[0].soakEnds.description == "2026-06-06")
    }

    @Test("working days leave out weekends and freezes")
    func workingDays() throws {
        let plan = try plan(
            { $0.calendar.freezes = [freeze(monday + 9, to: monday + 10)] }, soak: SoakPolicy(days: 5, of: .working))
        // From Monday the 8th: Tuesday, Friday, Monday, Tuesday, Wednesday.
        #expect(openings(plan) == ["mon 2026-06-01", "mon 2026-06-08", "wed 2026-06-17"])
        #expect(plan.waves.map(\.soakDays) == [5, 5, 5])
    }

    @Test("no wave opens in a freeze, be it the organisation's or the policy's")
    func freezes() throws {
        var frozen = context
        frozen.calendar.freezes = [freeze(monday, to: monday + 1, "fair")]
        let plan = try plan({ $0.calendar.freezes = [freeze(monday + 7, to: monday + 14)] }, at: frozen)
        #expect(openings(plan) == ["wed 2026-06-03", "tue 2026-06-16", "tue 2026-06-23"])
    }

    @Test(
        "settle: so many working days must follow an opening before a freeze begins",
        arguments: [
            (0, "wed 2026-06-03"), (1, "wed 2026-06-03"), (2, "thu 2026-06-11"), (30, "thu 2026-06-11"),
        ])
    func settle(days: Int, expected: String) throws {
        // Wanted: Wednesday the 3rd. The freeze begins on Friday the 5th, which leaves Thursday.
        let plan = try plan {
            $0.start = monday + 2
            $0.calendar.freezes = [freeze(monday + 4, to: monday + 9)]
            $0.calendar.settleDays = days
        }
        #expect(openings(plan)[0] == expected)
    }

    @Test("two freezes in a row with too little room between them are passed together")
    func settleTwice() throws {
        let plan = try plan {
            $0.calendar.freezes = [freeze(monday + 1, to: monday + 4), freeze(monday + 9, to: monday + 9)]
            $0.calendar.settleDays = 2
        }
        // Between them Monday and Tuesday the 8th and 9th: only one day would remain.
        #expect(openings(plan)[0] == "thu 2026-06-11")
    }

    @Test(
        "the first wave waits until notices have had their time",
        arguments: [
            (TimeSpan.days(7), 8, "mon 2026-06-08"), (.days(7), 10, "tue 2026-06-09"), (.hours(1), 8, "mon 2026-06-01"),
            (.days(5), 8, "mon 2026-06-08"),
        ])
    func notice(before: TimeSpan, hour: Int, expected: String) throws {
        let at = PlanContext(today: monday, now: monday.startUTC + .hours(hour))
        #expect(openings(try plan({ $0.notice.before = before }, at: at))[0] == expected)
    }

    @Test("the policy's start is the earliest day; one that has passed is pointed out")
    func start() throws {
        #expect(openings(try plan { $0.start = monday + 1 })[0] == "tue 2026-06-02")
        let late = try plan { $0.start = monday - 10 }
        #expect(openings(late)[0] == "mon 2026-06-01")
        #expect(
            late.warnings.contains("The policy's start, 2026-05-22, has passed; the first wave opens on 2026-06-01."))
    }

    @Test("an organisation that works Sunday to Thursday opens waves on Sundays")
    func workingWeek() throws {
        var israel = context
        israel.calendar.week = .sundayToThursday
        #expect(openings(try plan({ $0.start = monday + 4 }, at: israel))[0] == "sun 2026-06-07")
    }
}

@Suite("What takes the time")
struct DelayCauseTests {
    @Test("a deadline that cannot be kept names the notice, the freeze and the soaks that lie before it")
    func causes() throws {
        let fair = try #require(Freeze(from: monday + 20, to: monday + 29, why: "fair"))
        // The first is about nobody whom the release is for.
        let (elsewhere, there) = (
            try Predicate(parsing: "installation==elsewhere"), try Predicate(parsing: "installation==b")
        )
        let sale = try #require(Freeze(from: monday, to: monday + 1, why: "sale", among: elsewhere))
        let branch = try #require(Freeze(from: monday + 2, to: monday + 3, why: "branch", among: there))
        let wanted = policy(wave("one", limit: sites(1)), wave("two")) {
            $0.notice.before = .days(14)
            $0.deadline = monday + 29
            $0.calendar.freezes = [fair, sale, branch]
        }
        guard
            case .deadlineMissed(let miss) = #expect(
                throws: PlanRefusal.self,
                performing: {
                    _ = try Planner.plan(
                        fleet: fleet(["a", "b"].map { site($0) }), policy: wanted, context: context)
                })
        else {
            Issue.record("the deadline is kept")
            return
        }
        #expect(miss.causes == [.notice(.days(14)), .freeze(branch), .freeze(fair), .soaks(days: 7)])
    }
}

@Suite("The first day of a wave")
struct FirstDayTests {
    /// Waves open at nine.
    @Test(
        "a window that is over when the wave opens is one of its next day",
        arguments: [
            ("FREQ=DAILY;BYHOUR=2 PT2H", 1), ("FREQ=DAILY;BYHOUR=8 PT2H", 0), ("FREQ=DAILY;BYHOUR=22 PT8H", 0),
            ("FREQ=WEEKLY;BYDAY=MO;BYHOUR=2 PT2H", 7),
        ])
    func nights(_ window: String, _ days: Int) throws {
        var hq = site("hq")
        hq.window = window
        let plan = try Planner.plan(fleet: fleet([hq, site("store")]), policy: policy(wave("all")), context: context)
        #expect(plan.waves.map(\.opens) == [monday])
        let place = try #require(plan.waves[0].placements.first { $0.installation == "hq" })
        #expect((place.day ?? monday) - monday == days)
    }
}
