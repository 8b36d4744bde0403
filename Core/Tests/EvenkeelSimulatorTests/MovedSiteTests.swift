import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("A site whose date moves past its wave")
struct MovedSiteTests {
    private static let features: [InstallationID: Set<String>] = [
        "alpha-hq": ["fax", "queue"], "beta-hq": ["fax", "queue"], "gamma-hq": ["voicemail", "t38"],
    ]

    /// Alpha and beta run the same two features, gamma another: one of the first two and gamma try every combination.
    private func planned(_ features: [InstallationID: Set<String>] = Self.features) async throws -> Bench {
        let bench = try await Bench()
        var sites = try await bench.store.fleet().installations
        if features["delta-hq"] != nil {
            var delta = Installation(id: "delta-hq", customer: "beta")
            (delta.product, delta.version) = ("pbx", Version("5.1.0"))
            sites.append(delta)
        }
        for index in sites.indices { sites[index].features = features[sites[index].id] }
        try await bench.store.change([.putInstallations(sites)])
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "variety", order: .coverage, limit: WaveLimit(installations: .count(2)),
                soak: SoakPolicy(days: 7)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 7)),
        ])
        policy.notice.before = .days(14)
        policy.notice.postponeTimes = 1
        policy.notice.remind = .days(1)
        policy.verdict.minSample = 1
        policy.verdict.acceptSites = 3
        try await bench.start(policy)
        return bench
    }

    private func rollout(_ bench: Bench) async throws -> Rollout {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
    }

    private func wave(_ bench: Bench, _ number: Int, revision: Int = 1) async throws -> [String] {
        let plan = try await bench.store.plan(Bench.rollout, revision: revision)
        return try #require(plan).waves[number].placements.map(\.installation.text).sorted()
    }

    private func appoint(_ bench: Bench, _ site: InstallationID, at start: Timestamp) async throws {
        _ = try await bench.operations.appoint(
            Appointment(
                id: AppointmentID("visit-\(site)"), rollout: Bench.rollout, installation: site,
                customer: CustomerID(String(site.text.prefix { $0 != "-" })), start: start, minutes: 60,
                person: "Dana of \(site)", changedAt: bench.now),
            command: CommandID("appoint/\(site)"), by: "ada", at: bench.now)
    }

    @Test("is replaced by the next best site for the same combinations, as a revision that somebody looks at first")
    func replaced() async throws {
        let bench = try await planned()
        let first = try await wave(bench, 0)
        #expect(first == ["alpha-hq", "gamma-hq"])
        let waves = try await rollout(bench).waves
        // Within the time of its wave: nobody need take its place.
        try await appoint(bench, "gamma-hq", at: waves[0].opensAt + .days(1))
        #expect(try await rollout(bench).proposals.isEmpty)
        try await appoint(bench, "alpha-hq", at: waves[1].opensAt + .days(2))
        let proposal = try #require(try await rollout(bench).proposals.first)
        #expect(proposal.parent == 1 && proposal.reason.contains("beta-hq tries"))
        #expect(try await wave(bench, 0, revision: proposal.revision) == ["beta-hq", "gamma-hq"])
        #expect(try await wave(bench, 1, revision: proposal.revision) == ["alpha-hq"])
        #expect(
            try await diff(bench, proposal.revision) == ["alpha-hq: variety -> rest", "beta-hq: rest -> variety"])
        // Nothing has moved before somebody adopts it.
        #expect(try await bench.placements().filter { $0.wave == 0 }.map(\.installation) == ["alpha-hq", "gamma-hq"])
        try await bench.operations.adoptRevision(
            Bench.rollout, revision: proposal.revision, command: "adopt", by: "ada", at: bench.now)
        #expect(try await bench.placements().filter { $0.wave == 0 }.map(\.installation) == ["beta-hq", "gamma-hq"])
    }

    /// `alpha-hq: variety -> rest` of each site that a revision moves.
    private func diff(_ bench: Bench, _ revision: Int) async throws -> [String] {
        let plan = try #require(try await bench.store.plan(Bench.rollout, revision: revision))
        return try await bench.operations.diff(of: plan, at: bench.now).moves.map { move in
            "\(move.installation): \(move.from?.wave ?? "-") -> \(move.to?.wave ?? "-")"
        }
    }

    enum Way: CaseIterable { case appointment, movedAppointment, chosenDay }

    @Test(
        "is replaced however it moves: by an appointment, by one that is moved, by a day its customer chooses",
        arguments: Way.allCases)
    func moves(_ way: Way) async throws {
        let bench = try await planned()
        try await bench.turnUntilAnnounced()
        let waves = try await rollout(bench).waves
        let late = bench.operations.settings.calendar.workingDay(onOrAfter: waves[1].opens + 2)
        switch way {
        case .appointment: try await appoint(bench, "alpha-hq", at: late.startUTC + .hours(10))
        case .movedAppointment:
            try await appoint(bench, "alpha-hq", at: waves[0].opensAt + .days(1))
            #expect(try await rollout(bench).proposals.isEmpty, "within the time of its wave")
            try await bench.operations.change(
                "visit-alpha-hq", .move, start: late.startUTC + .hours(10), command: "move", by: "ada", at: bench.now)
        case .chosenDay:
            var wish = AnswerWish(customer: "alpha", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
            wish.day = late
            try await bench.operations.answer(wish, command: "later", by: "al", at: bench.now)
        }
        let proposal = try #require(try await rollout(bench).proposals.first)
        #expect(
            try await diff(bench, proposal.revision) == ["alpha-hq: variety -> rest", "beta-hq: rest -> variety"])
    }

    @Test(
        "is replaced by the one that has most in common with it, and by nobody where none tries the same",
        arguments: [
            (["beta-hq": ["fax", "queue"], "delta-hq": ["fax", "queue", "page"]], "delta-hq"),
            (["beta-hq": ["fax", "queue", "page"], "delta-hq": ["fax", "queue"]], "beta-hq"),
            (["beta-hq": ["fax"], "delta-hq": ["page"]], nil),
        ] as [([InstallationID: Set<String>], InstallationID?)])
    func nextBest(others: [InstallationID: Set<String>], by substitute: InstallationID?) async throws {
        let bench = try await planned(
            others.merging(["alpha-hq": ["fax", "queue", "page"], "gamma-hq": ["voicemail", "t38"]]) { $1 })
        #expect(try await wave(bench, 0) == ["alpha-hq", "gamma-hq"])
        try await appoint(bench, "alpha-hq", at: try await rollout(bench).waves[1].opensAt + .days(2))
        let proposal = try await rollout(bench).proposals.first
        guard let substitute else {
            #expect(proposal == nil)
            return
        }
        #expect(
            try await diff(bench, try #require(proposal).revision)
                == ["alpha-hq: variety -> rest", "\(substitute): rest -> variety"])
    }

    enum Change: CaseIterable { case none, furtherWave, shorterSoak, freeze }

    @Test(
        "keeps the day that its customer chose past its wave where no later wave has a place for it",
        arguments: Change.allCases)
    func noPlace(_ change: Change) async throws {
        let bench = try await Bench()
        func policy() throws -> Policy {
            var policy = try Bench.policy(waves: [
                WavePolicy(name: "first", limit: WaveLimit(installations: .count(2)), soak: SoakPolicy(days: 7)),
                WavePolicy(name: "second", limit: WaveLimit(installations: .count(1)), soak: SoakPolicy(days: 7)),
            ])
            policy.notice.before = .days(3)
            policy.notice.postponeTimes = 1
            policy.verdict.minSample = 1
            policy.execute.by = .command
            return policy
        }
        try await bench.start(try policy())
        try await bench.turnUntilAnnounced()
        let waves = try await rollout(bench).waves
        let site = try #require(try await bench.placements().first { $0.wave == 0 })
        let chosen = bench.operations.settings.calendar.workingDay(onOrAfter: waves[1].opens + 2)
        var wish = AnswerWish(
            customer: site.customer, rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = chosen
        try await bench.operations.answer(wish, command: "later", by: "al", at: bench.now)
        let told = try await bench.deliveries().count
        var changed = try policy()
        switch change {
        case .none: break
        case .furtherWave: changed.waves.append(WavePolicy(name: "rest"))
        case .shorterSoak: changed.waves[0].soak.days = 2
        case .freeze:
            let rule = CalendarRule(
                id: "stock", kind: .freeze(try #require(DaySpan(from: waves[1].opens, to: waves[1].opens))),
                among: nil, owner: "ada", why: "stocktaking", since: bench.now)
            try await bench.give(.addCalendarRule(rule), id: "freeze")
        }
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, policy: changed, reason: "something else", command: "propose", by: "ada", at: bench.now)
        let moves = try await bench.operations.diff(of: plan, at: bench.now).moves.map(\.installation)
        #expect(!moves.contains(site.installation))
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        #expect(try await bench.deliveries().filter { $0.customer == site.customer }.count <= told)
        let days = try await bench.operations.toldDays(of: Bench.rollout)
        #expect(days[site.installation]?.day == chosen && days[site.installation]?.own == chosen)
    }

    @Test("has its own day before and after a revision that moves the others' days")
    func lastWave() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(3)
        policy.notice.postponeTimes = 1
        policy.calendar.capacityPerDay = 1
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        let day = try await rollout(bench).waves[0].opens
        var wish = AnswerWish(customer: "beta", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = bench.operations.settings.calendar.workingDay(onOrAfter: day + 10)
        try await bench.operations.answer(wish, command: "later", by: "al", at: bench.now)
        policy.calendar.freezes = [try #require(Freeze(from: day, to: day + 2, why: "stocktaking"))]
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, policy: policy, reason: "stocktaking", command: "propose", by: "ada", at: bench.now)
        let diff = try await bench.operations.diff(of: plan, at: bench.now)
        #expect(!diff.moves.isEmpty && !diff.moves.contains { $0.installation == "beta-hq" }, "\(diff.moves)")
    }

    @Test("is reminded of the day that its customer chose, once, also where it goes with another wave by now")
    func reminded() async throws {
        let bench = try await planned()
        try await bench.turnUntilAnnounced()
        let waves = try await rollout(bench).waves
        var wish = AnswerWish(customer: "alpha", rollout: Bench.rollout, kind: .moved, way: .page, at: bench.now)
        wish.day = waves[1].opens
        try await bench.operations.answer(wish, command: "later", by: "al", at: bench.now)
        try await bench.operations.adoptRevision(Bench.rollout, command: "adopt", by: "ada", at: bench.now)
        #expect(try await bench.placements().first { $0.installation == "alpha-hq" }?.wave == 1)
        let conductor = Conductor(operations: bench.operations)
        let opensAt = try await rollout(bench).waves[0].opensAt
        while bench.now < waves[1].opens.startUTC + .hours(12) {
            while try await conductor.tick(at: bench.now) {}
            if bench.now >= opensAt, bench.now < opensAt + .hours(6) {
                for site in ["beta-hq", "gamma-hq"] as [InstallationID] { try await bench.report(site, .installed) }
            }
            bench.pass(.hours(6))
        }
        let reminders = try await bench.store.deliveries(DeliveryQuery(customer: "alpha")).filter {
            if case .reminder = $0.subject { true } else { false }
        }
        #expect(reminders.count == 1, "\(reminders.map(\.subject))")
    }

    @Test("that we gave a later day has a place in a plan without its wave, where another takes it")
    func waveGone() async throws {
        let bench = try await Bench()
        func policy(_ waves: [WavePolicy]) throws -> Policy {
            var policy = try Bench.policy(waves: waves)
            policy.notice.before = .days(2)
            policy.verdict.minSample = 1
            policy.execute.by = .command
            return policy
        }
        let waves = [
            WavePolicy(name: "first", among: try Predicate(parsing: "customer==alpha"), soak: SoakPolicy(days: 1)),
            WavePolicy(
                name: "most", among: try Predicate(parsing: "customer=in=(beta,gamma)"),
                limit: WaveLimit(installations: .count(1)), soak: SoakPolicy(days: 1)),
            WavePolicy(name: "others", soak: SoakPolicy(days: 1)),
        ]
        try await bench.start(try policy(waves))
        try await bench.turnUntilAnnounced()
        let late = try #require(try await bench.placements().first { $0.wave == 2 })
        let day = try await rollout(bench).waves[2].opens + 9
        try await bench.store.change([
            .putSiteDates([
                SiteDate(
                    rollout: Bench.rollout, installation: late.installation, notBefore: day.startUTC, cause: .told)
            ])
        ])
        var fewer = Array(waves.prefix(2))
        fewer[1].limit = WaveLimit()
        let plan = try await bench.operations.proposeRevision(
            Bench.rollout, policy: try policy(fewer), reason: "fewer waves", command: "propose", by: "ada",
            at: bench.now)
        #expect(plan.withheld.isEmpty, "\(plan.withheld)")
        #expect(plan.waves.last?.placements.contains { $0.installation == late.installation } == true)
    }
}
