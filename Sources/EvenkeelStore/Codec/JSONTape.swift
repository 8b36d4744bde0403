/// A JSON document (RFC 8259) as the list of its values, in the order in which they stand.
///
/// Read once from its bytes. A value of an object follows its name; a value with members knows where the one after it is,
/// so that nothing is built for what nobody asks.
final class JSONTape {
    enum Kind: UInt8 { case null, yes, no, number, text, escapedText, array, object }

    struct Value {
        let kind: Kind
        /// Bytes of a number, or of a text between its quotes.
        var start: Int32
        var end: Int32
        /// Elements of an array, members of an object.
        var count: Int32
        /// The number of the value after this one and all that it holds.
        var next: Int32
    }

    /// What is wrong with the text, and at which byte.
    struct Flaw: Error {
        let text: String
    }

    /// So deep may values stand in one another; ours stand eight deep.
    private static let deepest = 512

    let bytes: [UInt8]
    private(set) var values: [Value] = []
    private var at = 0

    init(_ text: String) throws(Flaw) {
        bytes = Array(text.utf8)
        guard bytes.count < Int32.max else { throw Flaw(text: "the document is larger than two gigabytes") }
        values.reserveCapacity(bytes.count / 8 + 1)
        skipSpace()
        try readValue(depth: 0)
        skipSpace()
        guard at == bytes.count else { throw flaw("something follows the document") }
    }

    // MARK: Reading

    private func flaw(_ what: String) -> Flaw { Flaw(text: "\(what), at byte \(at)") }

    private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    private func skipSpace() {
        while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0a || bytes[at] == 0x0d || bytes[at] == 0x09 {
            at += 1
        }
    }

    private func readValue(depth: Int) throws(Flaw) {
        guard depth < Self.deepest else { throw flaw("too many values stand in one another") }
        guard let byte else { throw flaw("the document ends too early") }
        switch byte {
        case UInt8(ascii: "{"): try readObject(depth: depth)
        case UInt8(ascii: "["): try readArray(depth: depth)
        case UInt8(ascii: "\""): try readText()
        case UInt8(ascii: "t"): try readWord("true", .yes)
        case UInt8(ascii: "f"): try readWord("false", .no)
        case UInt8(ascii: "n"): try readWord("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
        default: throw flaw("no value begins so")
        }
    }

    private func append(_ kind: Kind, _ start: Int, _ end: Int) {
        values.append(
            Value(kind: kind, start: Int32(start), end: Int32(end), count: 0, next: Int32(values.count + 1)))
    }

    private func readWord(_ word: StaticString, _ kind: Kind) throws(Flaw) {
        let isThere = word.withUTF8Buffer { letters in
            at + letters.count <= bytes.count && letters.indices.allSatisfy { bytes[at + $0] == letters[$0] }
        }
        guard isThere else { throw flaw("no value begins so") }
        append(kind, at, at)
        at += word.utf8CodeUnitCount
    }

    private func readDigits() throws(Flaw) {
        let start = at
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) { at += 1 }
        guard at > start else { throw flaw("a number lacks a digit") }
    }

    private func readNumber() throws(Flaw) {
        let start = at
        if byte == UInt8(ascii: "-") { at += 1 }
        let first = at
        try readDigits()
        guard bytes[first] != UInt8(ascii: "0") || at == first + 1 else { throw flaw("a number begins with a zero") }
        if byte == UInt8(ascii: ".") {
            at += 1
            try readDigits()
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            at += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
            try readDigits()
        }
        append(.number, start, at)
    }

    private func readText() throws(Flaw) {
        at += 1
        let start = at
        var isEscaped = false
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                append(isEscaped ? .escapedText : .text, start, at)
                at += 1
                return
            }
            guard byte >= 0x20 else { throw flaw("a text holds a control character") }
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
                at += 1
            }
            at += 1
        }
        throw flaw("a text has no end")
    }

    private func readArray(depth: Int) throws(Flaw) {
        let number = values.count
        append(.array, at, at)
        at += 1
        skipSpace()
        var count: Int32 = 0
        if byte == UInt8(ascii: "]") {
            at += 1
        } else {
            while true {
                skipSpace()
                try readValue(depth: depth + 1)
                count += 1
                skipSpace()
                let mark = byte
                guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: "]") else {
                    throw flaw("a comma or the end of the list is missing")
                }
                at += 1
                if mark == UInt8(ascii: "]") { break }
            }
        }
        values[number].count = count
        values[number].next = Int32(values.count)
    }

    private func readObject(depth: Int) throws(Flaw) {
        let number = values.count
        append(.object, at, at)
        at += 1
        skipSpace()
        var count: Int32 = 0
        if byte == UInt8(ascii: "}") {
            at += 1
        } else {
            while true {
                skipSpace()
                guard byte == UInt8(ascii: "\"") else { throw flaw("the name of a member is missing") }
                try readText()
                skipSpace()
                guard byte == UInt8(ascii: ":") else { throw flaw("a colon is missing") }
                at += 1
                skipSpace()
                try readValue(depth: depth + 1)
                count += 1
                skipSpace()
                let mark = byte
                guard mark == UInt8(ascii: ",") || mark == UInt8(ascii: "}") else {
                    throw flaw("a comma or the end of the object is missing")
                }
                at += 1
                if mark == UInt8(ascii: "}") { break }
            }
        }
        values[number].count = count
        values[number].next = Int32(values.count)
    }
}

