import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

/// Alpha and beta go on Friday 6 March and soak a day; gamma is planned for Monday, 72 hours later, as a guard asks. The
/// first wave slips past the week end, after which a day of soak is a day.
@Suite("A guard of a rollout under way")
struct GuardedWaveTests {
    private let bench: Bench
    private let conductor: Conductor

    init() async throws {
        bench = try await Bench()
        try await bench.ownedIncident()
        let rule = Guard(
            id: "fax-first", incident: Bench.incident, action: "a1",
            when: try Predicate(parsing: "release.touches==fax"),
            soakHours: 72, atSites: 2, matching: try Predicate(parsing: "feature==fax"), beforeWave: 2,
            since: bench.now)
        try await bench.give(
            .postUpdate(
                PostUpdate(
                    incident: Bench.incident, status: .resolved, body: "It works.", cause: "An untested change.")),
            id: "resolved")
        let report = Report(
            whatHappened: "Calls failed.", causes: [.init(kind: .ours, text: "An untested change.")],
            whatWeDid: "A new version.",
            actions: [
                CorrectiveAction(
                    id: "a1", text: "Try fax first", owner: "QA", due: bench.now.dateAndMilliseconds.0 + 30)
            ])
        try await bench.give(.publishReport(Bench.incident, report, guards: [rule]), id: "report")
        bench.clock.advance(to: CivilDate(dayNumber: 20_517).startUTC + .hours(8))
        conductor = Conductor(operations: bench.operations)
    }

