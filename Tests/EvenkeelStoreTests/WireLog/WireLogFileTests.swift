import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import Testing

@testable import EvenkeelStore

@Suite("The wire log in its file")
final class WireLogFileTests {
    private let folder: String
    private var path: String { folder + "/" + WireLogFile.fileName }

    init() throws {
        folder = NSTemporaryDirectory() + "evenkeel-wire-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) is left: \(error)") } }

    private static func mark(_ mark: WireMark, in log: WireLogFile) async -> Failure? {
        await withCheckedContinuation { continuation in
            log.mark(mark) { continuation.resume(returning: $0) }
        }
    }

    private func size() throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    @Test("what is marked is there for the next process, with its generation and in its order; odd names too")
    func roundTrip() async throws {
        let log = WireLogFile(directory: folder)
        #expect(try await log.record() == nil)
        try await log.begin(generation: 57)
        let odd: DeliveryID = "update/i\nleft 3 x/100 %/\u{0}\t/é"
        let at = Timestamp(milliseconds: 1_764_345_600_123)
        #expect(await Self.mark(.begun("a"), in: log) == nil)
        log.mark(.left("a", at: at))
        #expect(await Self.mark(.begun(odd), in: log) == nil)
        log.mark(.stayed("not waited for"))
        let marks: [WireMark] = [.begun("a"), .left("a", at: at), .begun(odd)]
        #expect(
            WireLogLine.record(in: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
                == WireRecord(generation: 57, marks: marks), "as it is on the disk before anybody asks")
        #expect(
            try await WireLogFile(directory: folder).record() == WireRecord(generation: 57, marks: marks))
        #expect(
            try await log.record() == WireRecord(generation: 57, marks: marks + [.stayed("not waited for")]),
            "its own process loses nothing")
        try await log.begin(generation: 58)
        #expect(try await log.record() == WireRecord(generation: 58, marks: []))
    }

    @Test("where its space is used up, what is still needed goes into a new file of the same size")
    func renewal() async throws {
        let log = WireLogFile(directory: folder, space: 4096)
        try await log.begin(generation: 3)
        #expect(await Self.mark(.begun("slow"), in: log) == nil)
        for number in 0..<2000 {
            #expect(await Self.mark(.begun(DeliveryID("quick/\(number)")), in: log) == nil)
            log.mark(.left(DeliveryID("quick/\(number)"), at: Timestamp(milliseconds: 1)))
            log.forget([DeliveryID("quick/\(number)")])
        }
        #expect(try size() == 4096)
        let record = try #require(try await log.record())
        #expect(record.generation == 3)
        #expect(record.last["slow"] == .begun("slow"), "it is under way since the first of many files")
        #expect(record.marks.count < 200)
    }

    @Test("more that is needed than there is space for makes a larger file")
    func growth() async throws {
        let log = WireLogFile(directory: folder, space: 4096)
        try await log.begin(generation: 3)
        for number in 0..<1000 { log.mark(.left(DeliveryID("kept/\(number)"), at: Timestamp(milliseconds: 1))) }
        #expect(await Self.mark(.begun("last"), in: log) == nil)
        #expect(try await log.record()?.last.count == 1001)
    }

    @Test("many who mark at once are all told, and all is there")
    func atOnce() async throws {
        let log = WireLogFile(directory: folder)
        try await log.begin(generation: 1)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask { #expect(await Self.mark(.begun(DeliveryID("d/\(number)")), in: log) == nil) }
            }
        }
        #expect(try await WireLogFile(directory: folder).record()?.last.count == 200)
    }

    @Test("a line that the power tore ends the record, and is no mark")
    func torn() async throws {
        let log = WireLogFile(directory: folder)
        try await log.begin(generation: 9)
        #expect(await Self.mark(.begun("whole"), in: log) == nil)
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let used = whole.prefix { $0 != 0 }.count
        let line = Array("begun second\n".utf8)
        for written in 0..<(1 << 4) {
            // Any of four pieces of the line may be on the disk and the others not.
            var torn = whole
            for (index, byte) in line.enumerated() where written >> (index * 4 / line.count) & 1 == 1 {
                torn[used + index] = byte
            }
            let record = try #require(WireLogLine.record(in: torn))
            let isWhole = written == 15
            #expect(record.marks == (isWhole ? [.begun("whole"), .begun("second")] : [.begun("whole")]), "\(written)")
        }
    }

    @Test("what is no wire log, or only the beginning of one, is no record and no crash")
    func garbage() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let head = "evenkeel wire log 1, generation "
        let pieces = [head, "57", "\n", "begun ", "left ", "stayed ", "%", "%0", "%zz", "\u{0}", "x"]
        for _ in 0..<5000 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<12, using: &random) { text += pieces.randomElement(using: &random) ?? "" }
            let record = WireLogLine.record(in: Array(text.utf8))
            if !text.hasPrefix(head + "57") { #expect(record == nil, "\(text)") }
        }
        for bytes in [[], Array("evenkeel wire log 1, generation 5".utf8), Array("SQLite format 3\n".utf8)] as [[UInt8]]
        {
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            #expect(try await WireLogFile(directory: folder).record() == nil)
        }
    }

    @Test("what cannot be kept is said to be so: before it has begun, and where there is no folder any more")
    func failures() async throws {
        let log = WireLogFile(directory: folder, space: 4096)
        #expect(await Self.mark(.begun("early"), in: log) == .unavailable("\(path) is not open"))
        try await log.begin(generation: 1)
        try FileManager.default.removeItem(atPath: folder)
        var met: Failure?
        for number in 0..<1000 where met == nil { met = await Self.mark(.begun(DeliveryID("\(number)")), in: log) }
        #expect(met == .unavailable("\(path) cannot be made: No such file or directory"), "its space was used up")
        #expect(await Self.mark(.begun("late"), in: log) == .unavailable("\(path) is not open"))
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await log.begin(generation: 2)
        #expect(await Self.mark(.begun("again"), in: log) == nil)
    }
}
