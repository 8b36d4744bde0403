/// Text that goes into a spreadsheet. A cell that begins like a formula would be run by whoever opens the file (OWASP,
/// CSV injection), and names come from elsewhere.
enum SpreadsheetText {
    static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, text != "-" else { return false }
        return "=+-@\t\r".unicodeScalars.contains(first)
    }

    /// Text to be read by people only: an apostrophe makes it plain.
    static func shown(_ text: String) -> String { isFormula(text) ? "'" + text : text }

    /// A known fact that is read back: left empty where it looks like a formula, which means no answer.
    static func known(_ text: String?) -> String { text.map { isFormula($0) ? "" : $0 } ?? "" }
}
