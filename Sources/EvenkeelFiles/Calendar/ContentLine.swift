import EvenkeelDomain

/// One line of an iCalendar file after unfolding (RFC 5545, section 3.1): `DTSTART;TZID=Europe/Rome:20261218T180000`.
struct ContentLine {
    let name: String
    let parameters: [String: String]
    let value: String
    /// Where it begins in the file, from 1.
    let number: Int

    /// Nil for what is no content line.
    init?(_ text: String, number: Int) {
        var rest = text[...]
        func isNameCharacter(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == "-")
        }
        func takeName() -> String? {
            let name = rest.prefix(while: isNameCharacter)
            rest = rest[name.endIndex...]
            return name.isEmpty ? nil : name.uppercased()
        }
        guard let name = takeName() else { return nil }
        var parameters: [String: String] = [:]
        while rest.first == ";" {
            rest = rest.dropFirst()
            guard let parameter = takeName(), rest.first == "=" else { return nil }
            rest = rest.dropFirst()
            var values: [Substring] = []
            repeat {
                if !values.isEmpty { rest = rest.dropFirst() }
                if rest.first == "\"" {
                    rest = rest.dropFirst()
                    guard let end = rest.firstIndex(of: "\"") else { return nil }
                    values.append(rest[..<end])
                    rest = rest[rest.index(after: end)...]
                } else {
                    let value = rest.prefix { !";:,\"".contains($0) }
                    values.append(value)
                    rest = rest[value.endIndex...]
                }
            } while rest.first == ","
            parameters[parameter] = values.joined(separator: ",")
        }
        guard rest.first == ":" else { return nil }
        self.name = name
        self.parameters = parameters
        value = String(rest.dropFirst())
        self.number = number
    }

    /// The lines of a file. A line that begins with a blank or a tab goes on where the one before ended.
    static func unfold(_ text: String) -> [(text: String, number: Int)] {
        var lines: [(text: String, number: Int)] = []
        // A line break of Windows is one character in Swift.
        func isLineEnd(_ character: Character) -> Bool { ["\r\n", "\n", "\r"].contains(character) }
        for (offset, line) in text.split(omittingEmptySubsequences: false, whereSeparator: isLineEnd).enumerated() {
            if let first = line.first, first == " " || first == "\t", !lines.isEmpty {
                lines[lines.count - 1].text += line.dropFirst()
            } else {
                lines.append((String(line), offset + 1))
            }
        }
        return lines.filter { !$0.text.isEmpty }
    }
}
