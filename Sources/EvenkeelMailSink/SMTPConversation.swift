import Foundation

/// The server's side of one SMTP connection as a value: lines in, actions out (RFC 5321 sections 3 and 4).
struct SMTPConversation {
    enum Action: Equatable {
        case reply(SMTPReply)
        /// The message is complete: keep it, then do what follows.
        case keep(SunkMessage)
        /// Answer a kept message with 250, once the behaviour lets it.
        case acceptKept
        case close
    }

    private enum Stage {
        case commands
        case authentication
        case data(SMTPPayload)
    }

    private let behaviour: SinkBehaviour
    private let limits: SinkLimits
    private var stage = Stage.commands
    private var loggedIn: Bool
    private var greeted = false
    private var sender: String?
    private var recipients: [String] = []
    private var errorsInARow = 0
    /// Answers that wait for `DATA`.
    private var held: [Action] = []

    init(_ behaviour: SinkBehaviour, _ limits: SinkLimits) {
        self.behaviour = behaviour
        self.limits = limits
        loggedIn = behaviour.login == nil
    }

    /// The longest line that is allowed now, in bytes with its CRLF.
    var lineLimit: Int {
        if case .data = stage { return SinkLimits.dataLineBytes }
        return SinkLimits.commandBytes
    }

    /// What the server says when a connection opens.
    func open() -> [Action] {
        if behaviour.hangUpAt == .greeting { return [.close] }
        return [.reply(behaviour.greeting)] + (behaviour.greeting.code >= 400 ? [.close] : [])
    }

