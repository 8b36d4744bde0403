import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

/// Alpha goes first and soaks five days; beta and gamma come a week later, with two days of notice. Alpha's install takes
/// until Thursday, so that its soak ends after the day that was planned for the others.
@Suite("The day of a wave that is announced")
struct AnnouncedDayTests {
    private static func twoWaves() throws -> Policy {
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "installation==alpha-hq"), soak: SoakPolicy(days: 5)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 1)),
        ])
        policy.notice.before = .days(2)
        policy.execute.by = .command
        policy.verdict.minSample = 1
        return policy
    }

    @Test(
        "is one on which the soak before it will be over, where that has slipped; nobody is told twice",
        arguments: [true, false])
    func slippedSoak(isInstalled: Bool) async throws {
        let bench = try await Bench()
        let policy = try Self.twoWaves()
        try await bench.start(policy)
        let conductor = Conductor(operations: bench.operations)
        func wave(_ index: Int) async throws -> RolloutWave {
            try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[index] })
        }
        let planned = try await wave(1).opensAt
        // Installed a day before the others are announced, or still being installed then.
        let ends = isInstalled ? planned - .days(3) : planned
        for _ in 0..<400 where try await wave(1).announcedAt == nil {
            while try await conductor.tick(at: bench.now) {}
            if bench.now >= ends, let row = try await bench.placements([.due]).first {
                let outcome = Outcome(
                    id: OutcomeID("\(row.installation)"), installation: row.installation,
                    release: policy.release.version, kind: .installed, at: bench.now)
                _ = try await bench.operations.record(
                    [.init(index: 0, outcome: outcome)], source: "agent", at: bench.now)
            }
            bench.pass(.minutes(30))
        }
        let before = try await wave(0)
        let opensAt = try await wave(1).opensAt
        #expect(opensAt > planned)
        #expect(before.state == (isInstalled ? .soaking : .open))
        let calendar = bench.operations.settings.calendar
        if let soakEnds = before.soakEndsAt {
            #expect(opensAt >= soakEnds)
            #expect(opensAt - soakEnds < .days(4), "a week end at most after it")
        }
        let days = try await bench.store.notices(NoticeQuery(customer: "beta")).map(\.day)
        #expect(days == [calendar.zone.localDate(at: opensAt)])
    }

    @Test(
        "is one after the soak that can begin only once a freeze of everybody is over, where the wave before is still open"
    )
    func frozenBefore() async throws {
        let bench = try await Bench()
        let policy = try Self.twoWaves()
        try await bench.start(policy)
        let conductor = Conductor(operations: bench.operations)
        try await bench.turn(conductor) { $0.openedAt != nil }
        let calendar = bench.operations.settings.calendar
        let last = calendar.zone.localDate(at: bench.now) + 6
        let rule = CalendarRule(
            id: "stock", kind: .freeze(try #require(DaySpan(from: last - 6, to: last))), among: nil, owner: "ada",
            why: "stocktaking", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        func rest() async throws -> RolloutWave {
            try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1] })
        }
        for _ in 0..<400 where try await rest().announcedAt == nil {
            while try await conductor.tick(at: bench.now) {}
            bench.pass(.minutes(30))
        }
        #expect(bench.now < calendar.morning(of: last), "it is announced while the first wave waits")
        let day = calendar.zone.localDate(at: try await rest().opensAt)
        #expect(day >= last + 6, "five days after the freeze, and not after today: \(day)")
    }

    @Test(
        "is the one of the plan although whoever announces it comes a moment after it is due",
        arguments: [(TimeSpan.seconds(12), 0), (.minutes(55), 0), (.hours(3), 1)])
    func late(by span: TimeSpan, days: Int) async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        try await bench.start(policy)
        let planned = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
        bench.clock.advance(to: planned.noticeAt + span)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let opensAt = try #require(
            await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opensAt })
        let zone = bench.operations.settings.calendar.zone
        #expect(zone.localDate(at: opensAt) == planned.opens + days)
        #expect(opensAt >= bench.now + .days(2), "the notice is two days old by then")
        #expect(try await bench.store.notices(NoticeQuery(customer: "beta")).map(\.day) == [planned.opens + days])
    }

    @Test(
        "gives way at once where a freeze of some takes it after they were told; the others go on it, also after a revision",
        arguments: [false, true])
    func frozenSince(isAdopted: Bool) async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(4)
        policy.notice.remind = .days(1)
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        let day = try #require(try await bench.store.notices(NoticeQuery(customer: "beta")).first?.day)
        bench.pass(.hours(2))
        let conductor = Conductor(operations: bench.operations)
        let keeper = DayKeeper(operations: bench.operations)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        func turn() async throws {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await keeper.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
        }
        try await turn()
        try await bench.freeze("beta", "fair", day, day + 1)
        try await turn()
        func letters(_ customer: CustomerID) async throws -> [DeliverySubject] {
            try await bench.store.deliveries(DeliveryQuery(customer: customer)).map(\.subject)
        }
        let next = try #require(try await bench.store.notices(NoticeQuery(customer: "beta")).first?.day)
        #expect(next > day + 1)
        #expect(
            try await letters("beta").contains { if case .moved(_, _, _, _, day, next, _) = $0 { true } else { false } }
        )
        #expect(try await letters("alpha").count == 1)
        var isPending = isAdopted
        while bench.now < (next + 1).startUTC {
            try await turn()
            if isPending, bench.now > day.startUTC - .hours(2) {
                // The others have been reminded by then.
                isPending = false
                _ = try await bench.operations.proposeRevision(
                    Bench.rollout, reason: "the fair", command: "propose", by: "bo", at: bench.now)
                try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
                try await turn()
            }
            bench.pass(.hours(1))
        }
        #expect(
            try await letters("alpha").map { String($0.key.prefix { $0 != "/" }) }.sorted()
                == ["installed", "notice", "reminder"])
        let installed = try await bench.placements([.installed]).map {
            ($0.installation, $0.settledAt?.dateAndMilliseconds.0)
        }
        let days = Dictionary(uniqueKeysWithValues: installed)
        #expect(days["alpha-hq"] == day && days["gamma-hq"] == day && days["beta-hq"] == next, "\(days)")
        let said = try await letters("beta").map { String($0.key.prefix { $0 != "/" }) }.sorted()
        #expect(said == ["installed", "moved", "notice", "reminder"], "\(said)")
    }

    @Test("of one site that a freeze takes is asked about anew, and the yes to the day of the other stands")
    func agreedSite() async throws {
        let bench = try await Bench()
        try await bench.put("beta-shop", of: "beta")
        var policy = try Bench.policy()
        (policy.notice.before, policy.notice.remind) = (.days(4), .days(1))
        policy.notice.acknowledge = try Predicate(parsing: "customer==beta")
        policy.notice.onSilence = .hold
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        func notice() async throws -> NoticeRow {
            try #require(try await bench.store.notices(NoticeQuery(customer: "beta")).first)
        }
        let day = try #require(try await notice().day)
        bench.pass(.hours(2))
        func say(_ id: CommandID) async throws {
            let wish = AnswerWish(
                customer: "beta", rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
            try await bench.operations.answer(wish, command: id, by: "bea", at: bench.now)
        }
        try await say("yes")
        let conductor = Conductor(operations: bench.operations)
        let keeper = DayKeeper(operations: bench.operations)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        func turn(until end: Timestamp) async throws {
            while bench.now < end {
                let at = bench.now
                while try await conductor.tick(at: at) {}
                while try await keeper.tick(at: at) {}
                while try await installer.tick(clock: { at }) > 0 {}
                bench.pass(.hours(1))
            }
        }
        let rule = CalendarRule(
            id: "fair", kind: .freeze(try #require(DaySpan(from: day, to: day))),
            among: try Predicate(parsing: "installation==beta-shop"), owner: "ada", why: "their fair", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        try await turn(until: bench.now + .hours(1))
        let asked = try await notice()
        #expect(asked.state == .announced && asked.agreed == ["beta-hq"])
        let next = try #require(asked.day(of: "beta-shop"))
        #expect(next > day && asked.day(of: "beta-hq") == day)
        try await turn(until: day.startUTC + .hours(20))
        let gone = try await bench.placements([.installed]).map(\.installation)
        #expect(gone.contains("beta-hq") && !gone.contains("beta-shop"), "\(gone)")
        try await turn(until: next.startUTC + .hours(7))
        try await say("yes-too")
        #expect(try await notice().state == .acknowledged)
        try await turn(until: next.startUTC + .hours(20))
        #expect(try await bench.placements([.installed]).map(\.installation).contains("beta-shop"))
    }

    @Test("is kept by sites to which a freeze gave it, also where that freeze is lifted")
    func liftedFreeze() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.execute.by = .command
        try await bench.start(policy)
        let day = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
        try await bench.freeze("beta", "fair", day, day + 1)
        try await bench.turnUntilAnnounced()
        func told(_ customer: CustomerID) async throws -> CivilDate? {
            try await bench.store.notices(NoticeQuery(customer: customer)).first?.day
        }
        let kept = try #require(try await told("beta"))
        #expect(kept > day + 1)
        #expect(try await told("alpha") == day)
        try await bench.give(.liftCalendarRule("fair", why: "it was cancelled"), id: "lift")
        let conductor = Conductor(operations: bench.operations)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        for _ in 0..<(24 * 10) {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            bench.pass(.hours(1))
        }
        let installed = try await bench.placements([.installed])
        let days = Dictionary(
            uniqueKeysWithValues: installed.compactMap { row in
                row.settledAt.map { (row.installation, $0.dateAndMilliseconds.0) }
            })
        #expect(days["alpha-hq"] == day)
        #expect(days["beta-hq"] == kept)
    }

    @Test("is one by the clock of the site: nothing begins there on the evening before")
    func ownClock() async throws {
        let bench = try await Bench()
        var sites = try await bench.store.fleet().installations
        for index in sites.indices where sites[index].customer == "beta" {
            (sites[index].timezone, sites[index].window) = ("America/New_York", "FREQ=DAILY;BYHOUR=22 PT4H")
        }
        try await bench.store.change([.putInstallations(sites)])
        let eastern = ZoneOffsets(name: "America/New_York", initialOffsetSeconds: -5 * 3600, transitions: [])
        var settings = bench.operations.settings
        settings.clock.calendar.morningMinuteOfDay = 0
        let operations = Operations(
            ledger: try await Ledger.open(store: bench.store, settings: settings), store: bench.store,
            zones: { $0 == eastern.name ? eastern : nil })
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.execute.by = .command
        _ = try await operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
        try await operations.perform(.approvePlan(Bench.rollout), id: "approve", by: "ada", at: bench.now)
        try await operations.start(Bench.rollout, command: "start", by: "ada", at: bench.now)
        let conductor = Conductor(operations: operations)
        let installer = Installer(operations: operations, executors: [.command: ScriptedExecutor()])
        for _ in 0..<(24 * 7) {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            bench.pass(.hours(1))
        }
        let notice = try #require(try await bench.store.notices(NoticeQuery(customer: "beta")).first)
        let told = try #require(notice.day(of: "beta-hq"))
        let row = try #require(try await bench.placements([.installed]).first { $0.installation == "beta-hq" })
        #expect(row.settledAt.map(eastern.localDate(at:)) == told)
    }

    @Test("is waited for by its wave where a freeze gave it, also where the word of it is younger than the wave's own")
    func youngWord() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        (policy.notice.before, policy.verdict.minSample) = (.days(2), 1)
        policy.execute.by = .command
        try await bench.start(policy)
        let conductor = Conductor(operations: bench.operations)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        try await bench.turnUntilAnnounced(conductor)
        let day = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.opens })
        bench.pass(.hours(2))
        let rule = CalendarRule(
            id: "fair", kind: .freeze(try #require(DaySpan(from: day, to: day))),
            among: try Predicate(parsing: "product==pbx"), owner: "ada", why: "a fair", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        _ = try await bench.operations.proposeRevision(
            Bench.rollout, reason: "the fair", command: "propose", by: "ada", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        for _ in 0..<(24 * 4) {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            let wave = await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first?.state }
            if wave == .soaking { break }
            bench.pass(.hours(1))
        }
        let installed = try await bench.placements([.installed])
        #expect(installed.count == 3, "the soak begins once they are installed")
        let told = try await bench.store.notices(NoticeQuery(customer: "beta")).filter(\.stands).last?.day
        #expect(installed.allSatisfy { $0.settledAt?.dateAndMilliseconds.0 == told })
    }
}

