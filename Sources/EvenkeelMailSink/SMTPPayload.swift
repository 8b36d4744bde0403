/// The message that arrives between DATA and the final dot.
struct SMTPPayload {
    /// Why the message will be refused once it has ended.
    enum Fault: Equatable {
        case tooLarge, lineTooLong, bareLineEnd
    }

    private let limit: Int
    private(set) var bytes: [UInt8] = []
    private(set) var lines = 0
    /// The first fault; from then on nothing more is kept.
    private(set) var fault: Fault?

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a line and removes the dot that transport added (RFC 5321 section 4.5.2).
    mutating func append(_ line: SMTPLineReader.Line) {
        lines += 1
        guard fault == nil else { return }
        guard case .text(let text) = line else { return fail(.lineTooLong) }
        guard !text.contains(where: { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }) else {
            return fail(.bareLineEnd)
        }
        let content = text.first == UInt8(ascii: ".") ? text.dropFirst() : text[...]
        guard bytes.count + content.count + 2 <= limit else { return fail(.tooLarge) }
        bytes += content
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    private mutating func fail(_ fault: Fault) {
        self.fault = fault
        bytes = []
    }
}