    /// Takes the next line of the client.
    mutating func receive(_ line: SMTPLineReader.Line) -> [Action] {
        switch stage {
        case .data(let payload): return receiveData(line, payload)
        case .authentication:
            stage = .commands
            return counted(authenticate(line))
        case .commands:
            guard case .text(let bytes) = line else { return counted([.reply(SMTPReply(500, "line too long"))]) }
            guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) else {
                return counted([.reply(SMTPReply(500, "not a command"))])
            }
            return counted(command(String(decoding: bytes, as: UTF8.self)))
        }
    }

    /// Hangs up on a client that only makes mistakes.
    private mutating func counted(_ actions: [Action]) -> [Action] {
        guard case .reply(let reply)? = actions.first, reply.code >= 500 else {
            errorsInARow = 0
            return actions
        }
        errorsInARow += 1
        return errorsInARow < limits.errorsInARow ? actions : [.reply(SMTPReply(421, "too many errors")), .close]
    }

    private mutating func command(_ line: String) -> [Action] {
        let (verb, argument) = Self.divided(line)
        switch verb {
        case "EHLO", "HELO": return greet(verb, argument)
        case "MAIL": return answered(mail(argument))
        case "RCPT": return answered(recipient(argument))
        case "DATA":
            defer { held = [] }
            return held + data(argument)
        case "AUTH": return authentication(argument)
        case "RSET":
            reset()
            return [.reply(SMTPReply(250, "forgotten"))]
        case "NOOP": return [.reply(SMTPReply(250, "nothing done"))]
        case "QUIT": return [.reply(SMTPReply(221, "goodbye")), .close]
        case "VRFY": return [.reply(SMTPReply(252, "send some mail and see"))]
        default: return [.reply(SMTPReply(500, "command not recognised"))]
        }
    }

    private mutating func answered(_ actions: [Action]) -> [Action] {
        guard behaviour.answersAtData || !held.isEmpty else { return actions }
        held += actions
        return []
    }

    private mutating func greet(_ verb: String, _ argument: String) -> [Action] {
        guard !argument.isEmpty else { return [.reply(SMTPReply(501, "who are you?"))] }
        greeted = true
        reset()
        guard verb == "EHLO" else { return [.reply(SMTPReply(250, "evenkeel mail sink"))] }
        var lines = ["evenkeel mail sink", "SIZE \(limits.messageBytes)", "8BITMIME"]
        if behaviour.offersPipelining { lines.append("PIPELINING") }
        if behaviour.login != nil { lines.append("AUTH PLAIN") }
        return [.reply(SMTPReply(250, lines: lines))]
    }

    private mutating func mail(_ argument: String) -> [Action] {
        if behaviour.hangUpAt == .mail { return [.close] }
        guard greeted, sender == nil else { return [.reply(SMTPReply(503, "not now"))] }
        guard loggedIn else { return [.reply(SMTPReply(530, "log in first"))] }
        guard let (path, parameters) = Self.path(argument, after: "FROM:") else {
            return [.reply(SMTPReply(501, "MAIL FROM:<address>"))]
        }
        for parameter in parameters.uppercased().split(separator: " ") {
            guard let size = parameter.wholeMatch(of: /SIZE=([0-9]{1,18})/), let bytes = Int(size.1) else { continue }
            if bytes > limits.messageBytes { return [.reply(Self.tooLarge)] }
        }
        if let answer = behaviour.senderAnswer { return [.reply(answer)] }
        sender = path
        return [.reply(SMTPReply(250, "sender noted"))]
    }

    private mutating func recipient(_ argument: String) -> [Action] {
        if behaviour.hangUpAt == .recipient { return [.close] }
        guard sender != nil else { return [.reply(SMTPReply(503, "MAIL first"))] }
        guard let (path, _) = Self.path(argument, after: "TO:"), !path.isEmpty else {
            return [.reply(SMTPReply(501, "RCPT TO:<address>"))]
        }
        if let answer = behaviour.recipientAnswers[path] { return [.reply(answer)] }
        guard recipients.count < limits.recipients else { return [.reply(SMTPReply(452, "too many recipients"))] }
        recipients.append(path)
        return [.reply(SMTPReply(250, "recipient noted"))]
    }

    private mutating func data(_ argument: String) -> [Action] {
        guard argument.isEmpty else { return [.reply(SMTPReply(501, "DATA has no argument"))] }
        guard sender != nil, !recipients.isEmpty else { return [.reply(SMTPReply(503, "RCPT first"))] }
        stage = .data(SMTPPayload(limit: limits.messageBytes))
        return [.reply(SMTPReply(354, "end with a dot on a line of its own"))]
    }

    private mutating func receiveData(_ line: SMTPLineReader.Line, _ payload: SMTPPayload) -> [Action] {
        var payload = payload
        stage = .commands  // gives up the second reference, so that the payload grows in place
        guard line == .text([UInt8(ascii: ".")]) else {
            payload.append(line)
            if case .dataLine(let count)? = behaviour.hangUpAt, payload.lines >= count { return [.close] }
            stage = .data(payload)
            return []
        }
        let message = SunkMessage(from: sender ?? "", recipients: recipients, data: payload.bytes)
        reset()
        switch payload.fault {
        case .tooLarge?: return [.reply(Self.tooLarge)]
        case .lineTooLong?: return [.reply(SMTPReply(554, "a line is longer than 998 characters"))]
        case .bareLineEnd?: return [.reply(SMTPReply(554, "a bare CR or LF"))]
        case nil: break
        }
        switch behaviour.afterFinalDot {
        case .accept:
            if behaviour.answersTextAtData { held.append(.acceptKept) }
            return [.keep(message)] + (behaviour.answersTextAtData ? [] : [.acceptKept])
        case .answer(let reply): return [.reply(reply)]
        case .hangUp: return [.keep(message), .close]
        case .staySilent: return [.keep(message)]
        }
    }

    /// RFC 4954: `AUTH PLAIN`, with the answer in the same line or asked for.
    private mutating func authentication(_ argument: String) -> [Action] {
        guard behaviour.login != nil, greeted, !loggedIn else { return [.reply(SMTPReply(503, "not now"))] }
        let (mechanism, initial) = Self.divided(argument)
        guard mechanism == "PLAIN" else { return [.reply(SMTPReply(504, "PLAIN only"))] }
        guard initial.isEmpty else { return authenticate(.text(Array(initial.utf8))) }
        stage = .authentication
        return [.reply(SMTPReply(334, ""))]
    }

    private mutating func authenticate(_ line: SMTPLineReader.Line) -> [Action] {
        guard case .text(let bytes) = line, let login = behaviour.login,
            let secret = Data(base64Encoded: Data(bytes)),
            Array(secret) == [0] + Array(login.user.utf8) + [0] + Array(login.password.utf8)
        else { return [.reply(SMTPReply(535, "wrong user or password"))] }
        loggedIn = true
        return [.reply(SMTPReply(235, "welcome"))]
    }

    private mutating func reset() {
        sender = nil
        recipients = []
    }

    private static let tooLarge = SMTPReply(552, "the message is too large")

    /// The first word in capitals, and the rest.
    private static func divided(_ line: String) -> (verb: String, argument: String) {
        let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
        let argument = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        return ((parts.first ?? "").uppercased(), argument)
    }

    /// The address in `FROM:<address> parameters`.
    private static func path(_ argument: String, after keyword: String) -> (path: String, parameters: String)? {
        guard argument.uppercased().hasPrefix(keyword) else { return nil }
        let rest = argument.dropFirst(keyword.count).drop { $0 == " " }
        guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return nil }
        return (String(rest[rest.index(after: rest.startIndex)..<end]), String(rest[rest.index(after: end)...]))
    }
}
