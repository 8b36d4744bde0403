import EvenkeelDomain
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// Outcomes through the API of `evenkeel serve` on SQLite, batched, and how long a wave goes on after the outcome that
/// decides. Client and server share the machine's cores.
func ingestBench(in folder: URL, into table: inout BenchTable) async throws {
    let field = IngestField(folder: folder.appending(path: "ingest"))
    try await field.prepare()
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "evenkeel")
    let process = Process()
    process.executableURL = program
    process.arguments = ["serve", "--port", "\(IngestField.port)", "--data", field.data.path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    try await field.waitUntilReady()
    var rates: [Double] = []
    for round in 0..<3 {
        let batches = try field.writeBatches(round: round)
        let time = try seconds { try field.post(batches) }
        rates.append(Double(IngestField.batchCount * IngestField.batchSize) / time)
    }
    let taken = Sample(rates)
    table.add(
        "outcomes through the API, \(IngestField.batchSize) a batch, SQLite", target: ">= 50,000 /s",
        measured: taken.text("outcomes/s"),
        limit: "\(IngestField.siteCount) sites, "
            + "\(3 * IngestField.batchCount * IngestField.batchSize) rows at the end", ratio: "",
        met: taken.median >= 50_000)
    let delay = Sample([try field.secondsToHalt()])
    table.add(
        "from the deciding outcome to the halted wave", target: "<= 1 s", measured: delay.text("s", digits: 3),
        limit: "request, conductor and question included", ratio: "", met: delay.median <= 1)
}

/// A deployment with one open wave of many sites, all installed.
struct IngestField {
    static let port = 18_082
    static let siteCount = 2000
    static let batchSize = 10_000
    static let batchCount = 20
    private static let token = "evk_ingest-bench"
    private static let rollout: RolloutID = "bench"

