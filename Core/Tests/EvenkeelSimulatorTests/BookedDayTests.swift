import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Days that a team has left")
struct BookedDayTests {
    /// Alpha and beta belong to the team north, which does one site a day; gamma to nobody. All three have had a notice.
    private func announced(_ change: (inout Policy) -> Void = { _ in }) async throws -> Bench {
        let bench = try await Bench()
        for name in ["alpha-hq", "beta-hq"] as [InstallationID] {
            var site = try #require(try await bench.store.fleet()[name])
            site.team = "north"
            try await bench.store.change([.putInstallations([site])])
        }
        var policy = try Bench.policy()
        policy.notice.before = .days(7)
        policy.notice.postponeTimes = 3
        policy.calendar.capacityPerDay = 4
        policy.calendar.capacityPerTeam = ["north": 1]
        policy.execute.by = .command
        change(&policy)
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        return bench
    }

    private func notice(_ customer: CustomerID, _ bench: Bench) async throws -> NoticeRow {
        try #require(try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: customer)).first)
    }

    /// The customers, who is told the earliest day first.
    private func byDay(_ bench: Bench) async throws -> [CustomerID] {
        var days: [(CivilDate, CustomerID)] = []
        for customer in ["alpha", "beta", "gamma"] as [CustomerID] {
            days.append((try #require(try await notice(customer, bench).day), customer))
        }
        return days.sorted { $0 < $1 }.map(\.1)
    }

    private func free(_ customer: CustomerID, _ bench: Bench) async throws -> [CivilDate] {
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        return await bench.operations.freeDays(
            for: try await notice(customer, bench), at: [InstallationID("\(customer)-hq")], of: rollout, at: bench.now)
    }

    private func choose(_ day: CivilDate, for customer: CustomerID, _ bench: Bench) async throws {
        var wish = AnswerWish(customer: customer, rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = day
        try await bench.operations.answer(
            wish, command: CommandID("\(customer)/\(day)"), by: "ada", at: bench.now)
    }

    @Test("what a colleague's notice names is not offered, and asked for all the same it is refused")
    func noticesOfTheTeam() async throws {
        let bench = try await announced()
        let (alpha, beta) = (
            try #require(try await notice("alpha", bench).day), try #require(try await notice("beta", bench).day)
        )
        #expect(alpha != beta, "one a day")
        let later = max(alpha, beta)
        let earlier: CustomerID = alpha < beta ? "alpha" : "beta"
        let offered = try await free(earlier, bench)
        #expect(!offered.isEmpty && !offered.contains(later), "\(offered)")
        await #expect(throws: OperationError.refused(.dayNotFree(later))) {
            try await choose(later, for: earlier, bench)
        }
        // Who is in no team has the room of all the others.
        #expect(try await free("gamma", bench).contains(later))
    }

    @Test(
        "who has more sites than a day takes chooses the first of their days; the others have the next ones with room")
    func moreThanADayTakes() async throws {
        let bench = try await Bench()
        try await bench.put("beta-shop", "beta-store", of: "beta")
        var policy = try Bench.policy()
        policy.notice.before = .days(7)
        policy.notice.remind = .days(1)
        policy.notice.postponeTimes = 3
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        let sites: [InstallationID] = ["beta-hq", "beta-shop", "beta-store"]
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        let offered = await bench.operations.freeDays(
            for: try await notice("beta", bench), at: sites, of: rollout, at: bench.now)
        let day = try #require(offered.dropFirst(4).first)
        let others = [try await notice("alpha", bench).day, try await notice("gamma", bench).day]
        #expect(!others.contains(day))
        try await choose(day, for: "beta", bench)
        let agreed = try await notice("beta", bench)
        let days = sites.compactMap { agreed.day(of: $0) }
        #expect(agreed.state == .acknowledged && days.min() == day)
        #expect(Set(days).count == 3 && Set(days).isDisjoint(with: others.compactMap(\.self)), "\(days)")
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        let conductor = Conductor(operations: bench.operations)
        while bench.now < (try #require(days.max()) + 1).startUTC {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            bench.clock.advance(to: at + .hours(1))
        }
        for site in sites {
            let row = try await bench.placements([.installed]).first { $0.installation == site }
            #expect(row?.settledAt?.dateAndMilliseconds.0 == agreed.day(of: site))
        }
        let reminded = try await bench.store.deliveries(DeliveryQuery(customer: "beta")).filter {
            if case .reminder = $0.subject { true } else { false }
        }
        #expect(Set(reminded.compactMap(\.subject.remindedDay)) == Set(days), "each of its own day")
    }

    @Test("who stays silent keeps the day that capacity gave them until it has come, each customer of a wave")
    func silenceOfSeveral() async throws {
        let bench = try await Bench()
        try await bench.put("alpha-shop", of: "alpha")
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "installation!=alpha-shop"), soak: SoakPolicy(days: 1)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 1)),
        ])
        policy.notice.before = .days(2)
        policy.notice.remind = .days(1)
        policy.notice.acknowledge = try Predicate(parsing: "product==pbx")
        policy.notice.onSilence = .laterWave
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        policy.verdict.minSample = 1
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        func days() async throws -> [InstallationID: CivilDate] {
            var days: [InstallationID: CivilDate] = [:]
            let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout))
            for notice in notices.sorted(by: { $0.namedAt < $1.namedAt }) where notice.stands {
                for site in notice.installations { days[site] = notice.day(of: site) }
            }
            return days
        }
        let before = try await days()
        try await bench.turn { $0.openedAt != nil }
        let after = try await days()
        let today = bench.operations.settings.calendar.zone.localDate(at: bench.now)
        for (site, day) in before where day > today && site != "alpha-shop" {
            #expect(after[site] == day, "\(site) at \(today)")
        }
        // Once it has come each is told the day of the next wave, or one after it, though that is not announced yet.
        let conductor = Conductor(operations: bench.operations)
        func next() async throws -> RolloutWave {
            try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1] })
        }
        var wasUnannounced = false
        while bench.now < (try await next()).opensAt {
            while try await conductor.tick(at: bench.now) {}
            let today = bench.operations.settings.calendar.zone.localDate(at: bench.now)
            for (site, day) in try await days() { #expect(day >= today, "\(site) at \(bench.now)") }
            if try await next().announcedAt == nil,
                before.values.contains(where: { $0 > before.values.min() ?? $0 && $0 < today })
            {
                wasUnannounced = true
            }
            bench.pass(.hours(6))
        }
        #expect(wasUnannounced)
    }

    @Test("who stays silent is promised no more of a day than it takes, and no promise is taken back")
    func silence() async throws {
        let bench = try await Bench()
        try await bench.put("beta-shop", "beta-store", of: "beta")
        var policy = try Bench.policy(waves: [
            WavePolicy(name: "first", among: try Predicate(parsing: "customer==beta"), soak: SoakPolicy(days: 0)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 0)),
        ])
        policy.notice.before = .days(2)
        policy.notice.acknowledge = try Predicate(parsing: "customer==beta")
        policy.notice.onSilence = .laterWave
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        policy.verdict.minSample = 1
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        let before = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta")).first)
        try await bench.turn { $0.openedAt != nil }
        let today = bench.operations.settings.calendar.zone.localDate(at: bench.now)
        let told = try #require(
            try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "beta"))
                .max { $0.namedAt < $1.namedAt })
        for site in told.installations {
            guard let day = before.day(of: site), day > today else { continue }
            #expect(told.day(of: site) == day, "\(site) may still answer")
        }
        let days = told.installations.compactMap { told.day(of: $0) }
        let opens = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1].opensAt })
        let zone = bench.operations.settings.calendar.zone
        #expect(Set(days).count == 3, "\(days)")
        #expect(days.contains { $0 < zone.localDate(at: opens) }, "whose day has not come may still answer")
        // Day by day each of them goes over to a day of its own.
        let conductor = Conductor(operations: bench.operations)
        let last = try #require(days.max())
        while zone.localDate(at: bench.now) <= last + 1 {
            while try await conductor.tick(at: bench.now) {}
            let told = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout)).filter(\.stands)
            let all = told.flatMap { notice in notice.installations.compactMap { notice.day(of: $0) } }
            let ahead = all.filter { $0 >= zone.localDate(at: bench.now) }
            #expect(Set(ahead).count == ahead.count, "at \(bench.now) one day was told twice: \(all)")
            bench.pass(.hours(6))
        }
    }

    @Test(
        "a day that somebody left is free, the one they chose is not, nor one on which the team is expected elsewhere")
    func ownDaysAndAppointments() async throws {
        let bench = try await announced()
        let (was, chosen) = (
            try #require(try await notice("alpha", bench).day), try #require(try await free("alpha", bench).last)
        )
        try await choose(chosen, for: "alpha", bench)
        var offered = try await free("beta", bench)
        #expect(!offered.contains(chosen) && offered.contains(was), "\(offered)")
        let visit = try #require(offered.last)
        var elsewhere = Appointment(
            id: "visit", rollout: "another", installation: "theirs", customer: "gamma",
            start: visit.startUTC + .hours(10), minutes: 60, person: "Dana", changedAt: bench.now)
        elsewhere.team = "north"
        try await bench.store.change([.putAppointment(elsewhere)])
        offered = try await free("beta", bench)
        #expect(!offered.contains(visit), "\(offered)")
    }

    @Test("who chooses an earlier day than the one that capacity gave them goes on it")
    func earlierDay() async throws {
        let bench = try await announced {
            $0.calendar.capacityPerTeam = nil
            $0.calendar.capacityPerDay = 1
        }
        let customers = try await byDay(bench)
        let (first, last) = (customers[0], customers[2])
        let was = try #require(try await notice(first, bench).day)
        try await choose(try #require(try await free(first, bench).last), for: first, bench)
        #expect(try await free(last, bench).contains(was))
        try await choose(was, for: last, bench)
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        let conductor = Conductor(operations: bench.operations)
        while bench.now < (was + 1).startUTC {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            bench.clock.advance(to: at + .hours(1))
        }
        #expect(try await bench.placements([.installed]).map(\.customer) == [last])
    }

    @Test("an appointment gives its day to the notice, and a day that the team has no room for is refused")
    func appointed() async throws {
        let bench = try await announced()
        let taken = try #require(try await notice("beta", bench).day)
        let free = try #require(try await free("alpha", bench).last)
        func visit(_ day: CivilDate) -> Appointment {
            Appointment(
                id: "visit", rollout: Bench.rollout, installation: "alpha-hq", customer: "alpha",
                start: day.startUTC + .hours(10), minutes: 60, person: "Dana", changedAt: bench.now)
        }
        await #expect(throws: OperationError.refused(.dayFull(taken, perDay: 1, team: "north"))) {
            try await bench.operations.appoint(visit(taken), command: "full", by: "ada", at: bench.now)
        }
        try await bench.operations.appoint(visit(free), command: "free", by: "ada", at: bench.now)
        #expect(try await notice("alpha", bench).day == free)
        // Another hour of that day is no other day.
        try await bench.operations.change(
            "visit", .move, start: free.startUTC + .hours(12), command: "later", by: "ada", at: bench.now)
        #expect(try await notice("alpha", bench).day == free)
    }

    @Test("each is reminded a day before the day that capacity gave it, not a day before the wave's")
    func reminded() async throws {
        let bench = try await announced {
            $0.calendar.capacityPerTeam = nil
            $0.calendar.capacityPerDay = 1
            $0.notice.remind = .days(1)
        }
        var days: [CustomerID: CivilDate] = [:]
        for customer in ["alpha", "beta", "gamma"] as [CustomerID] {
            days[customer] = try await notice(customer, bench).day
        }
        #expect(Set(days.values).count == 3, "\(days)")
        let conductor = Conductor(operations: bench.operations)
        let last = try #require(days.values.max())
        while bench.now < last.startUTC {
            while try await conductor.tick(at: bench.now) {}
            let due = await bench.operations.ledger.read { [now = bench.now] in $0.agenda.nextAt(after: now) }
            bench.clock.advance(to: min(try #require(due), last.startUTC))
        }
        let zone = bench.operations.settings.calendar.zone
        for (customer, day) in days {
            let reminders = try await bench.store.deliveries(DeliveryQuery(customer: customer)).filter {
                if case .reminder = $0.subject { true } else { false }
            }
            #expect(reminders.map { zone.localDate(at: $0.queuedAt) } == [day - 1], "\(customer)")
        }
    }

    @Test(
        "where people begin, a full day is refused with who took it, and begun with a reason; an appointment is its claim"
    )
    func begunByHand() async throws {
        let bench = try await announced { $0.execute.by = .manual }
        let (alpha, beta) = (
            try #require(try await notice("alpha", bench).day), try #require(try await notice("beta", bench).day)
        )
        let first: (site: InstallationID, day: CivilDate) = alpha < beta ? ("alpha-hq", alpha) : ("beta-hq", beta)
        let other: InstallationID = alpha < beta ? "beta-hq" : "alpha-hq"
        let conductor = Conductor(operations: bench.operations)
        bench.clock.advance(to: first.day.startUTC + .hours(10))
        while try await conductor.tick(at: bench.now) {}
        // Its day is tomorrow, and nobody is expected there today.
        await #expect(throws: OperationError.self) {
            try await bench.operations.begin(other, of: Bench.rollout, by: "dana", at: bench.now)
        }
        // The list of jobs says so beside it, and of the one whose day it is nothing.
        let jobs = try await bench.operations.jobs(at: bench.now)
        #expect(jobs.first { $0.row.installation == other }?.day == first.day + 1)
        #expect(jobs.contains { $0.row.installation == first.site && $0.day == nil })
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: other,
            customer: CustomerID(String(other.text.dropLast(3))),
            start: first.day.startUTC + .hours(14), minutes: 60, person: "Dana", changedAt: bench.now)
        try await bench.store.change([.putAppointment(visit)])
        let taken = FullDay(day: first.day, perDay: 1, team: "north", sites: [other])
        let full = try await bench.operations.jobs(at: bench.now)
        #expect(full.compactMap(\.full) == [taken] && full.first { $0.row.installation == first.site }?.full == taken)
        let own = try await bench.operations.job(at: first.site, of: Bench.rollout, now: bench.now)
        #expect(own?.full == taken)
        await #expect(throws: OperationError.refused(.dayTaken(Bench.rollout, first.site, taken))) {
            try await bench.operations.begin(first.site, of: Bench.rollout, by: "dana", at: bench.now)
        }
        guard
            case .closed(.closed(.dayFull(1, "north"), _)) = try await bench.operations.standing(
                of: first.site, in: Bench.rollout, at: bench.now)
        else {
            Issue.record("the site does not say that its team's day is full")
            return
        }
        await #expect(throws: OperationError.refused(.reasonMissing)) {
            try await bench.operations.begin(first.site, of: Bench.rollout, by: "dana", why: " ", at: bench.now)
        }
        _ = try await bench.operations.begin(
            first.site, of: Bench.rollout, by: "dana", why: "She is next door.", at: bench.now)
        let rollout = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
        #expect(
            rollout.dayOverrides == [
                DayOverride(
                    installation: first.site, day: first.day, perDay: 1, team: "north", why: "She is next door.",
                    by: "dana")
            ])
        // Whoever is expected begins on the day of the appointment, whatever day was told before.
        bench.clock.advance(to: first.day.startUTC + .hours(14))
        _ = try await bench.operations.begin(other, of: Bench.rollout, by: "dana", at: bench.now)
    }

    @Test("after a halt no more are told of a day than it takes, and each goes on the day it was told")
    func renewed() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turn { $0.openedAt != nil }
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        bench.pass(.days(4))
        while try await conductor.tick(at: bench.now) {}
        try await bench.give(
            .resumeRollout(Bench.rollout, reason: "the switch was replaced", evidence: .vouched(by: "ada")),
            id: "resume")
        while try await conductor.tick(at: bench.now) {}
        var told: [InstallationID: CivilDate] = [:]
        for customer in ["alpha", "beta", "gamma"] as [CustomerID] {
            told[InstallationID("\(customer)-hq")] = try await notice(customer, bench).day
        }
        #expect(Set(told.values).count == 3, "\(told)")
        let installer = Installer(operations: bench.operations, executors: [.command: ScriptedExecutor()])
        while bench.now < (try #require(told.values.max()) + 1).startUTC {
            let at = bench.now
            while try await conductor.tick(at: at) {}
            while try await installer.tick(clock: { at }) > 0 {}
            bench.pass(.hours(1))
        }
        let installed = try await bench.placements([.installed])
        #expect(installed.count == 3)
        for row in installed { #expect(row.settledAt?.dateAndMilliseconds.0 == told[row.installation]) }
    }

    @Test("a day that begins while ours, which is full, still goes on is not lost: there is room in our next one")
    func eastOfUs() async throws {
        let jerusalem = ZoneOffsets(name: "Asia/Jerusalem", initialOffsetSeconds: 2 * 3600, transitions: [])
        let bench = try await Bench()
        var site = try #require(try await bench.store.fleet()["beta-hq"])
        (site.timezone, site.window) = (jerusalem.name, "FREQ=DAILY;BYHOUR=9 PT8H")
        try await bench.store.change([.putInstallations([site])])
        let operations = Operations(
            ledger: bench.operations.ledger, store: bench.store,
            zones: { $0 == jerusalem.name ? jerusalem : nil })
        var policy = try Bench.policy()
        policy.notice.before = .days(2)
        policy.calendar.capacityPerDay = 1
        policy.execute.by = .command
        try await bench.start(policy)
        let conductor = Conductor(operations: operations)
        let keeper = DayKeeper(operations: operations)
        let installer = Installer(operations: operations, executors: [.command: ScriptedExecutor()])
        try await bench.turn(conductor) { $0.openedAt != nil }
        let told = try #require(try await notice("beta", bench).day)
        var last = bench.now
        while bench.now < (told + 1).startUTC {
            while try await conductor.tick(at: bench.now) {}
            while try await keeper.tick(at: bench.now) {}
            for _ in 0..<2 { _ = try await installer.tick { bench.now } }
            if try await bench.placements([.installed]).contains(where: { $0.installation == "beta-hq" }) { break }
            last = bench.now
            bench.pass(.minutes(30))
        }
        #expect(last < (told + 1).startUTC)
        let row = try #require(try await bench.placements([.installed]).first { $0.installation == "beta-hq" })
        #expect(row.settledAt?.dateAndMilliseconds.0 == told)
        #expect(try await notice("beta", bench).day == told)
        let moved = try await bench.store.deliveries(DeliveryQuery(customer: "beta")).filter {
            if case .moved = $0.subject { true } else { false }
        }
        #expect(moved.isEmpty)
    }

    @Test("who has an appointment hears by its cancellation that the update is given up, and by nothing else")
    func givenUp() async throws {
        let bench = try await announced()
        let day = try #require(try await free("alpha", bench).last)
        let visit = Appointment(
            id: "visit", rollout: Bench.rollout, installation: "alpha-hq", customer: "alpha",
            start: day.startUTC + .hours(10), minutes: 60, person: "Dana", changedAt: bench.now)
        try await bench.operations.appoint(visit, command: "visit", by: "ada", at: bench.now)
        let before = try await bench.deliveries().map(\.id)
        try await bench.give(.abortRollout(Bench.rollout, reason: "enough"), id: "abort")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let news = try await bench.deliveries().filter { !before.contains($0.id) }
        let told = Dictionary(grouping: news, by: \.customer).mapValues { $0.map(\.subject.key) }
        #expect(told["alpha"] == ["appointment/\(Bench.rollout)/visit/1"])
        #expect(told["beta"]?.count == 1 && told["beta"]?.first?.hasPrefix("moved/") == true, "\(told)")
        let cancelled = try #require(try await bench.store.appointments(AppointmentQuery(id: "visit")).first)
        #expect(cancelled.state == .cancelled && cancelled.note == nil)
    }
}
