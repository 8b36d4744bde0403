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

    /// Appends the field with its line ends.
    func write(to bytes: inout [UInt8]) {
        bytes += name.utf8
        bytes.append(UInt8(ascii: ":"))
        var column = name.utf8.count + 1
        for (index, token) in tokens.enumerated() {
            let length = token.utf8.count
            // The first token stays beside the name: some readers take an empty first line for the end.
            if index > 0 && column + 1 + length > 78 {
                bytes += "\r\n".utf8
                column = 0
            }
            bytes.append(UInt8(ascii: " "))
            bytes += token.utf8
            column += 1 + length
        }
        bytes += "\r\n".utf8
    }
}
