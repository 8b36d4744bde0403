import EvenkeelDomain

/// What a mail server answers: a code of three digits and its words (RFC 5321 section 4.2).
struct ServerReply: Equatable {
    /// So much of the words is kept, in bytes.
    static let textLimit = 511

    let code: Int
    /// The words of all its lines, without control characters.
    let text: String

    /// The first whole reply at the front of these bytes, which are taken out; nil where none is there yet.
    ///
    /// Lines that are no part of a reply are passed over.
    init?(takenFrom bytes: inout [UInt8]) {
        var start = bytes.startIndex
        var words: [UInt8] = []
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = bytes[start..<end]
            start = end + 1
            guard let code = Self.code(of: line) else { continue }
            if !words.isEmpty { words.append(UInt8(ascii: " ")) }
            words += line.dropFirst(4).filter { $0 >= 0x20 && $0 != 0x7f }
            if line.dropFirst(3).first == UInt8(ascii: "-") { continue }
            bytes.removeFirst(start)
            (self.code, text) = (code, String(decoding: words.prefix(Self.textLimit), as: UTF8.self))
            return
        }
        return nil
    }

    private static func code(of line: ArraySlice<UInt8>) -> Int? {
        let digits = line.prefix(3).map { Int($0) - Int(UInt8(ascii: "0")) }
        guard digits.count == 3, digits.allSatisfy((0...9).contains) else { return nil }
        return digits.reduce(0) { $0 * 10 + $1 }
    }

    /// What a server speaks of.
    enum Subject {
        case recipient
        /// The sender, or the text.
        case message
    }

    /// As the failure of a message.
    func error(about subject: Subject) -> MailError {
        // Login or TLS missing (RFC 4954 section 6, RFC 3207 section 4): about us, not about the recipient.
        if [530, 534, 535, 538].contains(code) { return .unreachable(text: "\(code) \(text)") }
        if code < 500 { return .transient(code: code, text: text) }
        // A status says itself what it is about (RFC 3463).
        let isClear = subject == .recipient || MailReply("\(code) \(text)")?.status != nil
        return isClear ? .permanent(code: code, text: text) : .turnedAway(code: code, text: text)
    }
}
