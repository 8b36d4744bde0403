/// Reads JSON (RFC 8259) strictly: one value, UTF-8, no name twice in an object, no lone surrogate, at most
/// `depthLimit` levels. Foundation's reader takes the last of two members of the same name without a word.
public struct StrictJSON {
    public static let depthLimit = 32
    /// The largest body of most requests, in bytes.
    public static let sizeLimitBytes = 1 << 20

    private let bytes: [UInt8]
    private var index = 0

    public static func read(_ bytes: [UInt8], sizeLimit: Int = sizeLimitBytes) throws(Problem) -> JSONValue {
        guard bytes.count <= sizeLimit else { throw Sentences.tooLarge(limitBytes: sizeLimit) }
        var reader = StrictJSON(bytes: bytes)
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.index == bytes.count else { throw reader.malformed("nothing after the value") }
        return value
    }

    /// Reads an object that has no other members than those known.
    public static func readObject(
        _ bytes: [UInt8], known: [String], sizeLimit: Int = sizeLimitBytes
    ) throws(Problem) -> JSONObject {
        try JSONObject(try read(bytes, sizeLimit: sizeLimit), known: known)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func malformed(_ expected: String) -> Problem { Sentences.malformedJSON(atByte: index, expected: expected) }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Problem) -> JSONValue {
        let count = text.utf8CodeUnitCount
        let matches =
            index + count <= bytes.count && (0..<count).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
        guard matches else { throw malformed("a value") }
        index += count
        return value
    }

    private mutating func value(depth: Int) throws(Problem) -> JSONValue {
        guard depth < Self.depthLimit else { throw Sentences.tooDeep(limit: Self.depthLimit) }
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
        default: throw malformed("a value")
        }
    }

    private mutating func object(depth: Int) throws(Problem) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw malformed("the name of a member, in quotes") }
            let name = try string()
            guard names.insert(name).inserted else { throw Sentences.duplicateMember(name) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw malformed("a colon") }
            skipSpace()
            members.append(.init(name: name, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw malformed("a comma or a closing brace") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Problem) -> JSONValue {
        index += 1
        var items: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw malformed("a comma or a closing bracket") }
        return .array(items)
    }

    private mutating func digits() -> Int {
        let start = index
        while let byte = peek, (48...57).contains(byte) { index += 1 }
        return index - start
    }

    private mutating func number() throws(Problem) -> JSONValue {
        let start = index
        _ = take(UInt8(ascii: "-"))
        let leading = peek
        let count = digits()
        guard count > 0, leading != UInt8(ascii: "0") || count == 1 else { throw malformed("a number") }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw malformed("a digit") }
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            isInteger = false
            index += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { index += 1 }
            guard digits() > 0 else { throw malformed("a digit") }
        }
        let text = String(decoding: bytes[start..<index], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw malformed("a number of ordinary size") }
        return .number(number)
    }

    private mutating func string() throws(Problem) -> String {
        index += 1
        var text: [UInt8] = []
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let string = String(validating: text, as: UTF8.self) else { throw malformed("UTF-8") }
                return string
            case UInt8(ascii: "\\"):
                index += 1
                text += Array(String(try escape()).utf8)
            case 0..<0x20: throw malformed("control characters written as \\u escapes")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw malformed("a closing quote")
    }

    private mutating func escape() throws(Problem) -> Character {
        guard let byte = peek else { throw malformed("an escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let high = try hex()
            if let scalar = Unicode.Scalar(high) { return Character(scalar) }
            guard (0xd800..<0xdc00).contains(high), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw malformed("a pair of surrogates")
            }
            let low = try hex()
            guard (0xdc00..<0xe000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00))
            else { throw malformed("a pair of surrogates") }
            return Character(scalar)
        default: throw malformed("an escape that JSON knows")
        }
    }

    private mutating func hex() throws(Problem) -> UInt32 {
        guard index + 4 <= bytes.count else { throw malformed("four hexadecimal digits") }
        var code: UInt32 = 0
        for byte in bytes[index..<(index + 4)] {
            switch byte {
            case 48...57: code = code << 4 | UInt32(byte - 48)
            case 65...70: code = code << 4 | UInt32(byte - 55)
            case 97...102: code = code << 4 | UInt32(byte - 87)
            default: throw malformed("four hexadecimal digits")
            }
        }
        index += 4
        return code
    }
}
