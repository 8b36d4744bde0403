import EvenkeelDomain

/// What a text of a request may hold, whichever way it came: as JSON or from a form of the console.
///
/// Text ends in mail subjects, pages, log lines and the journal, where it stays for ever. So control characters are
/// kept out here (and with them NUL, which no text of PostgreSQL can hold), and nothing is of any length.
public enum PlainText {
    public static let paragraphsExpected = "a text of at most 20000 characters without control characters"
    public static let lineExpected =
        "a text on one line, at most 500 characters, without marks that turn the direction of reading"

    /// Nil where it is too long or holds control characters; line ends of any kind become `\n`.
    public static func paragraphs(_ given: String) -> String? {
        let text = given.contains("\r\n") ? given.replacing("\r\n", with: "\n") : given
        let isPlain = text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || !isControl($0) }
        return isPlain && text.unicodeScalars.count <= 20_000 ? text : nil
    }

    /// Nil where it is too long, has more than one line, holds control characters or reads as another text.
    public static func line(_ text: String) -> String? {
        let isPlain = text.unicodeScalars.allSatisfy { !isControl($0) && !$0.turnsReading }
        return isPlain && text.unicodeScalars.count <= 500 ? text : nil
    }

    /// The first characters of what a program wrote, with a space for each control character.
    public static func excerpt(_ text: String, limit: Int) -> String {
        var plain = ""
        for scalar in text.unicodeScalars.prefix(limit) {
            plain.unicodeScalars.append(isControl(scalar) ? " " : scalar)
        }
        return plain
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
