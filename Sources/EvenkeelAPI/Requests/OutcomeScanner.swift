public import EvenkeelDomain

/// Reads outcomes as programs write them, straight from bytes: objects whose members are known, whose texts are plain
/// ASCII without escapes, whose times are UTC. Whatever is not of that form is left to the careful reader, which
/// understands all of JSON and says what is wrong; so the two never disagree on what they both take.
public struct OutcomeScanner {
    /// What one object says.
    public enum Line: Hashable, Sendable {
        case enrol(InstallationID, at: Timestamp)
        case outcome(Outcome)
    }

    /// The day of the last time read and its number, since times of one batch share their days.
    private var day: (bytes: [UInt8], milliseconds: Int64) = ([], 0)
    /// The version last read, since outcomes of one batch share their release.
    private var version: (bytes: [UInt8], value: Version)?

    public init() {}

    /// The line in `bytes`; nil for anything that is not of the plain form.
    public mutating func line(_ bytes: UnsafeBufferPointer<UInt8>) -> Line? {
        var cursor = Cursor(bytes)
        cursor.skipSpace()
        guard let line = object(&cursor) else { return nil }
        cursor.skipSpace()
        return cursor.isAtEnd ? line : nil
    }

    /// The outcomes of a whole body, `{"outcomes": [...]}`; nil if any part of it is not of the plain form.
    public mutating func batch(_ bytes: UnsafeBufferPointer<UInt8>, atMost limit: Int) -> [Outcome]? {
        var cursor = Cursor(bytes)
        cursor.skipSpace()
        guard cursor.take("{"), cursor.takeSpaced(), let name = cursor.string(), cursor.equals(name, "outcomes"),
            cursor.takeSpaced(), cursor.take(":"), cursor.takeSpaced(), cursor.take("["), cursor.takeSpaced()
        else { return nil }
        var outcomes: [Outcome] = []
        if !cursor.take("]") {
            repeat {
                cursor.skipSpace()
                guard case .outcome(let outcome) = object(&cursor), outcomes.count < limit else { return nil }
                outcomes.append(outcome)
                cursor.skipSpace()
            } while cursor.take(",")
            guard cursor.take("]") else { return nil }
        }
        cursor.skipSpace()
        guard cursor.take("}") else { return nil }
        cursor.skipSpace()
        return cursor.isAtEnd ? outcomes : nil
    }

    // MARK: One object

    private struct Members {
        var enrol, id, installation, release, kind, at, fault, feature: Range<Int>?
        var count: Int?
    }

    private mutating func object(_ cursor: inout Cursor) -> Line? {
        guard let members = members(&cursor), let at = members.at, let time = time(cursor, at) else { return nil }
        if let site = members.enrol {
            guard members.id == nil, members.installation == nil, members.release == nil, members.kind == nil,
                members.fault == nil, members.feature == nil, members.count == nil, !site.isEmpty
            else { return nil }
            return .enrol(InstallationID(cursor.text(site)), at: time)
        }
        guard let id = members.id, (1...200).contains(id.count), let installation = members.installation,
            !installation.isEmpty, let kind = members.kind, let release = members.release,
            let known = Outcome.Kind(rawValue: cursor.text(kind)), let version = version(cursor, release),
            members.fault.map({ (1...1000).contains($0.count) }) ?? true,
            members.feature.map({ (1...200).contains($0.count) }) ?? (known != .used)
        else { return nil }
        return .outcome(
            Outcome(
                id: OutcomeID(cursor.text(id)), installation: InstallationID(cursor.text(installation)),
                release: version, kind: known, at: time, fault: members.fault.map(cursor.text),
                feature: members.feature.map(cursor.text), count: members.count))
    }

    private func members(_ cursor: inout Cursor) -> Members? {
        guard cursor.take("{") else { return nil }
        var members = Members()
        repeat {
            cursor.skipSpace()
            guard let name = cursor.string() else { return nil }
            cursor.skipSpace()
            guard cursor.take(":") else { return nil }
            cursor.skipSpace()
            if cursor.equals(name, "count") {
                guard members.count == nil, let count = cursor.count() else { return nil }
                members.count = count
            } else {
                guard let member = Self.member(named: name, cursor), let value = cursor.string(),
                    members[keyPath: member] == nil, cursor.isTrimmed(value)
                else { return nil }
                members[keyPath: member] = value
            }
            cursor.skipSpace()
        } while cursor.take(",")
        return cursor.take("}") ? members : nil
    }

