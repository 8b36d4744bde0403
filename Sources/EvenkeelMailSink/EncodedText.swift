import Foundation

/// Decoding of the encoded words of RFC 2047, as far as a summary needs it: UTF-8, ASCII and ISO-8859-1.
enum EncodedText {
    /// The text with its encoded words decoded; one that cannot be decoded stays as it is.
    static func decoded(_ text: String) -> String {
        var result = ""
        // Bytes are gathered over adjacent words, as some writers split a character between two.
        var pending: [UInt8] = []
        var afterEncoded = false
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let bytes = encodedWord(word) {
                // White space between two encoded words is not part of the text (RFC 2047 section 6.2).
                if !afterEncoded && !result.isEmpty { result += " " }
                pending += bytes
                afterEncoded = true
            } else {
                result += String(decoding: pending, as: UTF8.self)
                if !result.isEmpty { result += " " }
                result += word
                pending = []
                afterEncoded = false
            }
        }
        return result + String(decoding: pending, as: UTF8.self)
    }

    /// The UTF-8 bytes of `=?charset?encoding?text?=`; nil for anything else.
    private static func encodedWord(_ word: Substring) -> [UInt8]? {
        guard word.hasPrefix("=?"), word.hasSuffix("?="), word.count > 4 else { return nil }
        let parts = word.dropFirst(2).dropLast(2).split(separator: "?", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let bytes: [UInt8]? =
            switch parts[1].lowercased() {
            case "b": Data(base64Encoded: String(parts[2])).map { Array($0) }
            case "q": quotedWord(parts[2].utf8)
            default: nil
            }
        guard let bytes else { return nil }
        switch parts[0].lowercased() {
        case "utf-8", "us-ascii": return bytes
        case "iso-8859-1": return Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
        default: return nil
        }
    }

    /// RFC 2047 section 4.2: `_` is a space, `=XX` a byte.
    private static func quotedWord(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "_"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "="):
                guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return bytes
    }
}
