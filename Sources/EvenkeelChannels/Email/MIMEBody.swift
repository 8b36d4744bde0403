import Foundation

/// One text of a message with its type, encoded so that any server carries it.
struct MIMEBody {
    let type: String
    let text: String

    /// The part's header fields, the empty line and the encoded text, ending with CRLF.
    ///
    /// Quoted-printable keeps mostly-Latin text readable in the source of a mail;
    /// base64 is shorter for other scripts. The shorter one is taken.
    var lines: String {
        let content = Self.normalised(text)
        let quoted = Self.quotedPrintable(content)
        let base64 = Self.base64(content)
        let takesQuoted = quoted.utf8.count <= base64.utf8.count
        return HeaderField("Content-Type", ["\(type);", "charset=UTF-8"]).lines
            + HeaderField("Content-Transfer-Encoding", [takesQuoted ? "quoted-printable" : "base64"]).lines
            + "\r\n" + (takesQuoted ? quoted : base64)
    }

    /// The text as UTF-8 with CRLF at every line's end: LF, CR and CRLF all end a line.
    private static func normalised(_ text: String) -> [UInt8] {
        let lineFeed = UInt8(ascii: "\n")
        let carriageReturn = UInt8(ascii: "\r")
        var bytes: [UInt8] = []
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == carriageReturn || (byte == lineFeed && previous != carriageReturn) {
                bytes += [carriageReturn, lineFeed]
            } else if byte != lineFeed {
                bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last != lineFeed { bytes += [carriageReturn, lineFeed] }
        return bytes
    }

    /// RFC 2045 section 6.7. `content` has CRLF line ends; so has the result, in lines of at most 76.
    private static func quotedPrintable(_ content: [UInt8]) -> String {
        var result: [UInt8] = []
        var column = 0
        for (index, byte) in content.enumerated() {
            if byte == UInt8(ascii: "\r") { continue }
            if byte == UInt8(ascii: "\n") {
                result += "\r\n".utf8
                column = 0
                continue
            }
            let endsLine = content[index + 1] == UInt8(ascii: "\r")
            let literal =
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "\t"): !endsLine
                case UInt8(ascii: "="): false
                default: byte > 0x20 && byte < 0x7f
                }
            let piece = literal ? [byte] : escaped(byte)
            // 76 is the limit; a line that goes on needs one of them for "=".
            if column + piece.count > (endsLine ? 76 : 75) {
                result += "=\r\n".utf8
                column = 0
            }
            result += piece
            column += piece.count
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func escaped(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }

    /// RFC 2045 section 6.8, in lines of 76.
    private static func base64(_ content: [UInt8]) -> String {
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return Data(content).base64EncodedString(options: options) + "\r\n"
    }
}
