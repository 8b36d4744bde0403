import EvenkeelDomain
import Foundation

// The numbers of docs/benchmarks.md. Prints a Markdown table; run by `make bench`, never as a test.
// Every figure stands beside its limit, measured in the same run, as a ratio with its spread.

let folder = FileManager.default.temporaryDirectory.appending(
    path: "evenkeel-bench-\(ProcessInfo.processInfo.processIdentifier)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer {
    do { try FileManager.default.removeItem(at: folder) } catch { print("could not remove \(folder.path): \(error)") }
}

/// The parts named after `--only`, separated by commas; nil for all.
let only = CommandLine.arguments.firstIndex(of: "--only").map { place in
    CommandLine.arguments[(place + 1)...].first.map { $0.split(separator: ",").map(String.init) } ?? []
}

func isAsked(_ part: String) -> Bool { only?.contains(part) ?? true }

/// Measures everything that is asked for and returns the table.
func measure() async throws -> BenchTable {
    var table = BenchTable()
    if isAsked("plan") { try planBench(into: &table) }
    if isAsked("planner") { try plannerBench(into: &table) }
    if isAsked("coverage") {
        try coverageBench(in: folder, isLong: CommandLine.arguments.contains("--long"), into: &table)
    }
    if isAsked("verdict") { try verdictBench(into: &table) }
    if isAsked("lines") { try verdictLinesBench(in: folder, into: &table) }
    if isAsked("journal") { try await journalBench(in: folder, into: &table) }
    if isAsked("ingest") { try await ingestBench(in: folder, into: &table) }
    if isAsked("own") { try await ownBench(in: folder, into: &table) }
    if isAsked("engine") { try await engineBench(in: folder, into: &table) }
    // Only when asked for by name: it takes minutes, and ports of its own.
    if only?.contains("mail") ?? false { try mailBench(in: folder, into: &table) }
    if isAsked("server") { try await serverBench(in: folder, into: &table) }
    if CommandLine.arguments.contains("--core") { try coreTestBench(in: folder, into: &table) }
    return table
}

if let place = CommandLine.arguments.firstIndex(of: "--engine-open") {
    let given = CommandLine.arguments[(place + 1)...]
    guard let data = given.first, let began = given.dropFirst().first.flatMap({ Int64($0) }) else {
        throw BenchTrouble("--engine-open needs a folder and a time")
    }
    try await openBigWave(data, began: Timestamp(milliseconds: began))
} else {
    print(try await measure().markdown)
}