    private func policy(first: String = "installation=in=(alpha-hq,beta-hq)") throws -> Policy {
        var policy = Policy(
            rollout: Bench.rollout,
            release: Release(
                product: "pbx", version: try #require(Version("5.2.0")), touches: ["fax"],
                texts: ["en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")]),
            waves: [
                WavePolicy(name: "first", among: try Predicate(parsing: first), soak: SoakPolicy(days: 1)),
                WavePolicy(name: "rest", soak: SoakPolicy(days: 1)),
            ])
        policy.notice.before = .days(1)
        policy.execute.by = .command
        policy.verdict.minSample = 1
        return policy
    }

    /// Started on Thursday, paused until Monday.
    private func slipped(_ meanwhile: () async throws -> Void = {}) async throws {
        _ = try await bench.operations.makePlan(try policy(), id: "plan", by: "ada", at: bench.now)
        try await bench.give(.approvePlan(Bench.rollout), id: "approve")
        try await bench.operations.start(Bench.rollout, command: "start", by: "ada", at: bench.now)
        try await turn(until: bench.now + .hours(1))
        try await bench.give(.pauseRollout(Bench.rollout, reason: "the office moves"), id: "pause")
        try await meanwhile()
        try await turn(until: monday.startUTC + .hours(10))
        try await bench.operations.resume(Bench.rollout, reason: "it has", command: "go", by: "ada", at: bench.now)
    }

    private var monday: CivilDate { CivilDate(dayNumber: 20_521) }

    /// Turns the clock half an hour at a time; what is due is installed at once.
    private func turn(until time: Timestamp) async throws {
        repeat {
            while try await conductor.tick(at: bench.now) {}
            for row in try await bench.placements([.due]) {
                try await bench.report(row.installation, .installed)
            }
            for row in try await bench.placements([.installed]) { try await bench.report(row.installation, .healthy) }
            while try await conductor.tick(at: bench.now) {}
            guard bench.now < time else { return }
            bench.clock.advance(to: min(time, bench.now + .minutes(30)))
        } while true
    }

    private func rollout() async throws -> Rollout {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout] })
    }

    private func installedAt() async throws -> [Timestamp] {
        try await bench.placements([.installed]).filter { $0.wave == 0 }.compactMap(\.settledAt)
    }

    @Test("keeps the next wave shut until its sites have soaked, by what happened; then it opens by itself")
    func slippedWave() async throws {
        try await slipped()
        // The soak of the first wave is over; planned days would let the second open.
        try await turn(until: (monday + 3).startUTC + .hours(12))
        let first = try await installedAt()
        #expect(first.count == 2)
        let met = try #require(first.max()) + .hours(72)
        let waiting = try await rollout()
        #expect(waiting.waves[0].state == .passed)
        #expect(waiting.waves[1].state == .planned)
        let waits = try await bench.operations.guardWaits(of: waiting, at: bench.now)
        guard case .guarded(let standing)? = waits.first else {
            Issue.record("it waits for no guard")
            return
        }
        #expect(standing.rule.id == "fax-first" && standing.rule.incident == Bench.incident)
        #expect(standing.soaked == 0 && standing.running == 2 && standing.needed == 2)
        #expect(standing.metAt == met)
        let gamma = try await bench.operations.standing(of: "gamma-hq", in: Bench.rollout, at: bench.now)
        guard case .waveToCome(1, _, _, .guarded(standing)) = gamma else {
            Issue.record("the site says \(gamma)")
            return
        }
        // Gamma is told the day on which it can open, and of no earlier one as the last.
        let zone = bench.operations.settings.calendar.zone
        let told = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "gamma")).last {
            $0.stands
        }
        #expect(try #require(told?.day) >= zone.localDate(at: met))
        // The day that did not hold and the one that comes instead are one message.
        let mails = try await bench.store.deliveries(DeliveryQuery(customer: "gamma")).filter {
            switch $0.subject {
            case .notice, .moved: true
            default: false
            }
        }
        let atOnce = Dictionary(grouping: mails, by: \.queuedAt).filter { $0.value.count > 1 }
        #expect(atOnce.isEmpty, "\(atOnce.mapValues { $0.map(\.subject.key) })")
        // What the rollout waits for, and the day its tables show, are the guard's and no other.
        for case .opening(_, let at) in RolloutWait.of(waiting, guards: waits, at: bench.now) { #expect(at >= met) }
        #expect(waiting.expectedDays(guards: waits, zone: zone, at: bench.now)[1] == told?.day)

        try await turn(until: met + .days(5))
        let opened = try #require(try await rollout().waves[1].openedAt)
        #expect(opened >= met)
        #expect(zone.localDate(at: opened) == told?.day)
    }

    @Test("names the day that it allows, and not the plan's beside it, while the wave before still soaks")
    func soakingWave() async throws {
        try await slipped()
        for _ in 0..<100 where try await rollout().waves[0].state != .soaking {
            try await turn(until: bench.now + .hours(1))
        }
        let soaking = try await rollout()
        let waits = try await bench.operations.guardWaits(of: soaking, at: bench.now)
        let zone = bench.operations.settings.calendar.zone
        let expected = try #require(soaking.expectedDays(guards: waits, zone: zone, at: bench.now)[1])
        let why = try await bench.operations.standing(of: "gamma-hq", in: Bench.rollout, at: bench.now)
        guard case .waveToCome(1, expected, _, .guarded?) = why else {
            Issue.record("it is \(why), and \(expected) was expected")
            return
        }
    }

    @Test("names no day while too few of its sites run the release, and counts from the install that comes at last")
    func keptSite() async throws {
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "installation==beta-hq"), owner: "ada", why: "audit",
            since: bench.now)
        // A plan that is made while the hold stands has no place for beta.
        try await slipped { [bench] in try await bench.give(.addHold(hold), id: "hold") }
        try await turn(until: (monday + 9).startUTC + .hours(12))
        if try await rollout().waves[0].state != .passed {
            try await bench.operations.advance(
                Bench.rollout, reason: "one is enough to see", command: "on", by: "ada", at: bench.now)
        }
        try await turn(until: (monday + 10).startUTC + .hours(12))
        let now = try await rollout()
        #expect(now.waves[1].state == .planned)
        #expect(now.waves[1].announcedAt == nil, "nobody can say when")
        let waits = try await bench.operations.guardWaits(of: now, at: bench.now)
        guard case .guarded(let standing)? = waits.first else {
            Issue.record("it waits for no guard")
            return
        }
        #expect(standing.soaked == 1 && standing.running == 1 && standing.metAt == nil)
        #expect(RolloutWait.of(now, guards: waits, at: bench.now) == waits)

        try await bench.give(.liftHold("h", why: "it is over"), id: "lift")
        try await turn(until: bench.now + .days(12))
        let met = try #require(try await installedAt().max()) + .hours(72)
        let opened = try #require(try await rollout().waves[1].openedAt)
        #expect(opened >= met)
    }

    @Test("that a plan breaks is named by the plan, and by the rollout and its sites before anybody tries to start it")
    func brokenPlan() async throws {
        let plan = try await bench.operations.makePlan(
            try policy(first: "installation==alpha-hq"), id: "plan", by: "ada", at: bench.now)
        #expect(plan.warnings.contains { $0.contains("fax-first") && $0.contains("\(Bench.incident)") })
        for step in ["planned", "approved"] {
            if step == "approved" { try await bench.give(.approvePlan(Bench.rollout), id: "approve") }
            let waits = try await bench.operations.guardWaits(of: try await rollout(), at: bench.now)
            guard case .guardBroken(let rule, let finding)? = waits.first else {
                Issue.record("nothing is said while it is \(step)")
                return
            }
            #expect(rule.id == "fax-first" && finding.sitesPlanned == 1)
            let why = try await bench.operations.standing(of: "gamma-hq", in: Bench.rollout, at: bench.now)
            #expect(why == .waiting(.guardBroken(rule, finding)))
            #expect(why.code == "guard")
        }
        let ok = try await bench.operations.draftPlan(try policy(), at: bench.now)
        #expect(!ok.warnings.contains { $0.contains("fax-first") })
    }
}
