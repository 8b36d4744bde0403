import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

@Suite("Silence that means the next wave")
struct LaterWaveNoticeTests {
    @Test("names the day on which that wave opens, and not the one once planned for it, which is past by now")
    func dayOfTheNextWave() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "installation==alpha-hq"), soak: SoakPolicy(days: 0)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 0)),
        ])
        policy.notice.before = .days(2)
        policy.notice.acknowledge = try Predicate(parsing: "product==pbx")
        policy.notice.onSilence = .laterWave
        policy.execute.by = .command
        policy.verdict.minSample = 1
        try await bench.start(policy)
        let planned = try #require(await wave(1, bench)).opensAt
        // Nothing was sent for a while, so that the first wave opens after the day that the second was planned for.
        bench.clock.advance(to: planned + .hours(1))
        let conductor = Conductor(operations: bench.operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: bench.now) {}
            if await wave(0, bench)?.openedAt != nil { break }
            let due = await bench.operations.ledger.read { $0.agenda.nextAt(after: bench.now) }
            bench.clock.advance(to: try #require(due))
        }
        let zone = bench.operations.settings.calendar.zone
        let opensAt = try #require(await wave(1, bench)).opensAt
        #expect(opensAt > bench.now)
        let silent = try #require(try await bench.store.notices(NoticeQuery(customer: "alpha")).first)
        #expect(silent.day == zone.localDate(at: opensAt))
        let date = try #require(try await bench.store.siteDates(Bench.rollout).first)
        #expect(date.installation == "alpha-hq" && date.notBefore == opensAt)
        let others = try await bench.store.notices(NoticeQuery(customer: "beta"))
        #expect(others.map(\.day) == [silent.day], "one day for the whole wave")
    }

    @Test("does not mean one that opens on the same day: nobody is asked twice in a day")
    func nextOnTheSameDay() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy(
            waves: try ["alpha", "beta", "gamma"].map { name in
                WavePolicy(
                    name: name, among: try Predicate(parsing: "customer==\(name)"),
                    soak: SoakPolicy(days: name == "beta" ? 2 : 0))
            })
        policy.notice.before = .zero
        policy.notice.acknowledge = try Predicate(parsing: "customer==alpha")
        policy.verdict.minSample = 1
        policy.notice.onSilence = .laterWave
        policy.execute.by = .command
        try await bench.start(policy)
        try await bench.turn { $0.openedAt != nil }
        let zone = bench.operations.settings.calendar.zone
        let today = zone.localDate(at: bench.now)
        var days: [CivilDate] = []
        for index in 0..<3 { days.append(zone.localDate(at: try #require(await wave(index, bench)).opensAt)) }
        #expect(days[0] == today && days[1] == today && days[2] > today, "\(days)")
        let notices = try await bench.store.notices(NoticeQuery(customer: "alpha"))
        #expect(notices.map(\.day) == [days[2]])
        let letters = try await bench.store.deliveries(DeliveryQuery(customer: "alpha"))
        let subjects = letters.map(\.subject)
        #expect(subjects.count == 2, "of the first day, and of the later one")
        #expect(
            subjects.contains(
                .moved(
                    Bench.rollout, revision: 1, wave: 0, round: 1, was: days[0], to: days[2],
                    lost: [LostDay(site: "alpha-hq", day: days[0])])),
            "which says that the first one does not hold: \(subjects)")
    }

    @Test("says the later day alone: nobody is reminded of a day and told in the same moment that it is not theirs")
    func noReminderAtTheOpening() async throws {
        let bench = try await Bench()
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "customer=in=(alpha,beta)"), soak: SoakPolicy(days: 0)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 0)),
        ])
        (policy.notice.before, policy.notice.remind) = (.days(2), .days(1))
        policy.notice.acknowledge = try Predicate(parsing: "customer==alpha")
        policy.notice.onSilence = .laterWave
        policy.execute.by = .command
        policy.verdict.minSample = 1
        try await bench.start(policy)
        try await bench.turnUntilAnnounced()
        // The server stood still from before the reminder until the hour at which the wave opens.
        bench.clock.advance(to: try #require(await wave(0, bench)).opensAt)
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        #expect(try #require(await wave(0, bench)).openedAt != nil)
        func letters(_ customer: CustomerID) async throws -> [String] {
            try await bench.store.deliveries(DeliveryQuery(customer: customer)).map { delivery in
                if case .reminder = delivery.subject { "reminder" } else { "notice" }
            }.sorted()
        }
        #expect(try await letters("alpha") == ["notice", "notice"], "of the day, and of the later one")
        #expect(try await letters("beta") == ["notice"], "theirs begins now: it is no reminder any more")
    }

    private func wave(_ index: Int, _ bench: Bench) async -> RolloutWave? {
        await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves[index] }
    }
}
