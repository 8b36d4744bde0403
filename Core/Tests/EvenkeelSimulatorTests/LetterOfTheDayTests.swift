import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

/// What a customer is told, what their notice says, and when it begins, held beside each other.
@Suite("The day that a customer was written of")
struct LetterOfTheDayTests {
    private static let twoWaves = [
        WavePolicy(name: "first", limit: WaveLimit(installations: .count(2)), soak: SoakPolicy(days: 0)),
        WavePolicy(name: "rest", soak: SoakPolicy(days: 9)),
    ]

    private let bench: Bench
    private let conductor: Conductor
    private let keeper: DayKeeper

    init() async throws {
        bench = try await Bench()
        conductor = Conductor(operations: bench.operations)
        keeper = DayKeeper(operations: bench.operations)
    }

    private func policy(_ change: (inout Policy) throws -> Void = { _ in }) throws -> Policy {
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.execute = ExecutePolicy(by: .command, parallel: 2, timeout: .minutes(30), retries: 0)
        try change(&policy)
        return policy
    }

    private func turn(_ installer: Installer? = nil) async throws {
        for _ in 0..<3 {
            while try await conductor.tick(at: bench.now) {}
            while try await keeper.tick(at: bench.now) {}
            if let installer { _ = try await installer.tick { bench.now } }
        }
    }

