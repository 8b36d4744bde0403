/// What a mail server said of a message: a reply code (RFC 5321) and, often, an enhanced status code (RFC 3463).
public struct MailReply: Hashable, Sendable {
    public let code: Int
    /// Class, subject and detail of `5.1.1`.
    public let status: [Int]?

    /// Reads `550 5.1.1 no such user`, or a status alone as a report writes it; nil for what begins with neither.
    public init?(_ text: String) {
        let words = text.split(whereSeparator: { $0.isWhitespace || $0 == "-" }).prefix(2).map(String.init)
        guard let first = words.first else { return nil }
        if let status = Self.status(first) {
            (code, self.status) = (status[0] * 100, status)
        } else {
            guard first.utf8.count == 3, let code = Int(first), (200...599).contains(code) else { return nil }
            self.code = code
            status = words.count > 1 ? Self.status(words[1]) : nil
        }
    }

    private static func status(_ word: String) -> [Int]? {
        let numbers = word.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 3, let kind = numbers[0], [2, 4, 5].contains(kind) else { return nil }
        let status = numbers.compactMap(\.self)
        return status.count == 3 ? status : nil
    }

    /// True if it says that the address takes no mail, for good. What is refused for its sender, its size or its content
    /// says nothing of the address, and a full mailbox is emptied one day.
    public var condemnsAddress: Bool {
        guard (500...599).contains(code) else { return false }
        guard let status else { return [550, 551, 553].contains(code) }
        return switch (status[1], status[2]) {
        case (1, 7), (1, 8): false
        case (1, _), (2, 1): true
        default: false
        }
    }
}
