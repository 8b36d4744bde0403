import CLibcurl
import Dispatch
import EvenkeelLedger
import Synchronization

/// How one message is handed over on an open session (RFC 5321 section 3.3): what is said, and what the server answers.
///
/// Where the server offers it, `MAIL`, `RCPT` and `DATA` are said in one go (RFC 2920): one wait for the server instead of
/// three; and where it is known what comes next, together with the end of the message before (section 3.1): then there is one
/// wait for a message. It blocks its thread.
struct SMTPDialogue {
    /// A message up to which the dot goes along with the text; of a longer one a part may be lost on the way.
    private static let short = 16_384
    /// A reply of a sane server is far shorter.
    private static let replyLimit = 65_536

    /// So soon it is noticed that nobody waits any longer.
    private static let glance = 250

    private let connection: OpaquePointer
    private let intent: SendIntent
    private var timeout: Duration
    private let verdictTimeout: Duration
    private var deadline: ContinuousClock.Instant
    /// What the server has said that was not asked for by this message.
    private(set) var unread: [UInt8]
    /// Whether the server has taken anything of it.
    private var hasBegun = false
    /// True where the server had closed the session, or closed it now, without a word on the message.
    private(set) var cameTooLate = false
    /// True where anything else went wrong with what was announced before its text: what counts is the answer that the server
    /// gives when it is asked anew.
    private(set) var isOutOfStep = false

    /// - Parameter intent: what the final dot, before which the message cannot arrive, waits for.
    init(_ connection: OpaquePointer, _ settings: SMTPSettings, once intent: SendIntent, unread: [UInt8]) {
        self.connection = connection
        self.unread = unread
        self.intent = intent
        (timeout, verdictTimeout) = (settings.timeout, settings.verdictTimeout)
        deadline = .now + timeout
    }

    /// Hands over `payload`, with CRLF at the ends of its lines. All or none: where one recipient is refused, the message goes to
    /// nobody. After an error the connection is to be closed: only that says that the rest does not come.
    ///
    /// - Parameter isAnnounced: whether the server was told of it with the message before.
    /// - Returns: whether it was told of the next.
    mutating func send(
        _ payload: [UInt8], in envelope: MailEnvelope, isAnnounced: Bool, before next: MailEnvelope?
    ) throws(MailError) -> Bool {
        do throws(MailError) { try open(envelope, isAnnounced: isAnnounced) } catch {
            isOutOfStep = isAnnounced && !cameTooLate
            throw error
        }
        let announcement = evenkeel_smtp_pipelines(connection) ? next.map(Self.opening) : nil
        try writeText(Self.escaped(payload), and: announcement ?? "")
        try readVerdict()
        return announcement != nil
    }

    /// Says whom it is from and to, up to the point at which the server waits for the text.
    private mutating func open(_ envelope: MailEnvelope, isAnnounced: Bool) throws(MailError) {
        let lines = Self.lines(envelope)
        if isAnnounced || evenkeel_smtp_pipelines(connection) {
            if !isAnnounced { try write(Array(Self.opening(envelope).utf8)[...]) }
            for line in lines { try expect(2, about: line.subject) }
        } else {
            for line in lines {
                try write(Array(line.command.utf8)[...])
                try expect(2, about: line.subject)
            }
            try write(Array(Self.data.utf8)[...])
        }
        try expect(3, about: .message)
    }

    private static let data = "DATA\r\n"

    private static func lines(_ envelope: MailEnvelope) -> [(command: String, subject: ServerReply.Subject)] {
        [("MAIL FROM:<\(envelope.sender)>\r\n", .message)]
            + envelope.recipients.map { ("RCPT TO:<\($0)>\r\n", .recipient) }
    }

    private static func opening(_ envelope: MailEnvelope) -> String {
        lines(envelope).map(\.command).joined() + data
    }

    /// The text and its end, which waits for the leave. A short text waits as well, and both are one packet or two.
    ///
    /// - Parameter announcement: what the server is told behind the end.
    private mutating func writeText(_ text: [UInt8], and announcement: String) throws(MailError) {
        let end = Array((".\r\n" + announcement).utf8)
        let isShort = text.count <= Self.short
        if !isShort {
            do throws(MailError) { try write(text[...]) } catch {
                // Some say why before they hang up.
                try hear()
                throw error
            }
        }
        let began = ContinuousClock.now
        guard intent.waitUntilSettled() else { throw .unreachable(text: "withdrawn before the end of the message") }
        deadline += .now - began
        try hear()
        // From here on it may arrive.
        do throws(MailError) { try write((isShort ? text + end : end)[...]) } catch { throw Self.doubted(error) }
    }