    private static func member(named name: Range<Int>, _ cursor: Cursor) -> WritableKeyPath<Members, Range<Int>?>? {
        switch name.count {
        case 2: cursor.equals(name, "id") ? \.id : cursor.equals(name, "at") ? \.at : nil
        case 4: cursor.equals(name, "kind") ? \.kind : nil
        case 5: cursor.equals(name, "fault") ? \.fault : cursor.equals(name, "enrol") ? \.enrol : nil
        case 7: cursor.equals(name, "release") ? \.release : cursor.equals(name, "feature") ? \.feature : nil
        case 12: cursor.equals(name, "installation") ? \.installation : nil
        default: nil
        }
    }

    private mutating func version(_ cursor: Cursor, _ range: Range<Int>) -> Version? {
        if let version, cursor.equals(range, version.bytes) { return version.value }
        guard let value = Version(cursor.text(range)) else { return nil }
        version = (cursor.bytes(range), value)
        return value
    }

    /// `2026-12-01T08:00:00Z`, with or without milliseconds.
    private mutating func time(_ cursor: Cursor, _ range: Range<Int>) -> Timestamp? {
        let start = range.lowerBound
        guard range.count == 20 || range.count == 24, cursor[start + 10] == UInt8(ascii: "T"),
            cursor[start + 13] == UInt8(ascii: ":"), cursor[start + 16] == UInt8(ascii: ":"),
            cursor[range.upperBound - 1] == UInt8(ascii: "Z"), let hour = cursor.number(start + 11, digits: 2),
            let minute = cursor.number(start + 14, digits: 2), let second = cursor.number(start + 17, digits: 2),
            hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction: Int64 = 0
        if range.count == 24 {
            guard cursor[start + 19] == UInt8(ascii: "."), let digits = cursor.number(start + 20, digits: 3) else {
                return nil
            }
            fraction = digits
        }
        let date = start..<(start + 10)
        if !cursor.equals(date, day.bytes) {
            guard let civil = CivilDate(cursor.text(date)) else { return nil }
            day = (cursor.bytes(date), Int64(civil.dayNumber) * 86_400_000)
        }
        return Timestamp(milliseconds: day.milliseconds + ((hour * 60 + minute) * 60 + second) * 1000 + fraction)
    }
}

/// A place in bytes.
private struct Cursor {
    private let input: UnsafeBufferPointer<UInt8>
    private var index = 0

    init(_ input: UnsafeBufferPointer<UInt8>) { self.input = input }

    subscript(_ index: Int) -> UInt8 { input[index] }

    var isAtEnd: Bool { index == input.count }

    mutating func skipSpace() {
        while index < input.count, input[index] <= 0x20,
            input[index] == 0x20 || input[index] == 0x0a || input[index] == 0x0d || input[index] == 0x09
        {
            index += 1
        }
    }

    /// Always true: white space is allowed here.
    mutating func takeSpaced() -> Bool {
        skipSpace()
        return true
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < input.count, input[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    /// A text of printable ASCII without escapes: its place between the quotes.
    mutating func string() -> Range<Int>? {
        guard take("\"") else { return nil }
        let start = index
        while index < input.count {
            let byte = input[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return start..<(index - 1)
            }
            guard byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "\\") else { return nil }
            index += 1
        }
        return nil
    }

    /// A whole number that is not negative and not written oddly.
    mutating func count() -> Int? {
        let start = index
        while index < input.count, (48...57).contains(input[index]) { index += 1 }
        guard index > start, index - start <= 9, input[start] != 48 || index == start + 1 else { return nil }
        return number(start, digits: index - start).map { Int($0) }
    }

    func number(_ start: Int, digits: Int) -> Int64? {
        var value: Int64 = 0
        for place in start..<(start + digits) {
            guard (48...57).contains(input[place]) else { return nil }
            value = value * 10 + Int64(input[place] - 48)
        }
        return value
    }

    func isTrimmed(_ range: Range<Int>) -> Bool {
        range.isEmpty || (input[range.lowerBound] != 0x20 && input[range.upperBound - 1] != 0x20)
    }

    func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: input[range]), as: UTF8.self)
    }

    func bytes(_ range: Range<Int>) -> [UInt8] { Array(input[range]) }

    func equals(_ range: Range<Int>, _ other: [UInt8]) -> Bool {
        guard range.count == other.count else { return false }
        for offset in other.indices where input[range.lowerBound + offset] != other[offset] { return false }
        return true
    }

    func equals(_ range: Range<Int>, _ other: StaticString) -> Bool {
        guard range.count == other.utf8CodeUnitCount else { return false }
        for offset in 0..<range.count where input[range.lowerBound + offset] != other.utf8Start[offset] { return false }
        return true
    }
}
