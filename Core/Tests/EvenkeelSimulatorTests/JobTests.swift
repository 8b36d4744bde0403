import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Installs that people do")
struct JobTests {
    private func bench(steps: [String]? = ["back up", "install"]) async throws -> Bench {
        let bench = try await Bench()
        try await bench.openWave { $0.execute = ExecutePolicy(by: .manual, timeout: .days(1), steps: steps) }
        return bench
    }

    private func begin(_ bench: Bench, _ site: InstallationID = "alpha-hq", by: String = "tech") async throws -> Install
    {
        try await bench.operations.begin(site, of: Bench.rollout, by: by, at: bench.now)
    }

    /// What stands in the way of beginning there; nil where nothing did.
    private func refusal(_ bench: Bench, _ site: InstallationID, by: String = "tech") async throws -> String? {
        do { _ = try await begin(bench, site, by: by) } catch OperationError.refused(
            .siteNotReady(Bench.rollout, site, let standing))
        {
            return standing.code
        }
        return nil
    }

    @Test("a job waits, is begun by one of two who press, is ticked off, and ends as installed by a technician")
    func life() async throws {
        let bench = try await bench()
        let operations = bench.operations
        #expect(
            try await operations.jobs(at: bench.now).map(\.row.installation) == ["alpha-hq", "beta-hq", "gamma-hq"])
        let install = try await begin(bench)
        #expect(try await refusal(bench, "alpha-hq", by: "other") == "started")
        try await operations.tick(install.id, step: 1, by: "tech", at: bench.now)
        await #expect(throws: OperationError.refused(.stepsMissing(install.id, [2]))) {
            try await operations.endJob(install.id, .installed(note: "done"), at: bench.now)
        }
        await #expect(throws: OperationError.refused(.unknownStep(install.id, 3, of: 2))) {
            try await operations.tick(install.id, step: 3, by: "tech", at: bench.now)
        }
        try await operations.tick(install.id, step: 2, by: "tech", at: bench.now)
        let record = try await operations.attach(
            "AAEC", sizeBytes: 3, named: "photo.jpg", type: "image/jpeg", to: install.id, by: "tech", at: bench.now)
        #expect(record.number == 1)
        try await operations.endJob(install.id, .installed(note: "done"), at: bench.now)
        #expect(try await bench.store.versionFacts(["alpha-hq"])["alpha-hq"]?.source == .technician)
        await #expect(throws: OperationError.refused(.installEnded(install.id, .installed))) {
            try await operations.endJob(install.id, .failed(note: "no"), at: bench.now)
        }
        #expect(try await operations.jobs(at: bench.now).map(\.row.installation) == ["beta-hq", "gamma-hq"])
    }

    @Test("a halt takes back what nobody has begun, and lets the technician at the site finish")
    func halt() async throws {
        let bench = try await bench(steps: nil)
        let install = try await begin(bench)
        try await bench.give(.haltRollout(Bench.rollout, reason: "alarm"), id: "halt")
        _ = try await Installer(operations: bench.operations, executors: [:]).tick { bench.now }
        #expect(try await bench.operations.jobs(at: bench.now).map(\.row.installation) == ["alpha-hq"])
        #expect(try await refusal(bench, "beta-hq") == "halted")
        try await bench.operations.endJob(install.id, .installed(note: "was half way"), at: bench.now)
        #expect(try await bench.placements([.installed]).map(\.installation) == ["alpha-hq"])
    }

    @Test("a held site is not begun by hand, and blocks nobody")
    func held() async throws {
        let bench = try await bench()
        let hold = Hold(
            id: "h", predicate: try Predicate(parsing: "customer==alpha"), owner: "ada", why: "they move house",
            since: bench.now)
        try await bench.give(.addHold(hold), id: "hold")
        #expect(try await refusal(bench, "alpha-hq") == "held")
        // It is set aside, so that its wave waits for the others only.
        _ = try await Installer(operations: bench.operations, executors: [:]).tick { bench.now }
        #expect(try await bench.placements([.skipped]).map(\.installation) == ["alpha-hq"])
        #expect(try await bench.operations.jobs(at: bench.now).map(\.row.installation) == ["beta-hq", "gamma-hq"])
    }
}
