import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Installs keep to each site's calendar")
struct CalendarInstallTests {
    /// The bench's three sites, changed before the wave opens on Monday 2 March 2026 at 09:00.
    private func bench(
        teams: [String: Int]? = nil, perDay: Int? = nil, _ change: (inout Installation) -> Void = { _ in }
    ) async throws -> (Bench, Installer, ScriptedExecutor) {
        let bench = try await Bench()
        var sites = try await bench.store.fleet().installations
        for number in sites.indices { change(&sites[number]) }
        try await bench.store.change([.putInstallations(sites)])
        try await bench.openWave { policy in
            policy.execute.parallel = 3
            policy.calendar.capacityPerTeam = teams
            policy.calendar.capacityPerDay = perDay
        }
        let executor = ScriptedExecutor()
        return (bench, Installer(operations: bench.operations, executors: [.command: executor]), executor)
    }

    private func tick(_ installer: Installer, _ bench: Bench) async throws -> [String] {
        let before = Set(try await bench.placements([.installed]).map(\.installation.text))
        _ = try await installer.tick { bench.now }
        return try await bench.placements([.installed]).map(\.installation.text).filter { !before.contains($0) }
            .sorted()
    }

    private func reasons(_ bench: Bench) async throws -> [String] {
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        var gate = try await bench.operations.startGate(rollout, at: bench.now)
        return gate.waiting(try await bench.placements().map(SiteEvidence.init)).map { site, answer in
            switch answer {
            case .open: "\(site) may start"
            case .closed(let obstacle, let opens):
                "\(site) \(obstacle.code) \(opens.map(ZoneOffsets.utc.localText) ?? "-")"
            }
        }.sorted()
    }

    @Test("a site waits for its own window and says when it opens, while the others go on")
    func window() async throws {
        let (bench, installer, _) = try await bench { site in
            if site.id == "beta-hq" { site.window = "FREQ=WEEKLY;BYDAY=SA;BYHOUR=22 PT2H" }
        }
        #expect(try await tick(installer, bench) == ["alpha-hq", "gamma-hq"])
        #expect(try await reasons(bench) == ["beta-hq window 2026-03-07 22:00"])
        bench.clock.advance(to: Bench.start + .days(5) + .hours(14) - .seconds(1))
        #expect(try await tick(installer, bench).isEmpty)
        bench.pass(.seconds(1))
        #expect(try await tick(installer, bench) == ["beta-hq"])
    }

    @Test("a window that has passed cancels nothing: the site waits for the next one and says so")
    func lapsed() async throws {
        let (bench, installer, _) = try await bench { site in
            if site.id == "beta-hq" { site.window = "FREQ=WEEKLY;BYDAY=SA;BYHOUR=22 PT2H" }
        }
        _ = try await tick(installer, bench)
        bench.clock.advance(to: Bench.start + .days(6))  // Sunday: nobody looked on Saturday night
        #expect(try await tick(installer, bench).isEmpty)
        #expect(try await reasons(bench) == ["beta-hq window 2026-03-14 22:00"])
        // Its customer hears of the day on which it is open again, and nothing begins on a day that nobody was told.
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let told = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first?.day
        #expect(told == (Bench.start + .days(12)).dateAndMilliseconds.0)
        bench.clock.advance(to: Bench.start + .days(12) + .hours(15))
        while try await conductor.tick(at: bench.now) {}
        #expect(try await tick(installer, bench) == ["beta-hq"])
    }

