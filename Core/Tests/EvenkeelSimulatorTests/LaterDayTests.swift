import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Days that came and went, or came late")
struct LaterDayTests {
    private func reminders(_ bench: Bench, to customer: CustomerID? = nil) async throws -> [Delivery] {
        try await bench.store.deliveries(DeliveryQuery(subjectPrefix: "reminder/", customer: customer))
    }

    @Test("nobody is reminded of a day that is over, where everything stood still until after it")
    func reminderOfYesterday() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy()
        policy.notice.before = .days(7)
        policy.notice.remind = .days(1)
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        let opensAt = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[0].opensAt })
        bench.clock.advance(to: opensAt + .days(1))
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        #expect(try await reminders(bench).isEmpty)
        let wave = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[0] })
        #expect(wave.remindedAt != nil, "it is not owed any longer")
    }

    /// Alpha is asked and stays silent, beta goes in the same wave, gamma in the next.
    private func silent() async throws -> Bench {
        let bench = try await Bench()
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "customer=in=(alpha,beta)"), soak: SoakPolicy(days: 2)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 0)),
        ])
        policy.notice.before = .days(2)
        policy.notice.remind = .days(1)
        policy.notice.acknowledge = try Predicate(parsing: "customer==alpha")
        policy.notice.onSilence = .laterWave
        policy.execute.by = .command
        policy.verdict.minSample = 1
        try await bench.start(policy)
        try await bench.turn { $0.openedAt != nil }
        return bench
    }

    private func notice(_ bench: Bench) async throws -> NoticeRow {
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout, customer: "alpha"))
        return try #require(notices.max { $0.namedAt < $1.namedAt })
    }

    @Test("whoever was silent is reminded of the later day as of the first")
    func remindedAgain() async throws {
        let bench = try await silent()
        let first = try await reminders(bench, to: "alpha").count
        #expect(first == 1)
        let zone = bench.operations.settings.calendar.zone
        let day = try #require(try await notice(bench).day)
        #expect(day > zone.localDate(at: bench.now))
        let conductor = Conductor(operations: bench.operations)
        let eve = zone.instant(of: day, minuteOfDay: 0) - .hours(2)
        while let due = await bench.operations.ledger.read({ [now = bench.now] in $0.agenda.nextAt(after: now) }),
            due < eve
        {
            bench.clock.advance(to: due)
            while try await conductor.tick(at: bench.now) {}
        }
        #expect(try await reminders(bench, to: "alpha").count == 2, "of \(day)")
    }

    @Test(
        "whoever was silent goes over to the day that the later wave has in the end, and is asked again, unless a hold keeps them",
        arguments: [false, true])
    func followsTheWave(isHeld: Bool) async throws {
        let bench = try await silent()
        let zone = bench.operations.settings.calendar.zone
        let first = try #require(try await notice(bench).day)
        let conductor = Conductor(operations: bench.operations)
        let days = DayKeeper(operations: bench.operations)
        // The first wave does not settle in time, so that the day of the second goes by.
        bench.clock.advance(to: zone.instant(of: first + 2, minuteOfDay: 9 * 60))
        while try await conductor.tick(at: bench.now) {}
        while try await days.tick(at: bench.now) {}
        #expect(try await notice(bench).day == first, "no later day is known yet")
        try await bench.report("beta-hq", .installed)
        for _ in 0..<30 {
            while try await conductor.tick(at: bench.now) {}
            let next = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1] })
            if next.announcedAt != nil, next.opensAt > bench.now { break }
            let wave = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[0] })
            if wave.state == .inconclusive {
                try await bench.operations.advance(
                    Bench.rollout, reason: "enough", command: CommandID("go@\(bench.now)"), by: "ada", at: bench.now)
                continue
            }
            let due = await bench.operations.ledger.read { [now = bench.now] in $0.agenda.nextAt(after: now) }
            bench.clock.advance(to: try #require(due))
        }
        let next = try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[1] })
        #expect(next.opensAt > bench.now)
        if isHeld {
            let hold = Hold(
                id: "h", predicate: try Predicate(parsing: "customer==alpha"), owner: "ada", why: "audit",
                since: bench.now)
            try await bench.give(.addHold(hold), id: "hold")
        }
        bench.pass(.hours(1))
        while try await days.tick(at: bench.now) {}
        let asked = try await notice(bench)
        guard !isHeld else {
            #expect(asked.day != zone.localDate(at: next.opensAt), "nobody comes then")
            return
        }
        #expect(asked.day == zone.localDate(at: next.opensAt) && asked.day != first)
        #expect(asked.state == .announced)
        let own = try await bench.store.siteDates(Bench.rollout).filter { $0.installation == "alpha-hq" }
        #expect(own.map(\.notBefore) == [next.opensAt] && own.map(\.cause) == [.silence])
    }
}
