import Foundation

/// The public page under load from `wrk` on the same two cores, and the memory of an idle server.
func serverBench(in folder: URL, into table: inout BenchTable) async throws {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "evenkeel")
    let process = Process()
    process.executableURL = program
    let port = 18_080
    process.arguments = ["serve", "--port", "\(port)", "--data", folder.appending(path: "serve").path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    defer { process.terminate() }
    try await waitForServer(port)
    try await Task.sleep(for: .seconds(5))
    let idle = try residentMegabytes(process.processIdentifier)
    var page: [Double] = []
    var health: [Double] = []
    for _ in 0..<3 {
        page.append(try requestsPerSecond("http://127.0.0.1:\(port)/"))
        health.append(try requestsPerSecond("http://127.0.0.1:\(port)/healthz"))
    }
    let (pages, limit) = (Sample(page), Sample(health))
    table.add(
        "public page, `wrk` on the same two cores", target: ">= 10,000 requests/s", measured: pages.text("requests/s"),
        limit: "`/healthz` of the same server: " + limit.text("requests/s"), ratio: Sample.ratio(pages, of: limit),
        met: pages.median >= 10_000)
    let after = try residentMegabytes(process.processIdentifier)
    table.add(
        "memory of an idle server (resident)", target: "< 80 MB", measured: String(format: "%.0f MB", idle),
        limit: String(format: "after the load above %.0f MB", after), ratio: String(format: "%.2f", idle / after),
        met: idle < 80)
}

private func requestsPerSecond(_ address: String) throws -> Double {
    let text = try output(of: "wrk", ["-t1", "-c32", "-d5s", address])
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Requests/sec:") }),
        let number = Double(line.dropFirst("Requests/sec:".count).trimmingCharacters(in: .whitespaces)),
        !text.contains("Non-2xx")
    else { throw BenchTrouble("wrk did not measure: \(text)") }
    return number
}

private func waitForServer(_ port: Int) async throws {
    for _ in 0..<100 {
        do {
            _ = try output(of: "curl", ["-sf", "http://127.0.0.1:\(port)/healthz"])
            return
        } catch { try await Task.sleep(for: .milliseconds(100)) }
    }
    throw BenchTrouble("the server did not start")
}

private func residentMegabytes(_ process: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmRSS:") }),
        let kilobytes = Double(line.split(separator: " ").dropFirst().first ?? "")
    else { throw BenchTrouble("no VmRSS in /proc") }
    return kilobytes / 1024
}

/// `make test-core` in a fresh clone: from nothing to green.
func coreTestBench(in folder: URL, into table: inout BenchTable) throws {
    let clone = folder.appending(path: "clone").path
    _ = try output(of: "git", ["clone", "-q", ".", clone])
    let time = try seconds { _ = try output(of: "make", ["test-core"], directory: clone) }
    table.add(
        "`make test-core` from a cold clone", target: "< 60 s", measured: String(format: "%.0f s", time), limit: "",
        ratio: "", met: time < 60)
}