    let folder: URL
    var data: URL { folder.appending(path: "data") }
    private let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))

    init(folder: URL) { self.folder = folder }

    func prepare() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let store = try await SQLStore.open(SQLiteDriver.open(directory: data.path))
        let operations = Operations(ledger: try await Ledger.open(store: store, settings: Settings()), store: store)
        // At ten in the morning two days ago: work begins at nine, whatever the time is now.
        let began = (now - .days(2)).dateAndMilliseconds.0.startUTC + .hours(10)
        guard let version = Version("5.2.0") else { throw BenchTrouble("5.2.0 is no version") }
        var policy = Policy(
            rollout: Self.rollout, release: Release(product: "pbx", version: version), waves: [WavePolicy(name: "all")])
        (policy.notice.before, policy.notice.onNobody) = (.zero, .proceed)
        let sites = (0..<Self.siteCount).map { number in
            var site = Installation(
                id: InstallationID("site-\(number)"), customer: CustomerID("customer-\(number / 4)"))
            site.product = "pbx"
            site.features = Set(
                (0..<12).filter { (number >> ($0 % 11)) & 1 == 1 || $0 == number % 12 }.map { "f\($0)" })
            return site
        }
        let hash = try output(of: "sh", ["-c", "printf %s '\(Self.token)' | sha256sum"]).prefix(64)
        try await store.change([
            .putInstallations(sites),
            .putToken(TokenRow(name: "bench", scope: .admin, secretHash: String(hash), createdAt: began)),
        ])
        let day = began.dateAndMilliseconds.0
        let placements = sites.map {
            Placement(installation: $0.id, reason: .score(thousandths: 0, newPairs: 0), notEarlier: nil)
        }
        let plan = Plan(
            rollout: Self.rollout, revision: 1, release: version, selected: sites.count, withheld: [],
            waves: [
                PlannedWave(
                    name: "all", publicName: nil, opens: day, soakEnds: day + 7, soakDays: 7,
                    exposure: Exposure(installations: sites.count), coverage: 1, placements: placements)
            ], curve: [], warnings: [], ends: day + 7)
        let rows = zip(placements, sites).map {
            PlacementRow(rollout: Self.rollout, revision: 1, customer: $1.customer, wave: 0, placement: $0)
        }
        func give(_ command: Command, _ id: CommandID) async throws {
            try await operations.perform(command, id: id, by: "bench", at: began)
        }
        try await give(.makePlan(plan, policy, rows), "plan")
        try await give(.approvePlan(Self.rollout), "approve")
        try await give(.startRollout(Self.rollout, guards: []), "start")
        try await give(.announceWave(Self.rollout, wave: 0, notices: [], deliveries: []), "announce")
        try await give(.openWave(Self.rollout, wave: 0, release: sites.map(\.id), skip: [:]), "open")
        let installed = sites.enumerated().map { number, site in
            OutcomeBatch.Report(
                index: number,
                outcome: Outcome(
                    id: OutcomeID("install-\(number)"), installation: site.id, release: version, kind: .installed,
                    at: began + .minutes(5)))
        }
        let refused = try await operations.record(installed, source: "bench", at: now)
        guard refused.isEmpty else { throw BenchTrouble("installs were refused: \(refused.prefix(3))") }
        _ = try await Conductor(operations: operations).tick(at: began + .minutes(6))
    }

    func waitUntilReady() async throws {
        for _ in 0..<100 {
            do {
                _ = try output(of: "curl", ["-sf", "http://127.0.0.1:\(Self.port)/healthz"])
                return
            } catch { try await Task.sleep(for: .milliseconds(100)) }
        }
        throw BenchTrouble("the server did not start")
    }

    /// As a monitoring system sends them: every site again and again, mostly well, now and then using a feature.
    func writeBatches(round: Int) throws -> URL {
        var instructions = ""
        for batch in 0..<Self.batchCount {
            var body = "{\"outcomes\":["
            for number in 0..<Self.batchSize {
                let serial = (round * Self.batchCount + batch) * Self.batchSize + number
                let kind = serial % 10 == 3 ? "used\",\"feature\":\"f\(serial % 12)" : "healthy"
                let at = (now - .hours(20) + .seconds(serial % 60_000)).description
                body +=
                    (number == 0 ? "" : ",")
                    + "{\"id\":\"\(UUID().uuidString)\",\"installation\":\"site-\(serial % Self.siteCount)\","
                    + "\"release\":\"5.2.0\",\"kind\":\"\(kind)\",\"at\":\"\(at)\"}"
            }
            let file = folder.appending(path: "batch-\(round)-\(batch).json")
            try (body + "]}").write(to: file, atomically: false, encoding: .utf8)
            instructions +=
                (batch == 0 ? "" : "next\n") + request("/api/v1/outcomes") + "data-binary = \"@\(file.path)\"\n"
        }
        let file = folder.appending(path: "round-\(round).curl")
        try instructions.write(to: file, atomically: false, encoding: .utf8)
        return file
    }

    private func request(_ path: String) -> String {
        """
        url = "http://127.0.0.1:\(Self.port)\(path)"
        header = "Authorization: Bearer \(Self.token)"
        header = "Content-Type: application/json"
        header = "Expect:"
        write-out = "%{http_code}\\n"

        """
    }

    func post(_ file: URL) throws {
        let answer = try output(of: "curl", ["-s", "--parallel", "--parallel-max", "2", "-K", file.path])
        let taken = answer.components(separatedBy: "\"accepted\":\(Self.batchSize),").count - 1
        guard taken == Self.batchCount else { throw BenchTrouble("not all batches were taken: \(answer.prefix(500))") }
    }

    /// Reports trouble at a hundred sites at once, which halts; the time from sending to the answer that says so.
    func secondsToHalt() throws -> Double {
        let at = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).description
        let outcomes = (0..<100).map { number in
            """
            {"id":"trouble-\(number)","installation":"site-\(number)","release":"5.2.0","kind":"unhealthy",\
            "at":"\(at)","fault":"no audio"}
            """
        }
        let file = folder.appending(path: "trouble.json")
        try "{\"outcomes\":[\(outcomes.joined(separator: ","))]}".write(to: file, atomically: false, encoding: .utf8)
        return try seconds {
            _ = try output(
                of: "curl",
                [
                    "-sf", "-H", "Authorization: Bearer \(Self.token)", "-H", "Content-Type: application/json",
                    "--data-binary", "@\(file.path)", "http://127.0.0.1:\(Self.port)/api/v1/outcomes",
                ])
            let end = Date() + 30
            while try !state().contains("\"state\":\"halted\"") {
                guard Date() < end else { throw BenchTrouble("100 sites in trouble did not halt the wave in 30 s") }
            }
        }
    }

    private func state() throws -> String {
        try output(
            of: "curl",
            [
                "-sf", "-H", "Authorization: Bearer \(Self.token)",
                "http://127.0.0.1:\(Self.port)/api/v1/rollouts/\(Self.rollout)",
            ])
    }
}
