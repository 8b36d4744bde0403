import Foundation

/// One text of a message with its type, encoded so that any server carries it.
struct MIMEBody {
    let type: String
    let text: String

    /// Appends the part's header fields, the empty line and the encoded text, ending with CRLF.
    ///
    /// Quoted-printable keeps mostly-Latin text readable in the source of a mail;
    /// base64 is shorter for other scripts. The shorter one is taken, soft line breaks not counted.
    func write(to bytes: inout [UInt8]) {
        let content = Self.normalised(text)
        content.withUnsafeBufferPointer { content in
            var escapes = 0
            for byte in content where !Self.isLiteral(byte) && byte != Self.carriageReturn && byte != Self.lineFeed {
                escapes += 1
            }
            let takesQuoted = content.count + 2 * escapes <= (content.count + 2) / 3 * 4
            HeaderField("Content-Type", ["\(type);", "charset=UTF-8"]).write(to: &bytes)
            HeaderField("Content-Transfer-Encoding", [takesQuoted ? "quoted-printable" : "base64"]).write(to: &bytes)
            bytes += "\r\n".utf8
            if takesQuoted { Self.writeQuoted(content, to: &bytes) } else { Self.writeBase64(content, to: &bytes) }
        }
    }

    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// The text as UTF-8 with CRLF at every line's end: LF, CR and CRLF all end a line.
    private static func normalised(_ text: String) -> [UInt8] {
        var text = text
        return text.withUTF8 { source in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(source.count + source.count / 16 + 64)
            var start = 0
            for (index, byte) in source.enumerated() where byte == carriageReturn || byte == lineFeed {
                bytes += source[start..<index]
                start = index + 1
                // The end of a line that has one already.
                if byte == lineFeed, index > 0, source[index - 1] == carriageReturn { continue }
                bytes.append(carriageReturn)
                bytes.append(lineFeed)
            }
            bytes += source[start...]
            if bytes.last != lineFeed {
                bytes.append(carriageReturn)
                bytes.append(lineFeed)
            }
            return bytes
        }
    }

    /// As it stands, wherever on a line; a space or tab only where it does not end one.
    private static func isLiteral(_ byte: UInt8) -> Bool {
        (byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "=")) || byte == UInt8(ascii: "\t")
    }

    /// RFC 2045 section 6.7. `content` has CRLF line ends; so has the result, in lines of at most 76.
    private static func writeQuoted(_ content: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        result.reserveCapacity(result.count + content.count + content.count / 8)
        var start = 0
        while start < content.count {
            let feed = content[start...].firstIndex(of: lineFeed) ?? content.count
            writeQuotedLine(content[start..<(feed - 1)], to: &result)
            result.append(carriageReturn)
            result.append(lineFeed)
            start = feed + 1
        }
    }

    private static func writeQuotedLine(_ line: Slice<UnsafeBufferPointer<UInt8>>, to result: inout [UInt8]) {
        let endsWithSpace = line.last.map { $0 <= 0x20 } ?? false
        if line.count <= 76, !endsWithSpace, line.allSatisfy(isLiteral) {
            result += line
            return
        }
        var column = 0
        for index in line.indices {
            let byte = line[index]
            let endsLine = index + 1 == line.endIndex
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
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// RFC 2045 section 6.8, in lines of 76.
    private static func writeBase64(_ content: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        let options: Data.Base64EncodingOptions = [
            .lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed,
        ]
        result += Data(buffer: content).base64EncodedData(options: options)
        result += "\r\n".utf8
    }
}