// MARK: What stands there

extension JSONTape {
    /// Nil for anything but a text.
    func text(_ number: Int) -> String? {
        let value = values[number]
        let range = Int(value.start)..<Int(value.end)
        switch value.kind {
        case .text:
            return bytes.withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
        case .escapedText: return Self.unescaped(bytes[range])
        case .null, .yes, .no, .number, .array, .object: return nil
        }
    }

    /// Nil for anything but a whole number that fits.
    func integer<Integer: FixedWidthInteger>(_ number: Int) -> Integer? {
        let value = values[number]
        guard value.kind == .number else { return nil }
        var at = Int(value.start)
        let end = Int(value.end)
        let isNegative = bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        var sum: Integer = 0
        while at < end {
            let digit = bytes[at]
            // Written with a point or an exponent, and whole all the same.
            guard (0x30...0x39).contains(digit) else { return double(number).flatMap { Integer(exactly: $0) } }
            let (tens, isTooLarge) = sum.multipliedReportingOverflow(by: 10)
            let next = Integer(digit - 0x30)
            let (more, isTooMuch) =
                isNegative ? tens.subtractingReportingOverflow(next) : tens.addingReportingOverflow(next)
            guard !isTooLarge, !isTooMuch else { return nil }
            sum = more
            at += 1
        }
        return sum
    }

    /// Nil for anything but a number.
    func double(_ number: Int) -> Double? {
        let value = values[number]
        guard value.kind == .number else { return nil }
        return Double(String(decoding: bytes[Int(value.start)..<Int(value.end)], as: UTF8.self))
    }

    /// True where the name of a member is this one.
    func isName(_ number: Int, _ name: String) -> Bool {
        let value = values[number]
        guard value.kind == .text else { return text(number) == name }
        var name = name
        return name.withUTF8 { letters in
            guard letters.count == Int(value.end - value.start) else { return false }
            let start = Int(value.start)
            for index in letters.indices where bytes[start + index] != letters[index] { return false }
            return true
        }
    }

    /// Where a value stands in the document: names and places in lists, from the outside in.
    func path(to wanted: Int) -> [TapeKey] {
        var path: [TapeKey] = []
        var number = 0
        while number != wanted {
            let value = values[number]
            guard value.kind == .array || value.kind == .object else { break }
            var child = number + 1
            var found: Int?
            for place in 0..<Int(value.count) {
                let name = value.kind == .object ? text(child) : nil
                if value.kind == .object { child += 1 }
                if wanted >= child, wanted < Int(values[child].next) {
                    path.append(name.map { TapeKey($0) } ?? TapeKey(place))
                    found = child
                    break
                }
                child = Int(values[child].next)
            }
            guard let found else { break }
            number = found
        }
        return path
    }

    /// A text whose escapes are read; nil where one of them is none.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var at = bytes.startIndex
        func unit(_ start: Int) -> UInt16? {
            guard start + 4 <= bytes.endIndex else { return nil }
            guard bytes[start] != UInt8(ascii: "+"), bytes[start] != UInt8(ascii: "-") else { return nil }
            return UInt16(String(decoding: bytes[start..<(start + 4)], as: UTF8.self), radix: 16)
        }
        while at < bytes.endIndex {
            guard bytes[at] == UInt8(ascii: "\\") else {
                plain.append(bytes[at])
                at += 1
                continue
            }
            guard at + 1 < bytes.endIndex else { return nil }
            let escape = bytes[at + 1]
            at += 2
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(escape)
            case UInt8(ascii: "b"): plain.append(0x08)
            case UInt8(ascii: "f"): plain.append(0x0c)
            case UInt8(ascii: "n"): plain.append(0x0a)
            case UInt8(ascii: "r"): plain.append(0x0d)
            case UInt8(ascii: "t"): plain.append(0x09)
            case UInt8(ascii: "u"):
                guard let first = unit(at) else { return nil }
                at += 4
                var units = [first]
                if UTF16.isLeadSurrogate(first) {
                    guard at + 2 <= bytes.endIndex, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u"),
                        let second = unit(at + 2), UTF16.isTrailSurrogate(second)
                    else { return nil }
                    units.append(second)
                    at += 6
                } else if UTF16.isTrailSurrogate(first) {
                    return nil
                }
                plain += Array(String(decoding: units, as: UTF16.self).utf8)
            default: return nil
            }
        }
        return String(decoding: plain, as: UTF8.self)
    }
}
