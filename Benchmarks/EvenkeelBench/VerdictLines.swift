import Foundation

/// How many lines a second `evenkeel verdict` judges, read from a file as a pipeline would send them: every site is
/// enrolled, reports its health again and again, and one in two hundred reports trouble. Reading the fleet and planning it
/// are taken away: the same run with no line at all.
func verdictLinesBench(in folder: URL, into table: inout BenchTable) throws {
    let field = folder.appending(path: "verdict-lines")
    try FileManager.default.createDirectory(at: field, withIntermediateDirectories: true)
    let (siteCount, reportCount) = (2000, 500)
    let fleet = field.appending(path: "fleet.csv")
    let sites = (0..<siteCount).map { number in
        "s\(number),c\(number % 300),pbx,5.1.0,f\(number % 13);f\(13 + number % 7);f\(20 + number % 5)"
    }
    try (["installation,customer,product,version,features"] + sites).joined(separator: "\n")
        .write(to: fleet, atomically: true, encoding: .utf8)
    let policy = field.appending(path: "policy.yaml")
    try """
    rollout: lines
    release: { product: pbx, version: 5.2.0 }
    waves: [{ name: all, soak: { days: 2 } }]

    """.write(to: policy, atomically: true, encoding: .utf8)
    let lines = field.appending(path: "outcomes.jsonl")
    let count = try writeLines(to: lines, siteCount: siteCount, reportCount: reportCount)
    let nothing = field.appending(path: "nothing.jsonl")
    try Data().write(to: nothing)

    var rates: [Double] = []
    var starts: [Double] = []
    for _ in 0..<5 {
        let start = try judge(fleet, policy, nothing)
        starts.append(start * 1000)
        rates.append(Double(count) / (try judge(fleet, policy, lines) - start))
    }
    let rate = Sample(rates)
    table.add(
        "`evenkeel verdict`: lines judged from a file (\(count.formatted()) lines, \(siteCount) sites)",
        target: ">= 100,000 /s", measured: rate.text("lines/s"),
        limit: "with no line at all " + Sample(starts).text("ms"), ratio: "", met: rate.median >= 100_000)
}

/// - Returns: how many lines there are.
private func writeLines(to file: URL, siteCount: Int, reportCount: Int) throws -> Int {
    var text = ""
    text.reserveCapacity(siteCount * reportCount * 140)
    var count = 0
    func time(_ minute: Int) -> String {
        let (day, hour) = (1 + minute / 1440, minute / 60 % 24)
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2026-12-\(padded(day))T\(padded(hour)):\(padded(minute % 60)):00Z"
    }
    for site in 0..<siteCount {
        text += "{\"enrol\":\"s\(site)\",\"at\":\"\(time(site / 2))\"}\n"
        count += 1
    }
    for round in 0..<reportCount {
        for site in 0..<siteCount {
            let kind = round == 40 && site % 200 == 7 ? "unhealthy" : "healthy"
            text +=
                "{\"id\":\"\(site)-\(round)\",\"installation\":\"s\(site)\",\"release\":\"5.2.0\","
                + "\"kind\":\"\(kind)\",\"at\":\"\(time(siteCount / 2 + round * 30))\"}\n"
            count += 1
        }
    }
    try text.write(to: file, atomically: true, encoding: .utf8)
    return count
}

/// Seconds of one run.
private func judge(_ fleet: URL, _ policy: URL, _ lines: URL) throws -> Double {
    let process = Process()
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "evenkeel")
    process.arguments = ["verdict", fleet.path, "--policy", policy.path, "--now", "2026-12-20T00:00:00Z"]
    process.standardInput = try FileHandle(forReadingFrom: lines)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let time = try seconds {
        try process.run()
        process.waitUntilExit()
    }
    // 3 is a halt, which is an answer.
    guard [0, 3].contains(process.terminationStatus) else {
        throw BenchTrouble("evenkeel verdict ended with \(process.terminationStatus)")
    }
    return time
}
