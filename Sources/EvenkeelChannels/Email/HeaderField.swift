/// One header field, folded to lines of at most 78 characters (RFC 5322 section 2.1.1).
///
/// It is given tokens and puts spaces or folds between them. A token longer than a
/// line stands on a line of its own; the longest that exist here, an address and an
/// unsubscribe link, stay below the hard limit of 998.
struct HeaderField {
    let name: String
    let tokens: [String]

    init(_ name: String, _ tokens: [String]) {
        self.name = name
        self.tokens = tokens
    }

    /// The field with its line ends.
    var lines: String {
        var text = "\(name):"
        var column = text.utf8.count
        for (index, token) in tokens.enumerated() {
            let length = token.utf8.count
            // The first token stays beside the name: some readers take an empty first line for the end.
            if index > 0 && column + 1 + length > 78 {
                text += "\r\n"
                column = 0
            }
            text += " \(token)"
            column += 1 + length
        }
        return text + "\r\n"
    }
}
