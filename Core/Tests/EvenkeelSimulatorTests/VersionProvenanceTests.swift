import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("What a site runs, and who says so")
struct VersionProvenanceTests {
    private func file(_ bench: Bench, _ site: InstallationID, says version: String) async throws -> Fleet {
        let fleet = try await bench.store.fleet()
        let said: Version = try #require(Version(version))
        return Fleet(
            installations: fleet.installations.map { known in
                var row = known
                if row.id == site { row.version = said }
                return row
            }, customers: Array(fleet.customers.values), contacts: fleet.contacts.values.flatMap { $0 })
    }

    private func version(_ bench: Bench, _ site: InstallationID) async throws -> String? {
        try await bench.store.fleet()[site]?.version?.description
    }

    @Test("an import does not override what a technician confirmed, lists it, and does when it is authoritative")
    func contradiction() async throws {
        let bench = try await Bench()
        let confirmed = VersionFact(version: try #require(Version("5.1.7")), source: .technician, at: bench.now)
        try await bench.operations.noteVersion(confirmed, of: "alpha-hq")
        let file = try await file(bench, "alpha-hq", says: "5.1.0")
        bench.pass(.days(3))
        let kept = try await bench.operations.importFleet(file, dryRun: false, at: bench.now)
        #expect(kept.contradictions.map(\.installation) == ["alpha-hq"])
        #expect(kept.contradictions.map(\.known) == [confirmed])
        #expect(kept.changed == 0)
        #expect(try await version(bench, "alpha-hq") == "5.1.7")
        let taken = try await bench.operations.importFleet(file, dryRun: false, authoritative: true, at: bench.now)
        #expect(taken.contradictions.count == 1)
        #expect(try await version(bench, "alpha-hq") == "5.1.0")
        #expect(try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]?.source == .import)
    }

    @Test("an import goes before an earlier import, and one without a version leaves it alone")
    func imports() async throws {
        let bench = try await Bench()
        let newer = try await file(bench, "alpha-hq", says: "5.1.9")
        #expect(try await bench.operations.importFleet(newer, dryRun: false, at: bench.now).contradictions.isEmpty)
        #expect(try await version(bench, "alpha-hq") == "5.1.9")
        var rows = newer.installations
        for index in rows.indices { rows[index].version = nil }
        let silent = Fleet(
            installations: rows, customers: Array(newer.customers.values),
            contacts: newer.contacts.values.flatMap { $0 })
        #expect(try await bench.operations.importFleet(silent, dryRun: false, at: bench.now).changed == 0)
        #expect(try await version(bench, "alpha-hq") == "5.1.9")
    }

    @Test("a release that appears outside the plan counts as installed, unplanned, and is not installed again")
    func unplanned() async throws {
        let bench = try await Bench()
        try await bench.openWave()
        let found = VersionFact(version: try #require(Version("5.2.0")), source: .probe, at: bench.now)
        try await bench.operations.noteVersion(found, of: "alpha-hq")
        let row = try #require(try await bench.store.placements(PlacementQuery(installation: "alpha-hq")).first)
        #expect(row.state == .installed && row.isUnplanned)
        let executor = ScriptedExecutor()
        let installer = Installer(operations: bench.operations, executors: [.command: executor])
        for _ in 0..<3 { _ = try await installer.tick { bench.now } }
        #expect(executor.sites.sorted() == ["beta-hq", "gamma-hq"])
        let evidence = try await bench.store.siteEvidence(Bench.rollout)
        #expect(
            evidence.filter { $0.state == .installed && $0.startedAt != nil }.count == 3, "it counts for the verdict")
        let ran = try await bench.store.installationsThatRan(found.version, product: "pbx")
        #expect(ran["alpha-hq"] == found.at, "and for the audience")
    }

    @Test("a site nobody knows has no version")
    func unknown() async throws {
        let bench = try await Bench()
        let fact = VersionFact(version: try #require(Version("5.2.0")), source: .probe, at: bench.now)
        await #expect(throws: OperationError.refused(.unknownInstallation("nowhere"))) {
            try await bench.operations.noteVersion(fact, of: "nowhere")
        }
    }
}