/// Five sites on a day each; all customers have said yes; then a freeze of everybody takes the first day.
@Suite("A freeze of the day on which a wave opens")
struct FrozenOpeningTests {
    @Test("takes that day alone: the others keep theirs, and the yes to it")
    func others() async throws {
        let bench = try await Bench()
        try await bench.put("a-store", "b-store", of: "beta")
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.notice.acknowledge = .always
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        for customer in ["alpha", "beta", "gamma"] as [CustomerID] {
            let wish = AnswerWish(
                customer: customer, rollout: Bench.rollout, kind: .agreed, way: .page, at: bench.now)
            try await bench.operations.answer(wish, command: CommandID("yes/\(customer)"), by: "page", at: bench.now)
        }
        func days() async throws -> [InstallationID: CivilDate] {
            let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout)).filter(\.stands)
            return NoticeRow.newest(notices).reduce(into: [:]) { $0[$1.key] = $1.value.day(of: $1.key) }
        }
        let before = try await days()
        let first = try #require(before.min { $0.value < $1.value })
        #expect(Set(before.values).count == 5 && first.key == "a-store")
        let letters = try await bench.deliveries().count
        let rule = CalendarRule(
            id: "audit", kind: .freeze(try #require(DaySpan(from: first.value, to: first.value))), among: nil,
            owner: "ada", why: "audit", since: bench.now)
        try await bench.give(.addCalendarRule(rule), id: "freeze")
        let (conductor, keeper) = (Conductor(operations: bench.operations), DayKeeper(operations: bench.operations))
        while try await conductor.tick(at: bench.now) {}
        while try await keeper.tick(at: bench.now) {}
        let after = try await days()
        #expect(Set(after.values).count == 5, "\(after)")
        for (site, day) in before where site != first.key { #expect(after[site] == day, "\(site)") }
        #expect(after[first.key].map { $0 > first.value } == true)
        #expect(try await bench.deliveries().count == letters + 1, "to whom it concerns")
        for (site, notice) in NoticeRow.newest(try await bench.store.notices(NoticeQuery(rollout: Bench.rollout))) {
            #expect(notice.hasAgreed(site) == (site != first.key), "\(site)")
        }
    }
}
