/// Text as a YAML scalar (YAML 1.2, sections 7.3.1 and 7.3.3).
enum YAMLScalar {
    /// Plain where nobody could read it otherwise, else in double quotes.
    static func written(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [45, 46, 95].contains(byte)
        }
        let begins = text.first.map { $0.isLetter || $0.isNumber } ?? false
        return isPlain && begins ? text : quoted(text)
    }

    static func quoted(_ text: String) -> String { "\"\(escaped(text))\"" }

    /// What stands between double quotes. A line break is written as such, or YAML would fold it into a blank.
    static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\r\n", with: "\\n")
            .replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    }
}
