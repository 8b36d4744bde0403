import EvenkeelDomain
import EvenkeelLedger

/// How marks are written: text, a line each, in a file that is filled with zeros behind the last.
///
///     evenkeel wire log 1, generation 57
///     begun update/telephony-down/u1/email/ada@alpha.example
///     left 1764345600123 update/telephony-down/u1/email/ada@alpha.example
///     stayed update/telephony-down/u1/email/bo@beta.example
///
/// Bytes below 0x20 and `%` are written as `%` and two hexadecimal digits. A line without an end, or with a zero in it, was
/// being written when the power went: nobody was told that it is kept, and nothing stands behind it.
enum WireLogLine {
    private static let title = "evenkeel wire log 1, generation "

    static func head(_ generation: Int) -> [UInt8] { Array("\(title)\(generation)\n".utf8) }

    static func line(_ mark: WireMark) -> [UInt8] {
        let word =
            switch mark {
            case .begun: "begun "
            case .left(_, let at): "left \(at.milliseconds) "
            case .stayed: "stayed "
            }
        return Array(word.utf8) + escaped(mark.delivery.text) + [newline]
    }

    /// What is whole of a file; nil where not even its head is.
    static func record(in bytes: [UInt8]) -> WireRecord? {
        let used = bytes.prefix { $0 != 0 }
        var lines = used.split(separator: newline, omittingEmptySubsequences: false)
        // What stands behind the last end of a line is not one.
        _ = lines.popLast()
        guard let head = lines.first.map({ String(decoding: $0, as: UTF8.self) }), head.hasPrefix(title),
            let generation = Int(head.dropFirst(title.count))
        else { return nil }
        var record = WireRecord(generation: generation, marks: [])
        for line in lines.dropFirst() {
            guard let mark = mark(in: line) else { break }
            record.marks.append(mark)
        }
        return record
    }

    private static func mark(in line: ArraySlice<UInt8>) -> WireMark? {
        let words = line.split(separator: space, maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2 else { return nil }
        switch String(decoding: words[0], as: UTF8.self) {
        case "begun": return delivery(words[1]).map { .begun($0) }
        case "stayed": return delivery(words[1]).map { .stayed($0) }
        case "left":
            let rest = words[1].split(separator: space, maxSplits: 1, omittingEmptySubsequences: false)
            guard rest.count == 2, let at = Int64(String(decoding: rest[0], as: UTF8.self)) else { return nil }
            return delivery(rest[1]).map { .left($0, at: Timestamp(milliseconds: at)) }
        default: return nil
        }
    }

    private static let (newline, space, percent) = (UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "%"))

    private static func escaped(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if byte < 0x20 || byte == percent {
                bytes.append(percent)
                bytes += "\(String(byte >> 4, radix: 16))\(String(byte & 15, radix: 16))".utf8
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func delivery(_ bytes: ArraySlice<UInt8>) -> DeliveryID? {
        guard !bytes.isEmpty else { return nil }
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == percent else {
                text.append(byte)
                continue
            }
            guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            text.append(code)
            rest = rest.dropFirst(2)
        }
        return DeliveryID(String(decoding: text, as: UTF8.self))
    }
}
