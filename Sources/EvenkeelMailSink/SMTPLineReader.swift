/// Cuts a stream of bytes into lines that end with CRLF, in bounded memory.
///
/// Only CRLF ends a line (RFC 5321 section 2.3.8): a server that also took a bare LF
/// could be made to see a second message inside the first. Bare CR and LF stay in
/// the line, for its reader to refuse.
struct SMTPLineReader {
    enum Line: Equatable {
        /// A line without its CRLF.
        case text([UInt8])
        /// A line beyond the limit, thrown away up to its CRLF.
        case tooLong
    }

    /// The line so far; never longer than its limit.
    private(set) var line: [UInt8] = []
    private var overflowed = false
    private var lastByte: UInt8 = 0

    /// Takes one byte; returns a line when that byte ends one. `limit` counts the CRLF.
    mutating func take(_ byte: UInt8, limit: Int) -> Line? {
        defer { lastByte = byte }
        guard byte == UInt8(ascii: "\n"), lastByte == UInt8(ascii: "\r") else {
            if line.count < limit { line.append(byte) } else { overflowed = true }
            return nil
        }
        let ended: Line = overflowed || line.count + 1 > limit ? .tooLong : .text(line.dropLast())
        line = []
        overflowed = false
        return ended
    }
}