    /// Turns until the second wave is so, past the gate of the first.
    private func goOn(_ installer: Installer? = nil, until isSo: (RolloutWave) -> Bool) async throws {
        for step in 0..<60 {
            try await turn(installer)
            let waves = await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves ?? [] }
            if isSo(waves[1]) { return }
            if waves[0].state == .inconclusive {
                try await bench.operations.advance(
                    Bench.rollout, reason: "enough", command: CommandID("go\(step)"), by: "ada", at: bench.now)
            }
            bench.pass(.hours(6))
        }
    }

    private func notices(_ customer: CustomerID) async throws -> [NoticeRow] {
        try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer))
    }

    private func day(_ site: InstallationID, of customer: CustomerID) async throws -> CivilDate? {
        NoticeRow.newest(try await notices(customer))[site].flatMap { $0.stands ? $0.day(of: site) : nil }
    }

    /// The days that each letter of this customer says do not hold; the first of them is the one that it speaks of.
    private func moved(_ customer: CustomerID) async throws -> [[LostDay]] {
        try await bench.store.deliveries(DeliveryQuery(customer: customer)).compactMap { delivery in
            guard case .moved(_, _, _, _, let was, _, let lost) = delivery.subject else { return nil }
            #expect(lost == nil || was == lost?.map(\.day).min())
            return lost ?? []
        }
    }

    @Test("moves again with a revision that leaves it no room, and its customer is told; one word counts for each site")
    func revisedAfterAFreeze() async throws {
        try await bench.put("beta-store", of: "beta")
        try await bench.start(try policy { $0.calendar.capacityPerDay = 4 })
        try await bench.turnUntilAnnounced(conductor)
        let first = try #require(try await day("beta-hq", of: "beta"))
        let rule = CalendarRule(
            id: "stock", kind: .freeze(try #require(DaySpan(from: first, to: first))), among: nil, owner: "ada",
            why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        try await turn()
        let frozen = try await moved("beta")
        #expect(frozen.map { $0.map(\.site) } == [["beta-hq", "beta-store"]])
        bench.pass(.minutes(10))
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, policy: try policy { $0.calendar.capacityPerDay = 1 }, reason: "one is ill",
            command: "propose", by: "ada", at: bench.now)
        let diff = Set(try await bench.operations.diff(of: plan, at: bench.now).moves.map(\.installation))
        var before: [InstallationID: CivilDate] = [:]
        let sites: [(InstallationID, CustomerID)] = [
            ("alpha-hq", "alpha"), ("beta-hq", "beta"), ("beta-store", "beta"), ("gamma-hq", "gamma"),
        ]
        for (site, customer) in sites { before[site] = try await day(site, of: customer) }
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        try await turn()
        bench.pass(.minutes(2))
        try await turn()
        var days: Set<CivilDate> = []
        for (site, customer) in sites {
            let day = try #require(try await day(site, of: customer), "\(site)")
            #expect(days.insert(day).inserted, "one a day: \(site) on \(day)")
            let isTold = try await moved(customer).joined().contains { $0.site == site && $0.day == before[site] }
            #expect((day != before[site]) == isTold, "\(site) \(String(describing: before[site])) -> \(day)")
            #expect((day != before[site]) == diff.contains(site), "\(site)")
            let rows = try await notices(customer)
            #expect(rows.count { $0.stands && $0.installations.contains(site) } == 1)
        }
    }

    @Test("in a letter that names two sites with another day each, where they move in one moment")
    func twoDays() async throws {
        try await bench.put("beta-store", of: "beta")
        try await bench.start(try policy { $0.calendar.capacityPerDay = 1 })
        try await bench.turnUntilAnnounced(conductor)
        let days = try await [
            #require(day("beta-hq", of: "beta")), #require(day("beta-store", of: "beta")),
        ].sorted()
        #expect(days[0] != days[1])
        bench.clock.advance(to: days[0].startUTC + .hours(7))
        try await turn()
        try await bench.freeze("beta", "fair", days[0], days[1])
        bench.clock.advance(to: days[0].startUTC + .hours(13))
        try await turn()
        let letters = try await moved("beta")
        #expect(Set(letters.joined().map(\.site)) == ["beta-hq", "beta-store"], "\(letters)")
        let now = try await [day("beta-hq", of: "beta"), day("beta-store", of: "beta")]
        #expect(now.allSatisfy { $0.map { $0 > days[1] } ?? false } && now[0] != now[1])
    }

    @Test("is the first on which a window opens, also one at night before our morning, and nothing begins on another")
    func window() async throws {
        var sites = try await bench.store.fleet().installations
        for index in sites.indices where sites[index].id == "beta-hq" {
            sites[index].window = "FREQ=WEEKLY;BYDAY=FR;BYHOUR=2 PT1H"
        }
        try await bench.store.change([.putInstallations(sites)])
        try await bench.start(try policy())
        try await bench.turnUntilAnnounced(conductor)
        let opens = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
        let told = try #require(try await day("beta-hq", of: "beta"))
        let friday = try #require((0..<7).map { opens + $0 }.first { $0.weekday == .friday })
        #expect(told == friday)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        while bench.now < (friday + 8).startUTC {
            try await turn(installer)
            bench.pass(.minutes(30))
        }
        let row = try #require(try await bench.placements().first { $0.installation == "beta-hq" })
        #expect(row.startedAt.map { $0.dateAndMilliseconds.0 } == friday)
    }

    @Test("is told anew before a site is tried again that failed on it, also within its hours")
    func retried() async throws {
        try await bench.start(try policy())
        try await bench.turn(conductor) { $0.openedAt != nil }
        let executor = ScriptedExecutor([.failed(note: "disk full")])
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        try await turn(installer)
        let failed = try #require(try await bench.placements([.failed]).first)
        let told = try #require(try await day(failed.installation, of: failed.customer))
        bench.pass(.days(2))
        try await turn(installer)
        if let rollout = await bench.operations.ledger.read({ $0.rollouts[Bench.rollout] }), rollout.state == .halted {
            try await bench.give(
                .resumeRollout(Bench.rollout, reason: "the disk was cleaned", evidence: .vouched(by: "ada")), id: "go")
        }
        let tries = executor.sites.count
        try await bench.operations.retry(
            Bench.rollout, [failed.installation], reason: "the disk is clean", command: "retry", by: "ada",
            at: bench.now)
        try await turn(installer)
        #expect(executor.sites.count { $0 == failed.installation } == 1, "nobody was told of today; \(tries)")
        let next = try #require(try await day(failed.installation, of: failed.customer))
        #expect(next > told && next >= bench.now.dateAndMilliseconds.0 + 2)
        let letter = try #require(try await bench.deliveries([.queued]).last { $0.customer == failed.customer })
        guard case .message(let mail) = try await bench.courier().prepare(letter) else {
            return #expect(Bool(false), "the letter has nothing to say")
        }
        #expect(mail.text.split(separator: "\n").contains("tried"), "it did take place on that day: \(mail.text)")
        while bench.now < (next + 1).startUTC {
            try await turn(installer)
            bench.pass(.hours(1))
        }
        let row = try #require(try await bench.placements().first { $0.installation == failed.installation })
        #expect(row.state == .installed && row.startedAt.map { $0.dateAndMilliseconds.0 } == next)
    }

    @Test("is not announced to who has the release already, however it came there")
    func doneAlready() async throws {
        try await bench.start(try policy())
        try await bench.report("beta-hq", .installed)
        try await bench.turnUntilAnnounced(conductor)
        try await turn()
        #expect(try await bench.store.deliveries(DeliveryQuery(customer: "beta")).isEmpty)
        #expect(try await bench.store.deliveries(DeliveryQuery(customer: "alpha")).count == 1)
    }

    @Test("and chose is off with a halt, also where their wave is over, and is named again after it")
    func chosenInAWaveThatIsOver() async throws {
        try await bench.start(
            try policy {
                $0.waves = Self.twoWaves
                $0.notice.acknowledge = .always
                $0.notice.postponeTimes = 1
                $0.verdict.minSample = 1
            })
        try await bench.turnUntilAnnounced(conductor)
        let rows = try await bench.placements().filter { $0.wave == 0 }
        let (late, other) = (try #require(rows.first), try #require(rows.last))
        let day = try #require(try await day(late.installation, of: late.customer))
        let chosen = bench.operations.settings.calendar.workingDay(onOrAfter: day + 18)
        var wish = AnswerWish(customer: late.customer, rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = chosen
        try await bench.operations.answer(wish, command: "later", by: "customer", at: bench.now)
        let yes = AnswerWish(customer: other.customer, rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
        try await bench.operations.answer(yes, command: "yes", by: "customer", at: bench.now)
        try await bench.turn(conductor) { $0.openedAt != nil }
        try await bench.report(other.installation, .installed)
        try await goOn { $0.openedAt != nil }
        #expect(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1].openedAt } != nil)
        #expect(bench.now < chosen.startUTC)
        bench.pass(.minutes(10))
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        try await turn()
        #expect(try await self.day(late.installation, of: late.customer) == nil)
        #expect(try await moved(late.customer).last == [LostDay(site: late.installation, day: chosen)])
        bench.pass(.hours(1))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "replaced", evidence: .vouched(by: "ada")), id: "resume")
        try await turn()
        #expect(try await self.day(late.installation, of: late.customer) == chosen)
    }

    @Test("after a halt goes by in silence: then they are told that of the next wave, as the policy says")
    func silentAfterAHalt() async throws {
        try await bench.start(
            try policy {
                $0.waves = Self.twoWaves
                $0.notice.acknowledge = .always
                $0.notice.onSilence = .laterWave
                $0.verdict.minSample = 1
            })
        try await bench.turnUntilAnnounced(conductor)
        let rows = try await bench.placements().filter { $0.wave == 0 }
        let (silent, other) = (try #require(rows.first), try #require(rows.last))
        func agree(_ row: PlacementRow, _ id: CommandID) async throws {
            let yes = AnswerWish(
                customer: row.customer, rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
            try await bench.operations.answer(yes, command: id, by: "customer", at: bench.now)
        }
        try await agree(silent, "first")
        try await agree(other, "second")
        try await bench.turn(conductor) { $0.openedAt != nil }
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        try await turn()
        bench.pass(.hours(1))
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "replaced", evidence: .vouched(by: "ada")), id: "resume")
        try await turn()
        try await agree(other, "third")
        let renewed = try #require(try await day(silent.installation, of: silent.customer))
        bench.clock.advance(to: renewed.startUTC + .hours(12))
        try await turn()
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        func wave() async -> RolloutWave? {
            await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1] }
        }
        try await goOn(installer) { $0.announcedAt != nil }
        bench.pass(.hours(1))
        try await turn()
        let next = try #require(await wave())
        #expect(next.announcedAt != nil && next.state == .planned)
        let told = try #require(try await day(silent.installation, of: silent.customer))
        #expect(told == next.opensAt.dateAndMilliseconds.0 && told > renewed)
        #expect(try await moved(silent.customer).last == [LostDay(site: silent.installation, day: renewed)])
    }

    @Test("in two waves that one freeze takes is named in each letter as the one of its own sites")
    func twoWaves() async throws {
        try await bench.put("beta-store", of: "beta")
        try await bench.start(
            try policy {
                $0.waves = [
                    WavePolicy(
                        name: "first", among: try Predicate(parsing: "installation==beta-hq"),
                        soak: SoakPolicy(days: 2)),
                    WavePolicy(name: "rest", soak: SoakPolicy(days: 9)),
                ]
                $0.verdict.minSample = 1
            })
        try await bench.turnUntilAnnounced(conductor)
        let first = try #require(try await day("beta-hq", of: "beta"))
        guard let second = try await day("beta-store", of: "beta") else {
            Issue.record("the later wave was not foretold")
            return
        }
        #expect(first < second)
        try await bench.freeze("beta", "fair", first, second)
        try await turn()
        bench.pass(.hours(1))
        try await turn()
        let letters = try await moved("beta").joined()
        for lost in letters { #expect(lost.day == (lost.site == "beta-hq" ? first : second), "\(letters)") }
        #expect(Set(letters.map(\.site)) == ["beta-hq", "beta-store"])
    }

    @Test("later than one that the customer chose before is the one on which it begins")
    func laterThanChosen() async throws {
        try await bench.start(try policy())
        try await bench.turn(conductor) { $0.openedAt != nil }
        // What is left of a choice whose day was taken back with its wave's.
        let today = bench.now.dateAndMilliseconds.0
        var notice = try #require(NoticeRow.newest(try await notices("beta"))["beta-hq"])
        notice.move(["beta-hq"], to: today + 2, at: bench.now)
        let chosen = SiteDate(
            rollout: Bench.rollout, installation: "beta-hq", notBefore: bench.now - .days(1), cause: .customer)
        try await bench.store.change([.replaceNotices([notice]), .putSiteDates([chosen])])
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        while bench.now < (today + 3).startUTC {
            try await turn(installer)
            bench.pass(.hours(1))
        }
        let row = try #require(try await bench.placements([.installed]).first { $0.installation == "beta-hq" })
        #expect(row.startedAt?.dateAndMilliseconds.0 == today + 2)
    }

    @Test("is no other because a hold on somebody else makes a revision: the plan as it runs is what was told")
    func heldBeside() async throws {
        let calendar = bench.operations.settings.calendar
        // The plan of this wave has everybody some days after its opening; it is announced later than planned.
        try await bench.start(
            try policy {
                $0.notice.acknowledge = .always
                $0.calendar.capacityPerDay = 3
            })
        let planned = try #require(
            await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
        bench.clock.advance(to: calendar.morning(of: planned + 3))
        try await bench.turnUntilAnnounced(conductor)
        var before: [InstallationID: CivilDate?] = [:]
        for name in ["alpha", "beta", "gamma"] {
            before[InstallationID("\(name)-hq")] = try await day(InstallationID("\(name)-hq"), of: CustomerID(name))
        }
        let yes = AnswerWish(customer: "alpha", rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
        try await bench.operations.answer(yes, command: "yes", by: "customer", at: bench.now)
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==gamma"), owner: "ada", why: "audit", since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the hold", command: "propose", by: "ada", at: bench.now)
        #expect(
            try await bench.operations.diff(of: plan, at: bench.now).moves.map(\.installation) == ["gamma-hq"])
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        bench.pass(.minutes(5))
        try await turn()
        for name in ["alpha", "beta"] {
            #expect(
                try await day(InstallationID("\(name)-hq"), of: CustomerID(name))
                    == before[InstallationID("\(name)-hq")])
        }
        #expect(NoticeRow.newest(try await notices("alpha"))["alpha-hq"]?.hasAgreed("alpha-hq") == true)
    }

    @Test("of an appointment is told anew as well before what failed there is tried again; and the appointment is over")
    func visitInVain() async throws {
        try await bench.start(try policy())
        try await bench.turn(conductor) { $0.openedAt != nil }
        let today = bench.now.dateAndMilliseconds.0
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta",
            start: (today + 1).startUTC + .hours(10), minutes: 60, person: "Dana Levi", changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "made", by: "ada", at: bench.now)
        let executor = ScriptedExecutor([.installed(note: "done"), .installed(note: "done"), .failed(note: "no disk")])
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        while bench.now < (today + 1).startUTC + .hours(12) {
            try await turn(installer)
            bench.pass(.minutes(30))
        }
        #expect(try await bench.placements([.failed]).map(\.installation) == ["beta-hq"])
        let ended = try await bench.store.appointments(AppointmentQuery(rollout: Bench.rollout))
        #expect(ended.map(\.state) == [.failed] && ended.first?.note == "no disk")
        if await bench.operations.ledger.read({ $0.rollouts[Bench.rollout]?.state }) == .halted {
            try await bench.give(
                .resumeRollout(Bench.rollout, reason: "cleaned", evidence: .vouched(by: "ada")), id: "go")
        }
        try await bench.operations.retry(
            Bench.rollout, ["beta-hq"], reason: "the disk is clean", command: "retry", by: "ada", at: bench.now)
        bench.clock.advance(to: (today + 2).startUTC + .hours(10))
        try await turn(installer)
        #expect(executor.sites.count { $0 == "beta-hq" } == 1)
        while try await bench.placements([.installed]).count < 3, bench.now < (today + 20).startUTC {
            bench.pass(.hours(1))
            try await turn(installer)
        }
        let row = try #require(try await bench.placements([.installed]).first { $0.installation == "beta-hq" })
        let begun = try #require(row.startedAt?.dateAndMilliseconds.0)
        let told = try await day("beta-hq", of: "beta")
        #expect(begun == told)
        #expect(begun > today + 2, "nobody was told of the day after")
        #expect(try await moved("beta").last == [LostDay(site: "beta-hq", day: today + 1)])
    }

    @Test("stands where a revision that was made before others took another day would only have made room for them")
    func staleRevision() async throws {
        func policy(_ capacity: Int) throws -> Policy {
            try self.policy {
                $0.calendar.capacityPerDay = capacity
                $0.notice.postponeTimes = 1
            }
        }
        try await bench.start(try policy(4))
        try await bench.turnUntilAnnounced(conductor)
        let told = try #require(try await day("gamma-hq", of: "gamma"))
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, policy: try policy(1), reason: "one is ill", command: "propose", by: "ada", at: bench.now)
        let last = try #require(plan.waves[0].placements.max { ($0.day ?? told) < ($1.day ?? told) })
        #expect(try #require(last.day) > told)
        // Before it is adopted the others choose days of their own.
        let calendar = bench.operations.settings.calendar
        var next = told + 9
        for name in ["alpha", "beta", "gamma"] where InstallationID("\(name)-hq") != last.installation {
            var wish = AnswerWish(
                customer: CustomerID(name), rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
            next = calendar.workingDay(onOrAfter: next + 1)
            wish.day = next
            try await bench.operations.answer(wish, command: CommandID(name), by: "customer", at: bench.now)
        }
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        bench.pass(.minutes(5))
        try await turn()
        let customer = CustomerID(String(last.installation.text.prefix { $0 != "-" }))
        #expect(try await day(last.installation, of: customer) == told)
        #expect(try await moved(customer).isEmpty)
    }
}
