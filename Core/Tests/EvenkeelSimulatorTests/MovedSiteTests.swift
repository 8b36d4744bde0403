import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("A site whose date moves past its wave")
struct MovedSiteTests {
    /// Alpha and beta run the same two features, gamma another: one of the first two and gamma try every combination.
    private func planned() async throws -> Bench {
        let bench = try await Bench()
        let features: [InstallationID: Set<String>] = [
            "alpha-hq": ["fax", "queue"], "beta-hq": ["fax", "queue"], "gamma-hq": ["voicemail", "t38"],
        ]
        var sites = try await bench.store.fleet().installations
        for index in sites.indices { sites[index].features = features[sites[index].id] }
        try await bench.store.change([.putInstallations(sites)])
        var policy = try Bench.policy(waves: [
            WavePolicy(
                name: "variety", order: .coverage, limit: WaveLimit(installations: .count(2)),
                soak: SoakPolicy(days: 7)),
            WavePolicy(name: "rest", soak: SoakPolicy(days: 7)),
        ])
        policy.notice.before = .days(14)
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
        // Nothing has moved before somebody adopts it.
        #expect(try await bench.placements().filter { $0.wave == 0 }.map(\.installation) == ["alpha-hq", "gamma-hq"])
        try await bench.operations.adoptRevision(
            Bench.rollout, revision: proposal.revision, command: "adopt", by: "ada", at: bench.now)
        #expect(try await bench.placements().filter { $0.wave == 0 }.map(\.installation) == ["beta-hq", "gamma-hq"])
    }
}
