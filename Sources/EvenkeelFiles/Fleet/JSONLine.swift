/// Reads one line of JSON Lines, an object, into cells by member name (RFC 8259).
///
/// A member is text, a number, true or false, null for unknown, a list of those (empty: none), or, for the
/// environment, an object of them. Written here because Foundation's decoder keeps neither places nor repeated members.
struct JSONLine {
    struct Failure: Error {
        let column: Int
        let expected: String
    }

    private let scalars: [Unicode.Scalar]
    private let line: Int
    private var index = 0

    init(_ text: String, line: Int) {
        scalars = Array(text.unicodeScalars)
        self.line = line
    }

    /// Names and values, in order. The name's cell says where it stands.
    mutating func members() throws(Failure) -> [(name: Cell, value: Cell)] {
        var members: [(name: Cell, value: Cell)] = []
        var seen: Set<String> = []
        skipSpace()
        try object { parser, name throws(Failure) in
            guard seen.insert(name.text).inserted else {
                throw Failure(column: name.column, expected: "each member once, \"\(name.text)\" is repeated")
            }
            let column = parser.index + 1
            let text = try parser.value()
            members.append((name, Cell(text: text, line: parser.line, column: column)))
        }
        skipSpace()
        guard index == scalars.count else { throw failure("one object on a line") }
        return members
    }

    private var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private func failure(_ expected: String) -> Failure { Failure(column: index + 1, expected: expected) }

    private mutating func skipSpace() { while let next = peek, " \t\r\n".unicodeScalars.contains(next) { index += 1 } }

    private mutating func expect(_ scalar: Unicode.Scalar) throws(Failure) {
        skipSpace()
        guard peek == scalar else { throw failure("\"\(scalar)\"") }
        index += 1
        skipSpace()
    }

    private mutating func object(_ member: (inout JSONLine, Cell) throws(Failure) -> Void) throws(Failure) {
        try expect("{")
        if peek != "}" {
            while true {
                let column = index + 1
                let name = try string()
                try expect(":")
                try member(&self, Cell(text: name, line: line, column: column))
                skipSpace()
                guard peek == "," else { break }
                try expect(",")
            }
        }
        try expect("}")
    }

    /// A member's value as the text a cell of a table would hold.
    private mutating func value() throws(Failure) -> String {
        switch peek {
        case "[":
            var items: [String] = []
            try expect("[")
            if peek != "]" {
                while true {
                    items.append(try item())
                    skipSpace()
                    guard peek == "," else { break }
                    try expect(",")
                }
            }
            try expect("]")
            return items.isEmpty ? "-" : items.joined(separator: ";")
        case "{":
            var pairs: [String] = []
            try object { parser, name throws(Failure) in
                pairs.append("\(name.text)=\(try parser.item())")
            }
            return pairs.isEmpty ? "-" : pairs.joined(separator: ";")
        default: return try scalar()
        }
    }

    private mutating func item() throws(Failure) -> String {
        let start = index
        let text = try scalar()
        guard !text.isEmpty, !text.contains(";") else {
            throw Failure(column: start + 1, expected: "text without \";\" in a list")
        }
        return text
    }

    private mutating func scalar() throws(Failure) -> String {
        if peek == "\"" { return try string() }
        let start = index
        while let next = peek, next.isASCII,
            next.properties.isAlphabetic || "+-.0123456789".unicodeScalars.contains(next)
        {
            index += 1
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[start..<index])
        switch text {
        case "null": return ""
        case "true": return "yes"
        case "false": return "no"
        default:
            guard let last = text.last, last.isNumber, text.first?.isNumber == true || text.first == "-",
                Double(text) != nil, !text.contains("x")
            else { throw Failure(column: start + 1, expected: "text in quotes, a number, true, false, null or a list") }
            return text
        }
    }

    private mutating func string() throws(Failure) -> String {
        guard peek == "\"" else { throw failure("text in quotes") }
        index += 1
        var text = String.UnicodeScalarView()
        while let next = peek, next != "\"" {
            index += 1
            guard next.value >= 32 else { throw failure("no control characters in text") }
            text.append(next == "\\" ? try escape() : next)
        }
        guard peek == "\"" else { throw failure("a closing quote") }
        index += 1
        return String(text)
    }

    private mutating func escape() throws(Failure) -> Unicode.Scalar {
        guard let next = peek else { throw failure("a character after \"\\\"") }
        index += 1
        switch next {
        case "\"", "\\", "/": return next
        case "b": return "\u{8}"
        case "f": return "\u{C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            let high = try hexadecimal()
            if let scalar = Unicode.Scalar(high) { return scalar }
            // A surrogate: only a pair makes a character.
            guard (0xD800..<0xDC00).contains(high), peek == "\\" else { throw failure("a surrogate pair") }
            index += 1
            guard peek == "u" else { throw failure("a surrogate pair") }
            index += 1
            let low = try hexadecimal()
            guard (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
            else { throw failure("a surrogate pair") }
            return scalar
        default: throw failure("an escape of JSON")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard index + 4 <= scalars.count else { throw failure("four hexadecimal digits") }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[index..<(index + 4)])
        guard let value = UInt32(text, radix: 16), text.first != "+" else { throw failure("four hexadecimal digits") }
        index += 4
        return value
    }
}
