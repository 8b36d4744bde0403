/// The header of a message, unfolded and decoded, for a list of what arrived.
///
/// It reads any bytes: what is no field is left out, what cannot be decoded stays as it is.
public struct SunkHeader: Equatable, Sendable {
    /// Names as written, values on one line and decoded, in order.
    public let fields: [(name: String, value: String)]

    public static func == (left: SunkHeader, right: SunkHeader) -> Bool {
        left.fields.elementsEqual(right.fields) { $0 == $1 }
    }

    init(parsing data: [UInt8]) {
        var fields: [(name: String, value: String)] = []
        for line in Self.headerLines(data) {
            if let first = line.unicodeScalars.first, first == " " || first == "\t" {
                if let last = fields.indices.last { fields[last].value += line }
            } else if let colon = line.firstIndex(of: ":") {
                fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        self.fields = fields.map { field in
            (field.name, EncodedText.decoded(field.value.split(separator: " ").joined(separator: " ")))
        }
    }

    /// The first field of that name, whatever its case.
    public subscript(name: String) -> String? {
        fields.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    public var subject: String? { self["Subject"] }
    /// With its angle brackets.
    public var messageID: String? { self["Message-ID"] }
    /// The names and addresses as one text.
    public var to: String? { self["To"] }

    /// The lines up to the first empty one.
    private static func headerLines(_ data: [UInt8]) -> [String] {
        var lines: [String] = []
        for line in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.isEmpty { break }
            lines.append(String(decoding: line, as: UTF8.self))
        }
        return lines
    }
}
