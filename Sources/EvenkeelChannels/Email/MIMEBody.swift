import Foundation

/// One text of a message with its type, encoded so that any server carries it.
struct MIMEBody {
    let type: String
    let text: String

    /// The part's header fields, the empty line and the encoded text, ending with CRLF.
    ///
    /// Quoted-printable keeps mostly-Latin text readable in the source of a mail;
    /// base64 is shorter for other scripts. The shorter one is taken, soft line breaks not counted.
    var lines: String {
        let content = Self.normalised(text)
        let escapes = content.reduce(0) {
            Self.isLiteral($1) || $1 == Self.carriageReturn || $1 == Self.lineFeed ? $0 : $0 + 1
        }
        let takesQuoted = content.count + 2 * escapes <= (content.count + 2) / 3 * 4
        return HeaderField("Content-Type", ["\(type);", "charset=UTF-8"]).lines
            + HeaderField("Content-Transfer-Encoding", [takesQuoted ? "quoted-printable" : "base64"]).lines
            + "\r\n" + (takesQuoted ? Self.quotedPrintable(content) : Self.base64(content))
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// The text as UTF-8 with CRLF at every line's end: LF, CR and CRLF all end a line.
    private static func normalised(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 64)
        var previous: UInt8 = 0
        func endLine() {
            bytes.append(carriageReturn)
            bytes.append(lineFeed)
        }
        for byte in text.utf8 {
            if byte == carriageReturn || (byte == lineFeed && previous != carriageReturn) {
                endLine()
            } else if byte != lineFeed {
                bytes.append(byte)
            }
            previous = byte
        }
        if bytes.last != lineFeed { endLine() }
        return bytes
    }

    /// As it stands, wherever on a line; a space or tab only where it does not end one.
    private static func isLiteral(_ byte: UInt8) -> Bool {
        (byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "=")) || byte == UInt8(ascii: " ")
            || byte == UInt8(ascii: "\t")
    }

    /// RFC 2045 section 6.7. `content` has CRLF line ends; so has the result, in lines of at most 76.
    private static func quotedPrintable(_ content: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(content.count + content.count / 8)
        var column = 0
        for (index, byte) in content.enumerated() {
            if byte == carriageReturn { continue }
            if byte == lineFeed {
                result.append(carriageReturn)
                result.append(lineFeed)
                column = 0
                continue
            }
            let endsLine = content[index + 1] == carriageReturn
            let stands = isLiteral(byte) && !(endsLine && byte <= 0x20)
            let width = stands ? 1 : 3
            // 76 is the limit; a line that goes on needs one of them for "=".
            if column + width > (endsLine ? 76 : 75) {
                result += "=\r\n".utf8
                column = 0
            }
            if stands {
                result.append(byte)
            } else {
                result.append(UInt8(ascii: "="))
                result.append(digit(byte >> 4))
                result.append(digit(byte & 15))
            }
            column += width
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// RFC 2045 section 6.8, in lines of 76.
    private static func base64(_ content: [UInt8]) -> String {
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        return Data(content).base64EncodedString(options: options) + "\r\n"
    }
}
