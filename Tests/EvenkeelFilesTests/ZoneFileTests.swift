import EvenkeelDomain
import Foundation
import Testing

@testable import EvenkeelFiles

@Suite("The system's own files of zones")
struct ZoneFileTests {
    private static let from = Timestamp(rfc3339: "2024-06-01T00:00:00Z") ?? .distantFuture
    private static let until = from + .days(3 * 366)

    @Test(
        "they say what Foundation says",
        arguments: [
            "Europe/Rome", "Asia/Jerusalem", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC",
            "America/Sao_Paulo", "Pacific/Auckland", "Europe/Dublin",
        ])
    func agreement(name: String) throws {
        let file = try #require(ZoneFile(named: name), "this machine has no file of \(name)")
        let found = file.expand(name, from: Self.from, until: Self.until)
        let zone = try #require(TimeZone(identifier: name))
        for hour in stride(from: 0, to: 3 * 366 * 24, by: 6) {
            let instant = Self.from + .hours(hour)
            let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
            guard found.offsetSeconds(at: instant) != zone.secondsFromGMT(for: date) else { continue }
            Issue.record("\(name) at \(instant)")
            return
        }
    }

    @Test("a file that is replaced counts at the next expansion: no restart, no stored offset")
    func replaced() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("Europe"), withIntermediateDirectories: true)
        defer { do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(error)") } }
        func offset(_ at: String) throws -> Int? {
            let instant = try #require(Timestamp(rfc3339: at))
            return ZoneExpansion.offsets(
                of: "Europe/Rome", from: Self.from, until: Self.until, directory: folder.path
            )?.offsetSeconds(at: instant)
        }
        let path = folder.appendingPathComponent("Europe/Rome")
        try Data(Self.file(rule: "CET-1CEST,M3.5.0,M10.5.0/3")).write(to: path)
        #expect(try offset("2026-07-01T00:00:00Z") == 7200)
        #expect(try offset("2026-12-01T00:00:00Z") == 3600)
        // A law does away with summer time.
        try Data(Self.file(rule: "CET-1")).write(to: path)
        #expect(try offset("2026-07-01T00:00:00Z") == 3600)
    }

    @Test(
        "a rule may name hours beyond the day, as Jerusalem's once did",
        arguments: [("IST-2IDT,M3.4.4/26,M10.5.0", 7200, 10_800)])
    func beyondTheDay(rule: String, winter: Int, summer: Int) throws {
        let file = try #require(ZoneFile(bytes: Self.file(rule: rule, offset: 7200)))
        let found = file.expand("x", from: Self.from, until: Self.until)
        #expect(found.offsetSeconds(at: try #require(Timestamp(rfc3339: "2027-03-25T23:59:59Z"))) == winter)
        #expect(found.offsetSeconds(at: try #require(Timestamp(rfc3339: "2027-03-26T00:00:00Z"))) == summer)
    }

    @Test("what is no zone's file is none, and no name leads out of the folder")
    func garbage() {
        let good = Self.file(rule: "CET-1CEST,M3.5.0,M10.5.0/3")
        for count in 0..<good.count - 1 { _ = ZoneFile(bytes: Array(good.prefix(count))) }
        var random = SeededRandom(seed: 11)
        for _ in 0..<3000 {
            if let file = ZoneFile(bytes: Garbage.mutated(good, &random)) {
                _ = file.expand("x", from: Self.from, until: Self.until)
            }
        }
        #expect(ZoneFile(bytes: []) == nil && ZoneFile(bytes: Array("TZif2".utf8)) == nil)
        #expect(ZoneFile(named: "../../../etc/passwd") == nil && ZoneFile(named: "") == nil)
        for rule in ["", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,J60,J300", "CET-1CEST,M13.5.0,M10.5.0"] {
            #expect(ZoneRule(rule) == nil, "\(rule)")
        }
    }

    /// The smallest file of version 2: no transition, one type, and the rule.
    private static func file(rule: String, offset: Int32 = 3600) -> [UInt8] {
        func header() -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
                + [0, 0, 0, 0, 1, 4].flatMap { [0, 0, 0, UInt8($0)] }
        }
        let bytes = withUnsafeBytes(of: offset.bigEndian, Array.init)
        let block = bytes + [0, 0] + Array("CET".utf8) + [0]
        return header() + block + header() + block + Array("\n\(rule)\n".utf8)
    }
}
