import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The day that a notice names")
struct OwnDayNoticeTests {
    private func started() async throws -> Bench {
        let bench = try await Bench()
        var policy = Policy(
            rollout: Bench.rollout,
            release: Release(
                product: "pbx", version: try #require(Version("5.2.0")),
                texts: ["en": ReleaseText(summary: "s", downtime: "d", whatYouDo: "w", whatToTest: "t", wayBack: "b")]),
            waves: [WavePolicy(name: "all")])
        policy.notice.before = .days(7)
        policy.execute.by = .command
        _ = try await bench.operations.makePlan(policy, id: "plan", by: "ada", at: bench.now)
        try await bench.give(.approvePlan(Bench.rollout), id: "approve")
        try await bench.operations.start(Bench.rollout, command: "start", by: "ada", at: bench.now)
        return bench
    }

    private func wave(_ bench: Bench) async throws -> RolloutWave {
        try #require(await bench.operations.ledger.read { $0.rollouts[Bench.rollout]?.waves.first })
    }

    private func turn(_ bench: Bench, until isSo: (RolloutWave) -> Bool) async throws {
        let conductor = Conductor(operations: bench.operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: bench.now) {}
            if isSo(try await wave(bench)) { return }
            let due = await bench.operations.ledger.read { [now = bench.now] in $0.agenda.nextAt(after: now) }
            bench.clock.advance(to: try #require(due))
        }
        Issue.record("it never was so")
    }

    @Test(
        "is a site's own where it is pinned beyond the wave's or has an appointment after it; the others have the wave's"
    )
    func ownDay() async throws {
        let bench = try await started()
        let opens = try await wave(bench).opens
        // A Sunday: the next working day is the one to be told.
        let until = CivilDate(dayNumber: opens.dayNumber + 13)
        try await bench.give(.pin(["alpha-hq"], until: until), id: "pin")
        let visit = (opens + 3).startUTC + .hours(10)
        _ = try await bench.operations.appoint(
            Appointment(
                id: "visit", rollout: Bench.rollout, installation: "beta-hq", customer: "beta", start: visit,
                minutes: 60, person: "Dana", changedAt: bench.now), command: "appoint", by: "ada", at: bench.now)
        try await turn(bench) { $0.announcedAt != nil }
        let notices = try await bench.store.notices(NoticeQuery(rollout: Bench.rollout))
        let days = Dictionary(uniqueKeysWithValues: notices.map { ($0.customer, $0.day) })
        #expect(days["alpha"] == bench.operations.settings.calendar.workingDay(onOrAfter: until + 1))
        #expect(days["beta"] == opens + 3)
        #expect(days["gamma"] == opens)
    }

    @Test("what one halt took back is not counted again by the next stop")
    func recalledOnce() async throws {
        let bench = try await started()
        try await turn(bench) { $0.state == .open }
        try await bench.give(.haltRollout(Bench.rollout, reason: "smoke"), id: "halt")
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        bench.pass(.hours(1))
        try await bench.give(.abortRollout(Bench.rollout, reason: "enough"), id: "abort")
        while try await conductor.tick(at: bench.now) {}
        let counts = try await bench.store.entries(after: 0, limit: 1000).compactMap { entry -> Int? in
            if case .placementsRecalled(let recalled) = entry.event { recalled.count } else { nil }
        }
        #expect(counts.reduce(0, +) == 3, "\(counts)")
    }
}
