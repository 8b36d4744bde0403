import Crypto
import Foundation

/// Entity tags: the beginning of the SHA-256 of the bytes, in quotes.
enum ETag {
    static func of(_ bytes: some DataProtocol) -> String {
        let digits = SHA256.hash(data: bytes).prefix(12).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }
        return "\"" + digits.joined() + "\""
    }

    /// Whether `If-None-Match` names this tag (weak comparison), or any.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        if header == "*" { return true }
        return header.split(separator: ",").contains { candidate in
            var text = candidate.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("W/") { text.removeFirst(2) }
            return text == tag
        }
    }
}
