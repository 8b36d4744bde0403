import EvenkeelDomain
import EvenkeelLedger
import EvenkeelStore
import Foundation

/// The engine with a hundred rollouts and a million placements open, on SQLite in a file: a round of the conductor, the
/// opening of a wave of 50,000 sites, a halt at 10,000 open placements, and the pages that list them.
func engineBench(in folder: URL, into table: inout BenchTable) async throws {
    let data = folder.appending(path: "engine").path
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    // A day on which installs are begun, and so is the next one: the big wave opens then.
    var day = (now - .days(2)).dateAndMilliseconds.0
    while [.friday, .saturday, .sunday].contains(day.weekday) { day = day - 1 }
    let began = day.startUTC + .hours(10)
    let field = try await EngineField(data: data, began: began)
    let filled = try await elapsedSeconds { try await field.fill() }
    note("the field is filled after \(Int(filled)) s")
    try await tickBench(field, into: &table)
    try openingBench(field, into: &table)
    try pageBench(field, in: folder, into: &table)
    try await haltBench(field, into: &table)
}

private func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

/// Rounds in which nothing is new, rounds in which one of the hundred rollouts was reported of, and rounds beside the loop
/// that keeps the days of all of them.
private func tickBench(_ field: EngineField, into table: inout BenchTable) async throws {
    let conductor = Conductor(operations: field.operations)
    let at = field.began + .hours(1)
    let first = try await elapsedSeconds { try await conductor.tick(at: at) }
    note("the first round, which calibrates every verdict, takes \(first) s")
    while try await conductor.tick(at: at) {}
    func round(at time: Timestamp) async throws -> Double {
        try await elapsedSeconds { try await conductor.round(at: time) } * 1000
    }
    var idle: [Double] = []
    for _ in 0..<200 { idle.append(try await round(at: at)) }
    var busy: [Double] = []
    for serial in 0..<100 {
        try await field.report(.installed, serial, (serial * 10)..<(serial * 10 + 10), at: at, serial: serial)
        busy.append(try await round(at: at + .seconds(2)))
    }
    // Once an hour the days that people were told are held against the calendar, one rollout after the other.
    let beside = Task {
        var rounds: [Double] = []
        while !Task.isCancelled {
            // Called off in its middle, a round ends with an error of the store.
            do { rounds.append(try await round(at: at + .hours(1))) } catch {
                guard Task.isCancelled else { throw error }
                break
            }
            do { try await Task.sleep(for: .milliseconds(5)) } catch is CancellationError { break }
        }
        return rounds
    }
    var (looks, isLooking) = ([Double](), true)
    while isLooking {
        looks.append(
            try await elapsedSeconds { isLooking = try await conductor.keepDays(at: at + .hours(1)) } * 1000)
    }
    beside.cancel()
    let rounds = try await beside.value
    let limit =
        "\(EngineField.rolloutCount) rollouts, "
        + "\(EngineField.rolloutCount * EngineField.openEach) placements open, \(EngineField.siteCount) sites"
    func row(_ name: String, _ rounds: [Double], limit: String = limit) {
        table.add(
            "conductor's tick, \(name), p99 of \(rounds.count)", target: "<= 50 ms", measured: tail(rounds),
            limit: limit, ratio: "", met: share(rounds, 0.99) <= 50)
    }
    row("nothing new", idle)
    row("10 outcomes in one rollout", busy)
    row(
        "while the told days of all are looked at", rounds,
        limit: "the look itself, in its own loop: \(tail(looks)) a rollout of \(EngineField.openEach) sites")
}

private func share(_ values: [Double], _ part: Double) -> Double {
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * part).rounded(.up)) - 1)]
}

private func tail(_ values: [Double]) -> String {
    String(format: "%.1f ms (median %.1f)", share(values, 0.99), share(values, 0.5))
}

/// In a process of its own, whose memory is its own: it holds the fleet and a hundred rollouts, as a server does.
private func openingBench(_ field: EngineField, into table: inout BenchTable) throws {
    let program = CommandLine.arguments[0]
    let text = try output(of: program, ["--engine-open", field.data, "\(field.began.milliseconds)"])
    let figures = text.split(separator: "\n").last?.split(separator: " ").compactMap { Double($0) } ?? []
    guard figures.count == 3 else { throw BenchTrouble("the opening told no figures: \(text.suffix(500))") }
    table.add(
        "opening a wave of \(EngineField.bigWave) sites, to the first start", target: "<= 5 s",
        measured: String(format: "%.2f s", figures[0]),
        limit: String(format: "of it %.2f s until the wave stands as open", figures[1]), ratio: "",
        met: figures[0] <= 5)
    table.add(
        "memory of that process at its highest (resident)", target: "<= 1.5 GB",
        measured: String(format: "%.0f MB", figures[2]), limit: "", ratio: "", met: figures[2] <= 1536)
}