    @Test("a day ends at midnight, also where it is always open: nothing begins on the next one before that was told")
    func midnight() async throws {
        let (bench, installer, _) = try await bench { site in
            if site.id == "beta-hq" { site.window = "FREQ=DAILY;BYHOUR=0 PT24H" }
        }
        let beta = Pause.Scope.customer("beta")
        try await bench.give(
            .pauseRollout(Bench.rollout, reason: "stocktaking", owner: .customer, scope: beta), id: "pause")
        let day = bench.now.dateAndMilliseconds.0
        _ = try await tick(installer, bench)
        bench.clock.advance(to: (day + 1).startUTC + .hours(2))
        try await bench.give(
            .liftPause(Bench.rollout, owner: .customer, scope: beta, reason: "it is over"), id: "lift")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.round(at: bench.now) {}
        #expect(try await !tick(installer, bench).contains("beta-hq"))
        while try await conductor.tick(at: bench.now) {}
        let told = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first?.day
        #expect(told.map { $0 > day } == true)
    }

    @Test("a freeze added while a wave is open stops what has not started, and says whose freeze it is")
    func freeze() async throws {
        let (bench, installer, _) = try await bench()
        let today = bench.now.dateAndMilliseconds.0
        let rule = CalendarRule(
            id: "f", kind: .freeze(try #require(DaySpan(from: today, to: today + 3))),
            among: try Predicate(parsing: "customer==beta"),
            owner: "ada", why: "their fair", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        #expect(try await tick(installer, bench) == ["alpha-hq", "gamma-hq"])
        #expect(try await reasons(bench) == ["beta-hq freeze 2026-03-06 09:00"])
        try await bench.give(.liftCalendarRule("f", why: "over"), id: "lift")
        #expect(try await tick(installer, bench) == ["beta-hq"])
    }

    @Test("a team with a capacity of its own does so many a day; all others share the rest")
    func teams() async throws {
        let (bench, installer, _) = try await bench(teams: ["north": 1], perDay: 5) { site in
            site.team = site.id == "gamma-hq" ? "south" : "north"
        }
        #expect(try await tick(installer, bench) == ["alpha-hq", "gamma-hq"])
        #expect(try await reasons(bench) == ["beta-hq day_full 2026-03-03 09:00"])
        bench.pass(.days(1))
        #expect(try await tick(installer, bench) == ["beta-hq"])
    }

    @Test("a started install is given up after its time, counted in its window")
    func windowTime() async throws {
        let (bench, installer, executor) = try await bench { site in
            if site.id == "alpha-hq" { site.window = "FREQ=DAILY;BYHOUR=9 PT20M" }
        }
        let begun = try await bench.store.begin(
            [InstallStart(rollout: Bench.rollout, installation: "alpha-hq", executor: .command, timeout: .minutes(30))],
            at: bench.now)
        executor.set(try #require(begun.first).id, .underWay)
        // The time limit is 30 minutes and one of grace; the first window has 20 of them.
        bench.pass(.hours(3))
        _ = try await tick(installer, bench)
        #expect(try await bench.placements([.started]).count == 1)
        bench.clock.advance(to: Bench.start + .days(1) + .hours(1) + .minutes(11))
        _ = try await tick(installer, bench)
        #expect(try await bench.placements([.started]).count == 1, "31 minutes are not over yet")
        bench.pass(.seconds(1))
        _ = try await tick(installer, bench)
        #expect(try await bench.placements([.timedOut]).map(\.installation) == ["alpha-hq"])
    }

    @Test("a soak lasts until the last site has had its own working days, and the journal says which")
    func soak() async throws {
        let bench = try await Bench()
        var sites = try await bench.store.fleet().installations
        for number in sites.indices where sites[number].id == "gamma-hq" {
            sites[number].workweek = WorkingWeek([.monday, .tuesday])
        }
        try await bench.store.change([.putInstallations(sites)])
        try await bench.openWave { policy in
            policy.execute.parallel = 3
            policy.waves[0].soak = SoakPolicy(days: 3, of: .working)
        }
        let installer = Installer(
            operations: bench.operations, executors: [.command: ScriptedExecutor()])
        #expect(try await tick(installer, bench).count == 3)
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        let wave = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
        // Alpha and beta: Tuesday to Thursday. Gamma: Tuesday, and Monday and Tuesday of the week after.
        #expect(wave.soakEndsAt?.description == "2026-03-10T09:00:00Z")
        #expect(wave.soakSlowest == "gamma-hq")
    }

    @Test("a freeze of ours that comes while it soaks makes it longer, and one that is lifted shorter again")
    func freezeInTheSoak() async throws {
        let bench = try await Bench()
        try await bench.openWave { policy in
            policy.execute.parallel = 3
            policy.waves[0].soak = SoakPolicy(days: 3, of: .working)
        }
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        #expect(try await tick(installer, bench).count == 3)
        let conductor = Conductor(operations: bench.operations)
        try await turn(conductor, bench)
        func ends() async -> String? {
            await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[0].soakEndsAt?.description }
        }
        #expect(await ends() == "2026-03-05T09:00:00Z")
        bench.pass(.days(1))
        let rule = CalendarRule(
            id: "stock",
            kind: .freeze(
                try #require(DaySpan(from: bench.now.dateAndMilliseconds.0, to: bench.now.dateAndMilliseconds.0 + 1))),
            among: nil, owner: "ada", why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        try await turn(conductor, bench)
        // Tuesday and Wednesday do not count: Thursday, Friday and Monday do.
        #expect(await ends() == "2026-03-09T09:00:00Z")
        try await bench.give(.liftCalendarRule("stock", why: "it is off"), id: "lift")
        try await turn(conductor, bench)
        #expect(await ends() == "2026-03-05T09:00:00Z")
    }

    private func freeze(_ bench: Bench, _ customer: CustomerID, from day: CivilDate, days: Int) async throws {
        try await bench.give(
            .importCustomerFreezes(
                CustomerFreezes(
                    customer: customer,
                    spans: [RecurringSpan(start: .init(date: day), length: NominalSpan(days: days))],
                    source: "fair.ics", importedAt: bench.now, importedBy: "ada")), id: CommandID("freeze/\(customer)"))
    }

    private func turn(_ conductor: Conductor, _ bench: Bench) async throws {
        while try await conductor.tick(at: bench.now) {}
    }

    @Test("a customer's own freeze sets its site aside: the wave settles without it, and it is caught up when it ends")
    func ownFreeze() async throws {
        let (bench, installer, _) = try await bench()
        let conductor = Conductor(operations: bench.operations)
        try await freeze(bench, "gamma", from: bench.now.dateAndMilliseconds.0, days: 21)
        #expect(try await tick(installer, bench) == ["alpha-hq", "beta-hq"])
        try await turn(conductor, bench)
        // What was set aside is no decision; the next round sees that the wave has settled without it.
        try await turn(conductor, bench)
        let aside = try await bench.placements([.skipped])
        #expect(aside.map(\.installation) == ["gamma-hq"])
        #expect(aside.map(\.note) == ["freeze"])
        let wave = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
        #expect(wave.state == .soaking)
        let standing = try await bench.operations.standing(of: "gamma-hq", in: Bench.rollout, at: bench.now)
        #expect(standing.code == "closed")
        bench.pass(.days(21))
        try await turn(conductor, bench)
        #expect(try await tick(installer, bench) == ["gamma-hq"])
    }

    @Test("a soak that a customer's own freeze makes longer holds nobody")
    func ownSoak() async throws {
        let bench = try await Bench()
        try await bench.openWave { policy in
            policy.execute.parallel = 3
            policy.waves[0].soak = SoakPolicy(days: 3, of: .working)
        }
        // From Tuesday on, for three weeks.
        try await freeze(bench, "gamma", from: bench.now.dateAndMilliseconds.0 + 1, days: 21)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        #expect(try await tick(installer, bench).count == 3)
        let conductor = Conductor(operations: bench.operations)
        _ = try await conductor.tick(at: bench.now)
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        #expect(rollout.waves[0].soakEndsAt?.description == "2026-03-05T09:00:00Z")
        #expect(rollout.waves[0].soakLate == 1)
    }
}
