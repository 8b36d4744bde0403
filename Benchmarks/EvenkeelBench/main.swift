import Foundation

// The numbers of docs/benchmarks.md. Prints a Markdown table; run by `make bench`, never as a test.
// Every figure stands beside its limit, measured in the same run, as a ratio with its spread.

let folder = FileManager.default.temporaryDirectory.appending(
    path: "evenkeel-bench-\(ProcessInfo.processInfo.processIdentifier)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
defer {
    do { try FileManager.default.removeItem(at: folder) } catch { print("could not remove \(folder.path): \(error)") }
}

/// Measures everything and returns the table.
func measure() async throws -> BenchTable {
    var table = BenchTable()
    try planBench(into: &table)
    try plannerBench(into: &table)
    try coverageBench(in: folder, isLong: CommandLine.arguments.contains("--long"), into: &table)
    try verdictBench(into: &table)
    try await journalBench(in: folder, into: &table)
    try await ingestBench(in: folder, into: &table)
    try await ownBench(in: folder, into: &table)
    try await serverBench(in: folder, into: &table)
    if CommandLine.arguments.contains("--core") { try coreTestBench(in: folder, into: &table) }
    return table
}

print(try await measure().markdown)
