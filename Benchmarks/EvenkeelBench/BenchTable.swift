import Foundation

/// Rows of figures: what was asked, what was measured, and the limit in the same run.
struct BenchTable {
    private var rows: [[String]] = []

    mutating func add(_ figure: String, target: String, measured: String, limit: String, ratio: String, met: Bool) {
        rows.append([figure, target, measured, limit, ratio, met ? "yes" : "**no**"])
        FileHandle.standardError.write(Data("\(figure): \(measured)\n".utf8))
    }

    var markdown: String {
        var lines = ["| figure | target | measured (median, spread) | limit in the same run | ratio | met |"]
        lines.append("| --- | --- | --- | --- | --- | --- |")
        lines += rows.map { "| " + $0.joined(separator: " | ") + " |" }
        return lines.joined(separator: "\n")
    }
}

/// Repeated measurements of one thing.
struct Sample {
    let values: [Double]

    init(_ values: [Double]) { self.values = values.sorted() }

    var median: Double { values[values.count / 2] }

    /// `median (lowest to highest)`.
    func text(_ unit: String, digits: Int = 0) -> String {
        func number(_ value: Double) -> String {
            value.formatted(.number.precision(.fractionLength(digits)).locale(Locale(identifier: "en_US")))
        }
        return "\(number(median)) \(unit) (\(number(values.first ?? 0)) to \(number(values.last ?? 0)))"
    }

    static func ratio(_ part: Sample, of whole: Sample) -> String { String(format: "%.2f", part.median / whole.median) }
}

/// Seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func elapsedSeconds(_ body: () async throws -> Void) async rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try await body()
    let duration = clock.now - start
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

/// Runs a program to its end and returns what it printed.
func output(of program: String, _ arguments: [String], directory: String? = nil) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    if let directory { process.currentDirectoryURL = URL(filePath: directory) }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw BenchTrouble("\(program) failed: \(String(decoding: data, as: UTF8.self).suffix(2000))")
    }
    return String(decoding: data, as: UTF8.self)
}

struct BenchTrouble: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
