/// A server's answer: a code and one line of text for each line of the reply (RFC 5321 section 4.2).
public struct SMTPReply: Equatable, Sendable {
    /// 200 to 599.
    public let code: Int
    /// At least one line, without code and line end.
    public let lines: [String]

    /// A reply of one line.
    public init(_ code: Int, _ text: String) {
        self.init(code, lines: [text])
    }

    init(_ code: Int, lines: [String]) {
        precondition((200...599).contains(code) && !lines.isEmpty, "a reply has a code of three digits and a line")
        self.code = code
        self.lines = lines
    }

    /// The reply as it goes over the wire.
    var wire: String {
        lines.enumerated()
            .map { index, line in "\(code)\(index < lines.count - 1 ? "-" : " ")\(line)\r\n" }
            .joined()
    }
}
