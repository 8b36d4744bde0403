import Foundation

/// Free text that is safe in a header: one line, no control characters.
///
/// Every run of white space and control characters becomes one space, so a line
/// break in an incident's title cannot start a new header field. It is cleaned and
/// not refused, because a stray character must never keep a true update from leaving.
public struct HeaderText: Hashable, Sendable, CustomStringConvertible {
    /// The text on one line, without space at either end.
    public let description: String

    /// Cleans `text`. It cannot fail; text of nothing but control characters becomes empty.
    public init(_ text: String) {
        if Self.isClean(text) {
            description = text
            return
        }
        description = text.unicodeScalars
            .split(whereSeparator: Self.separates)
            .map { String(Substring($0)) }
            .joined(separator: " ")
    }

    /// True for what most texts are: printable ASCII with single spaces between words.
    private static func isClean(_ text: String) -> Bool {
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            guard (0x20..<0x7f).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return text.isEmpty || previous != 0x20
    }

    /// White space of any script (which includes U+0085, U+2028 and U+2029) and control characters.
    private static func separates(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
    }

    /// The text as tokens of an unstructured field such as Subject, encoded where ASCII cannot carry it.
    func tokens(afterName name: String) -> [String] {
        let words = description.split(separator: " ").map(String.init)
        let plain = words.allSatisfy { word in
            word.utf8.count <= 60 && word.utf8.allSatisfy { $0 < 0x7f } && !Self.looksEncoded(word)
        }
        return plain ? words : encodedWords(firstLength: 75 - name.utf8.count - 2)
    }

    /// The text as tokens of a display name: RFC 5322 `phrase`.
    var phraseTokens: [String] {
        let text = description
        guard text.utf8.allSatisfy({ $0 < 0x7f }), text.utf8.count <= 60, !Self.looksEncoded(text) else {
            return encodedWords(firstLength: 63)
        }
        let words = text.split(separator: " ").map(String.init)
        if words.allSatisfy({ $0.utf8.allSatisfy(MailAddress.isAtomText) }) { return words }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return ["\"\(escaped)\""]
    }

    /// True where a reader might take a part of it for an encoded word.
    private static func looksEncoded(_ text: String) -> Bool {
        zip(text.utf8, text.utf8.dropFirst()).contains { $0 == UInt8(ascii: "=") && $1 == UInt8(ascii: "?") }
    }

    /// RFC 2047 encoded words in UTF-8 and base64.
    ///
    /// A word is at most 75 characters (section 2) and holds whole characters
    /// (section 5); white space between two of them is not part of the text
    /// (section 6.2). The first may need to be shorter, to share a line with a name.
    private func encodedWords(firstLength: Int) -> [String] {
        var words: [String] = []
        var chunk: [UInt8] = []
        for scalar in description.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            let length = words.isEmpty ? firstLength : 75
            let capacity = (length - "=?UTF-8?B??=".utf8.count) / 4 * 3
            if chunk.count + bytes.count > capacity {
                words.append(Self.encodedWord(chunk))
                chunk = []
            }
            chunk += bytes
        }
        if !chunk.isEmpty { words.append(Self.encodedWord(chunk)) }
        return words
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String {
        "=?UTF-8?B?\(Data(bytes).base64EncodedString())?="
    }
}