/// What `--engine-open` does: a server that has been running until the moment at which the wave opens.
func openBigWave(_ data: String, began: Timestamp) async throws {
    let field = try await EngineField(data: data, began: began)
    let conductor = Conductor(operations: field.operations)
    let executor = InstantExecutor()
    let installer = Installer(operations: field.operations, executors: [.manual: executor], node: "bench")
    func wave() async -> RolloutWave? {
        await field.operations.ledger.read { $0.rollouts[EngineField.big]?.waves.first }
    }
    guard let opensAt = await wave()?.opensAt else { throw BenchTrouble("there is no wave to open") }
    let before = opensAt - .minutes(1)
    while try await conductor.round(at: before) {}
    while try await installer.tick(clock: { before }) > 0 {}
    guard await wave()?.openedAt == nil else { throw BenchTrouble("the wave opened before its time") }
    let now = opensAt + .seconds(1)
    let start = ContinuousClock.now
    let opened = try await elapsedSeconds { try await conductor.round(at: now) }
    guard await wave()?.openedAt != nil else { throw BenchTrouble("the wave did not open") }
    try await installer.tick { now }
    guard let first = await executor.first else { throw BenchTrouble("nothing started") }
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }?.split(separator: " ").dropFirst().first
    print((first - start) / .seconds(1), opened, (peak.flatMap { Double($0) } ?? 0) / 1024)
}

/// An install that is under way as soon as it is asked for.
private actor InstantExecutor: Executor {
    private(set) var first: ContinuousClock.Instant?

    func start(_ job: InstallJob) async -> InstallProgress {
        if first == nil { first = .now }
        return .underWay
    }
}

/// From the outcome that decides to the last start that is taken back.
private func haltBench(_ field: EngineField, into table: inout BenchTable) async throws {
    let conductor = Conductor(operations: field.operations)
    let at = field.began + .hours(3)
    try await field.report(.installed, 0, 1000..<1300, at: at)
    while try await conductor.tick(at: at + .seconds(2)) {}
    func open() async throws -> Int {
        try await field.operations.store.counts(of: EngineField.rollout(0)).filter { $0.state == .due }
            .reduce(0) { $0 + $1.count }
    }
    let before = try await open()
    var (left, rounds) = (before, [Double]())
    let taken = try await elapsedSeconds {
        try await field.report(.unhealthy, 0, 1000..<1100, at: at + .minutes(1))
        while left > 0, rounds.count < 10 {
            rounds.append(try await elapsedSeconds { try await conductor.round(at: at + .minutes(1) + .seconds(2)) })
            left = try await open()
        }
    }
    guard left == 0 else { throw BenchTrouble("\(left) of \(before) were not taken back") }
    print("rounds until all was taken back, in s:", rounds.map { String(format: "%.3f", $0) }.joined(separator: ", "))
    table.add(
        "from the deciding outcome to the last recalled start", target: "<= 1 s",
        measured: String(format: "%.2f s", taken), limit: "\(before) open placements of the rollout", ratio: "",
        met: taken <= 1)
}

/// Through the API and the console of `evenkeel serve`, one request after the other.
private func pageBench(_ field: EngineField, in folder: URL, into table: inout BenchTable) throws {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "evenkeel")
    let process = Process()
    process.executableURL = program
    let port = 18_084
    process.arguments = ["serve", "--port", "\(port)", "--data", field.data]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer {
        process.terminate()
        process.waitUntilExit()
    }
    let server = "http://127.0.0.1:\(port)"
    _ = try output(
        of: "curl", ["-sf", "--retry", "60", "--retry-connrefused", "--retry-delay", "1", "\(server)/readyz"])
    let cookies = folder.appending(path: "cookies").path
    _ = try output(
        of: "curl",
        ["-s", "-c", cookies, "-d", "token=\(EngineField.token)", "-H", "Origin: \(server)", "\(server)/login"])
    let rollouts = (0..<100).map { EngineField.rollout($0).text } + [EngineField.big.text]
    let pages: [(name: String, paths: [String])] = [
        (
            "sites of a rollout, 100 a page, API",
            (0..<300).map { number in
                let rollout = rollouts[number % rollouts.count]
                let cursor = EngineField.site(number * 37).text
                return "/api/v1/rollouts/\(rollout)/placements?limit=100&cursor=\(cursor)"
            }
        ),
        ("one rollout, API", (0..<200).map { "/api/v1/rollouts/\(rollouts[$0 % rollouts.count])" }),
        ("one rollout, console", (0..<200).map { "/console/rollouts/\(rollouts[$0 % rollouts.count])" }),
        ("all \(rollouts.count) rollouts, API", (0..<100).map { _ in "/api/v1/rollouts" }),
        ("all \(rollouts.count) rollouts, console", (0..<100).map { _ in "/console/rollouts" }),
    ]
    for page in pages {
        // Once before, as after the first minute of a server.
        _ = try times(server, Array(Set(page.paths)).sorted(), cookies, in: folder)
        let taken = try times(server, page.paths, cookies, in: folder)
        table.add(
            "\(page.name), p99 of \(taken.count)", target: "<= 50 ms", measured: tail(taken), limit: "", ratio: "",
            met: share(taken, 0.99) <= 50)
    }
}

/// Milliseconds of each request.
private func times(_ server: String, _ paths: [String], _ cookies: String, in folder: URL) throws -> [Double] {
    let requests = paths.map { path in
        """
        url = "\(server)\(path)"
        output = /dev/null
        write-out = "%{http_code} %{time_total}\\n"

        """
    }
    let file = folder.appending(path: "pages.curl")
    try requests.joined().write(to: file, atomically: true, encoding: .utf8)
    let text = try output(
        of: "curl", ["-s", "-b", cookies, "-H", "Authorization: Bearer \(EngineField.token)", "-K", file.path])
    let lines = text.split(separator: "\n").map { $0.split(separator: " ") }
    guard lines.count == paths.count, lines.allSatisfy({ $0.first == "200" }) else {
        throw BenchTrouble("not every page came: \(text.prefix(300))")
    }
    return lines.compactMap { $0.last.flatMap { Double($0) } }.map { $0 * 1000 }
}
