import Foundation

/// The header of a mail that came in: fields in their order, unfolded (RFC 5322 section 2.2.3).
struct MailHeader: Sendable {
    private var fields: [(name: String, value: String)] = []

    /// Reads lines up to the first that is empty. What is no field is passed over: mail in the wild is not well-formed.
    init(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let first = line.first, first == " " || first == "\t" {
                guard !fields.isEmpty else { continue }
                fields[fields.count - 1].value += " " + line.drop { $0 == " " || $0 == "\t" }
            } else if let colon = line.firstIndex(of: ":") {
                fields.append(
                    (
                        line[..<colon].lowercased(),
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                    ))
            }
        }
    }

    /// The first field of that name, written in lower case.
    subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map { $0.value } }

    /// The value before the first semicolon, in lower case.
    func main(_ name: String) -> String? {
        self[name]?.split(separator: ";").first.map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    }

    /// A parameter such as `boundary`.
    func parameter(_ parameter: String, of name: String) -> String? {
        for part in (self[name] ?? "").split(separator: ";").dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            guard pair.count == 2, pair[0].lowercased() == parameter else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
        return nil
    }

    /// The field with its encoded words (RFC 2047) decoded.
    func text(_ name: String) -> String {
        guard let value = self[name] else { return "" }
        var result = ""
        var rest = value[...]
        var endedWithWord = false
        while let match = rest.firstMatch(of: #/=\?([^?\s]+)\?([BbQq])\?([^?\s]*)\?=/#) {
            let before = rest[..<match.range.lowerBound]
            // White space between two encoded words is not part of the text.
            if !(endedWithWord && before.allSatisfy(\.isWhitespace)) { result += before }
            let bytes =
                match.2.lowercased() == "b"
                ? MailBody.base64(match.3) : MailBody.quotedPrintable(match.3.replacing("_", with: " "))
            result += MailBody.text(bytes, charset: String(match.1))
            rest = rest[match.range.upperBound...]
            endedWithWord = true
        }
        return HeaderText(result + rest).description
    }
}
