import EvenkeelDomain
import Foundation

/// A zone's rules as the system keeps them: a TZif file of RFC 9636, such as `/usr/share/zoneinfo/Europe/Rome`.
///
/// Read anew for each expansion: an update of the system's time-zone data counts from the next day on, without a restart.
/// Foundation has data of its own, which changes only with the program.
struct ZoneFile {
    private let times: [Int64]
    private let offsets: [Int]
    private let first: Int
    /// What holds after the last transition of the file.
    private let rule: ZoneRule?

    static let systemDirectory = "/usr/share/zoneinfo"

    /// Nil where there is no such file, or where it is none.
    init?(named name: String, in directory: String = systemDirectory) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            !part.isEmpty && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_+-".contains($0)) }
        }
        guard isPlain, let data = FileManager.default.contents(atPath: "\(directory)/\(name)") else { return nil }
        self.init(bytes: Array(data))
    }

    init?(bytes: [UInt8]) {
        func number(_ offset: Int, _ size: Int) -> Int64? {
            guard offset >= 0, offset + size <= bytes.count else { return nil }
            var value: UInt64 = 0
            for byte in bytes[offset..<(offset + size)] { value = value << 8 | UInt64(byte) }
            return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
        }
        /// Counts of a header: UT, standard, leap, times, types, characters.
        func counts(_ offset: Int) -> [Int]? {
            guard bytes.count >= offset + 44, bytes[offset..<(offset + 4)].elementsEqual("TZif".utf8) else {
                return nil
            }
            let counts = (0..<6).compactMap { number(offset + 20 + 4 * $0, 4).map(Int.init) }
            return counts.count == 6 && counts.allSatisfy { (0...100_000).contains($0) } ? counts : nil
        }
        // Version 1 has 32-bit times and is passed over; those of this century are in the second part.
        guard let old = counts(0), bytes[4] >= UInt8(ascii: "2") else { return nil }
        let second = 44 + old[3] * 5 + old[4] * 6 + old[5] + old[2] * 8 + old[1] + old[0]
        guard let new = counts(second), new[4] > 0 else { return nil }
        var offset = second + 44
        let timesAt = offset
        let kindsAt = timesAt + new[3] * 8
        let typesAt = kindsAt + new[3]
        offset = typesAt + new[4] * 6 + new[5] + new[2] * 12 + new[1] + new[0]
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\n") else { return nil }
        let types = (0..<new[4]).compactMap { number(typesAt + 6 * $0, 4).map(Int.init) }
        let times = (0..<new[3]).compactMap { number(timesAt + 8 * $0, 8) }
        let kinds = bytes[kindsAt..<typesAt].map(Int.init)
        guard types.count == new[4], times.count == new[3], kinds.allSatisfy({ $0 < types.count }),
            zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }), types.allSatisfy({ abs($0) < 26 * 3600 })
        else { return nil }
        self.times = times
        offsets = kinds.map { types[$0] }
        first = types[0]
        let footer = bytes[(offset + 1)...].prefix { $0 != UInt8(ascii: "\n") }
        rule = ZoneRule(String(decoding: footer, as: UTF8.self))
    }

    /// The offset at `start` and every change before `end`.
    func expand(_ name: String, from start: Timestamp, until end: Timestamp) -> ZoneOffsets {
        var changes = zip(times, offsets).map { ZoneOffsets.Transition(from: seconds($0), offsetSeconds: $1) }
        if let rule, let last = changes.last?.from ?? Timestamp(rfc3339: "1970-01-01T00:00:00Z") {
            let years = max(last, start - .days(400)).dateAndMilliseconds.0.yearMonthDay.year
            let until = end.dateAndMilliseconds.0.yearMonthDay.year
            for year in years...max(years, until + 1) {
                changes += rule.transitions(in: year).filter { $0.from > last }
            }
        }
        var initial = first
        var found: [ZoneOffsets.Transition] = []
        for change in changes where change.from < end {
            if change.from <= start {
                initial = change.offsetSeconds
            } else if change.offsetSeconds != found.last?.offsetSeconds ?? initial {
                found.append(change)
            }
        }
        return ZoneOffsets(name: name, initialOffsetSeconds: initial, transitions: found)
    }

    private func seconds(_ seconds: Int64) -> Timestamp {
        // The file may begin at the Big Bang.
        Timestamp(milliseconds: max(-9_000_000_000_000, min(seconds, 9_000_000_000)) * 1000)
    }
}