    /// Fails where the server has turned the message away already, or hung up: then it has not arrived.
    private mutating func hear() throws(MailError) {
        var text = [CChar](repeating: 0, count: Int(EVENKEEL_SMTP_TEXT_SIZE))
        let count = readSome(within: 0, &text)
        if let reply = ServerReply(takenFrom: &unread) {
            throw reply.code >= 400 ? reply.error(about: .message) : Self.outOfTurn(reply)
        }
        if count < 0 { throw lost(count, text) }
    }

    /// What the server says of the whole. It has long for it (RFC 5321 section 4.5.3.2.6): who gives up before makes it take
    /// the message twice.
    private mutating func readVerdict() throws(MailError) {
        timeout = verdictTimeout
        deadline = .now + timeout
        let reply: ServerReply
        do throws(MailError) { reply = try read(until: deadline) } catch { throw Self.doubted(error) }
        switch reply.code {
        case 200..<300: return
        case 400..<600: throw reply.error(about: .message)
        default: throw .uncertain(text: "\(reply.code) \(reply.text)")
        }
    }

    private static func doubted(_ error: MailError) -> MailError {
        if case .unreachable(let text) = error { .uncertain(text: text) } else { error }
    }

    /// Reads an answer that lets the dialogue go on: of the hundreds `hundreds`.
    private mutating func expect(_ hundreds: Int, about subject: ServerReply.Subject) throws(MailError) {
        let reply = try read(until: deadline)
        if reply.code / 100 == hundreds {
            hasBegun = true
            return
        }
        // It says goodbye, whatever it was asked (RFC 5321 section 3.8).
        if reply.code == 421, !hasBegun { cameTooLate = true }
        guard (400..<600).contains(reply.code) else { throw Self.outOfTurn(reply) }
        throw reply.error(about: subject)
    }

    private static func outOfTurn(_ reply: ServerReply) -> MailError {
        .unreachable(text: "an answer out of turn: \(reply.code) \(reply.text)")
    }

    private mutating func read(until deadline: ContinuousClock.Instant) throws(MailError) -> ServerReply {
        while true {
            if let reply = ServerReply(takenFrom: &unread) { return reply }
            guard unread.count < Self.replyLimit else { throw .unreachable(text: "an answer without an end") }
            var text = [CChar](repeating: 0, count: Int(EVENKEEL_SMTP_TEXT_SIZE))
            let left = Self.milliseconds(until: deadline)
            let count = readSome(within: min(left, Self.glance), &text)
            if count == 0, left > Self.glance, !intent.isCalledOff { continue }
            if count <= 0 { throw lost(count, text) }
        }
    }

    /// How many bytes came; 0 for none, less where the connection is lost, with `text` why.
    private mutating func readSome(within milliseconds: Int, _ text: inout [CChar]) -> Int {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 1024) { buffer in
            let count = evenkeel_smtp_read(connection, buffer.baseAddress, buffer.count, milliseconds, &text)
            if count > 0 { unread += buffer[..<count] }
            return count
        }
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>) throws(MailError) {
        var rest = bytes
        while !rest.isEmpty {
            var text = [CChar](repeating: 0, count: Int(EVENKEEL_SMTP_TEXT_SIZE))
            let count = rest.withUnsafeBufferPointer { buffer in
                evenkeel_smtp_write(
                    connection, buffer.baseAddress, buffer.count, Self.milliseconds(until: deadline), &text)
            }
            guard count > 0 else { throw lost(count, text) }
            rest = rest.dropFirst(count)
        }
    }

    private mutating func lost(_ count: Int, _ text: [CChar]) -> MailError {
        if count == 0 {
            return .unreachable(text: intent.isCalledOff ? "no answer so far" : "no answer within \(timeout)")
        }
        if !hasBegun { cameTooLate = true }
        return .unreachable(text: SMTPSession.words(text))
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int {
        max(0, Int((deadline - .now) / .milliseconds(1)))
    }

    /// A line that begins with a dot gets a second one (RFC 5321 section 4.5.2), and the last line gets its end.
    static func escaped(_ payload: [UInt8]) -> [UInt8] {
        let (dot, feed) = (UInt8(ascii: "."), UInt8(ascii: "\n"))
        var text: [UInt8] = []
        text.reserveCapacity(payload.count + 64)
        var start = payload.startIndex
        var before = feed
        for (index, byte) in payload.enumerated() {
            if byte == dot, before == feed {
                text += payload[start..<index]
                text.append(dot)
                start = index
            }
            before = byte
        }
        text += payload[start...]
        if !text.isEmpty, !text.suffix(2).elementsEqual("\r\n".utf8) { text += "\r\n".utf8 }
        return text
    }
}

extension SendIntent {
    /// Blocks the thread until it is known: true where the message may arrive.
    fileprivate func waitUntilSettled() -> Bool {
        if let known { return known }
        let settled = DispatchSemaphore(value: 0)
        let answer = Mutex(false)
        whenSettled { isWritten in
            answer.withLock { $0 = isWritten }
            settled.signal()
        }
        settled.wait()
        return answer.withLock { $0 }
    }
}
