import EvenkeelDomain
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

/// Alpha goes first and soaks five days; beta and gamma come a week later, with two days of notice. Alpha's install takes
/// until Thursday, so that its soak ends after the day that was planned for the others.
@Suite("The day of a wave that is announced")
struct AnnouncedDayTests {
    @Test(
        "is one on which the soak before it will be over, where that has slipped; nobody is told twice",
        arguments: [true, false])
    func slippedSoak(isInstalled: Bool) async throws {
        let bench = try await Bench()
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "first", among: try Predicate(parsing: "installation==alpha-hq"), soak: SoakPolicy(days: 5)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 1)),
        ])
        policy.notice.before = .days(2)
        policy.execute.by = .command
        policy.verdict.minSample = 1
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
}
