/// Splits comma- or tab-separated text into records by RFC 4180: fields may be quoted, quotes inside are doubled,
/// records end with LF or CRLF. Strict: a stray quote is a problem, never guessed at. Empty lines are skipped.
struct DelimitedText {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private let problems: ProblemList
    /// Where the next record is looked for; past the end after the last.
    private(set) var index: Int
    private var line: Int

    /// - Parameters:
    ///   - start: where a record or an empty line begins.
    ///   - line: the number of that line.
    init(_ bytes: [UInt8], from start: Int = 0, line: Int = 1, delimiter: UInt8, problems: ProblemList) {
        self.bytes = bytes
        index = start
        self.line = line
        self.delimiter = delimiter
        self.problems = problems
    }

    /// The next record; nil at the end. A record with a problem of form has been reported and comes back empty.
    mutating func next() -> [Cell]? {
        while index < bytes.count, bytes[index] == lineFeed || isCRLF(index) {
            index += bytes[index] == lineFeed ? 1 : 2
            line += 1
        }
        guard index < bytes.count else { return nil }
        var cells: [Cell] = []
        while true {
            let startLine = line
            let column = cells.count + 1
            guard let text = index < bytes.count && bytes[index] == quote ? quoted(column) : plain(column) else {
                skipLine()
                return []
            }
            cells.append(Cell(text: text, line: startLine, column: column))
            if index < bytes.count, bytes[index] == delimiter {
                index += 1
                continue
            }
            index += index < bytes.count && bytes[index] == carriageReturn ? 2 : 1
            line += 1
            return cells
        }
    }

    private mutating func plain(_ column: Int) -> String? {
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case delimiter, lineFeed: return trimmed(start, index)
            case carriageReturn:
                guard isCRLF(index) else {
                    problems.add(
                        line: line, column: column, expected: "lines that end with LF or CRLF, found a lone CR")
                    return nil
                }
                return trimmed(start, index)
            case quote:
                problems.add(
                    line: line, column: column, value: trimmed(start, endOfLine(after: index)),
                    expected: "a quote only at the beginning and the end of a field",
                    hint: "write the whole field in quotes and double those inside")
                return nil
            default: index += 1
            }
        }
        return trimmed(start, index)
    }

    private mutating func quoted(_ column: Int) -> String? {
        let openingLine = line
        index += 1
        var text: [UInt8] = []
        while index < bytes.count {
            let byte = bytes[index]
            if byte == quote {
                if index + 1 < bytes.count, bytes[index + 1] == quote {
                    text.append(quote)
                    index += 2
                    continue
                }
                index += 1
                guard index == bytes.count || [delimiter, lineFeed].contains(bytes[index]) || isCRLF(index) else {
                    problems.add(
                        line: line, column: column, expected: "the end of the field after its closing quote",
                        hint: "double quotes that belong to the text")
                    return nil
                }
                return Self.trimmed(String(decoding: text, as: UTF8.self))
            }
            if byte == lineFeed { line += 1 }
            text.append(byte)
            index += 1
        }
        problems.add(
            line: openingLine, column: column, expected: "a closing quote for the one that opens this field",
            hint: "the rest of the file was read as part of it")
        return nil
    }

    private mutating func skipLine() {
        while index < bytes.count, bytes[index] != lineFeed { index += 1 }
        index += 1
        line += 1
    }

    /// Where this line ends, or 20 bytes on: enough to recognise the place by.
    private func endOfLine(after start: Int) -> Int {
        let end = min(start + 20, bytes.count)
        return bytes[start..<end].firstIndex { $0 == lineFeed || $0 == carriageReturn } ?? end
    }

    private func isCRLF(_ position: Int) -> Bool {
        bytes[position] == carriageReturn && position + 1 < bytes.count && bytes[position + 1] == lineFeed
    }

    private func trimmed(_ start: Int, _ end: Int) -> String {
        Self.trimmed(String(decoding: bytes[start..<end], as: UTF8.self))
    }

    /// Spaces around a value are typing, not meaning; they are the commonest reason that two ids do not match.
    private static func trimmed(_ text: String) -> String {
        guard text.utf8.first == space || text.utf8.last == space else { return text }
        var scalars = text.unicodeScalars[...]
        while scalars.first == " " { scalars.removeFirst() }
        while scalars.last == " " { scalars.removeLast() }
        return String(scalars)
    }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
