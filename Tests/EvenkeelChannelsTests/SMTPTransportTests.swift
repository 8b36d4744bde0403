import EvenkeelChannels
import EvenkeelLedger
import EvenkeelMailSink
import EvenkeelTestSupport
import Testing

@Suite("Mail over SMTP to a server on loopback", .timeLimit(.minutes(2)))
struct SMTPTransportTests {
    private let anna = "anna@acme.example"
    private let support = "support@vendor.example"

    @Test("what is sent arrives byte for byte, dots included, and an independent reader understands it")
    func roundTrip() async throws {
        let text = "Ciao Niccolò,\n.\n..\n.QUIT\n\nil centralino è tornato.\n."
        let message = try Letters.letter(
            from: "צוות התמיכה", to: "Niccolò \"Nico\" Totò", subject: "Più novità: השירות חזר", text: text,
            html: "<p>il centralino è tornato</p>\n.\n")
        let sunk = try await send(message)
        #expect(sunk.from == support)
        #expect(sunk.recipients == [anna])
        #expect(sunk.data == message.bytes())
        #expect(sunk.header.subject == "Più novità: השירות חזר")
        #expect(sunk.header.messageID == "<d1@evenkeel.example>")
        #expect(sunk.header.to == "Niccolò \"Nico\" Totò <anna@acme.example>")

        let parsed = try ParsedMail.parse(sunk.data)
        #expect(parsed.subject == "Più novità: השירות חזר")
        #expect(parsed.from == [["צוות התמיכה", "support@vendor.example"]])
        #expect(parsed.to == [["Niccolò \"Nico\" Totò", "anna@acme.example"]])
        #expect(parsed.date == "2026-12-01T10:00:00+00:00")
        #expect(parsed.text == text + "\n")
        #expect(parsed.html == "<p>il centralino è tornato</p>\n.\n")
        #expect(parsed.defects == [])
    }

    @Test("a body of dots larger than any buffer arrives byte for byte")
    func dots() async throws {
        // More than a socket takes at once; lines of 1 to 7 dots put one at every place around each edge.
        let text = (0..<60_000).map { String(repeating: ".", count: $0 % 7 + 1) + "\n" }.joined()
        let message = try Letters.letter(text: text)
        #expect(message.bytes().count > 3 * 65536)
        #expect(try await send(message).data == message.bytes())
    }

    @Test("fifty messages travel over one connection")
    func reuse() async throws {
        let sink = try await MailSink.start()
        let transport = SMTPTransport(try settings(sink), sessions: 1)
        for number in 0..<50 {
            try await transport.send(try Letters.letter(id: "d\(number)@x"), to: [anna], from: support)
        }
        let ids = sink.messages.map { $0.header.messageID }
        #expect(ids == (0..<50).map { "<d\($0)@x>" })
        #expect(sink.connections == 1)
        await transport.close()
        await sink.stop()
    }

    @Test("eight slow answers hold up eight sessions and nothing else")
    func sideBySide() async throws {
        // No message is answered before all eight have arrived: were one send to wait for
        // another, or to block the threads that the sink's own tasks need, nothing would end.
        var behaviour = SinkBehaviour()
        behaviour.answersAfterMessages = 8
        let sink = try await MailSink.start(behaviour: behaviour)
        let transport = SMTPTransport(try settings(sink), sessions: 8)
        try await withThrowingTaskGroup { group in
            for number in 0..<8 {
                let message = try Letters.letter(id: "d\(number)@x")
                group.addTask { try await transport.send(message, to: [anna], from: support) }
            }
            try await group.waitForAll()
        }
        #expect(sink.received == 8)
        #expect(sink.connections == 8)
        await transport.close()
        await sink.stop()
    }

    @Test("more sends than sessions wait their turn")
    func pool() async throws {
        let sink = try await MailSink.start()
        let transport = SMTPTransport(try settings(sink), sessions: 3)
        try await withThrowingTaskGroup { group in
            for number in 0..<60 {
                let message = try Letters.letter(id: "d\(number)@x")
                group.addTask { try await transport.send(message, to: [anna], from: support) }
            }
            try await group.waitForAll()
        }
        #expect(Set(sink.messages.compactMap { $0.header.messageID }).count == 60)
        #expect((1...3).contains(sink.connections))
        await transport.close()
        await sink.stop()
    }

    @Test("a message does not arrive before it is on disk that it goes out, and never where it does not")
    func waitsForTheDisk() async throws {
        let sink = try await MailSink.start()
        let transport = SMTPTransport(try settings(sink), sessions: 2)
        let (kept, withdrawn) = (SendIntent(), SendIntent())
        async let first: Void = transport.send(try Letters.letter(id: "kept@x"), to: [anna], from: support, once: kept)
        async let second: Void = transport.send(
            try Letters.letter(id: "withdrawn@x"), to: [anna], from: support, once: withdrawn)
        do {
            try await soon("both have got as far as the dot") { kept.isAwaited && withdrawn.isAwaited }
        } catch {
            // They wait for us, and we for them before we leave.
            for intent in [kept, withdrawn] { intent.settle(isWritten: false) }
            throw error
        }
        #expect(sink.received == 0)
        withdrawn.settle(isWritten: false)
        do {
            try await second
            Issue.record("it was sent")
        } catch let error as MailError {
            guard case .unreachable = error else { throw error }
        }
        kept.settle(isWritten: true)
        try await first
        #expect(sink.messages.map { $0.header.messageID } == ["<kept@x>"])
        // The session that left without the dot connects anew.
        for number in 0..<2 {
            try await transport.send(try Letters.letter(id: "later\(number)@x"), to: [anna], from: support)
        }
        #expect(sink.received == 3)
        await transport.close()
        await sink.stop()
    }

    @Test("what is called off ends at once: in doubt after the final dot, and surely not sent before")
    func calledOff() async throws {
        for isSilent in [true, false] {
            var behaviour = SinkBehaviour()
            // It says nothing to MAIL either, for a client that waits for that.
            behaviour.afterFinalDot = .staySilent
            (behaviour.offersPipelining, behaviour.answersAtData) = (isSilent, !isSilent)
            let sink = try await MailSink.start(behaviour: behaviour)
            let transport = SMTPTransport(try settings(sink), sessions: 1)
            let intent = SendIntent.written
            let sending = Task {
                try await transport.send(try Letters.letter(), to: [anna], from: support, once: intent)
            }
            try await soon("the server has got as far as it goes") {
                isSilent ? sink.received == 1 : sink.connections == 1
            }
            let began = ContinuousClock.now
            intent.callOff()
            let expected: MailError =
                isSilent ? .uncertain(text: "no answer so far") : .unreachable(text: "no answer so far")
            await #expect(throws: expected) { try await sending.value }
            #expect(.now - began < .seconds(20), "it had a minute, or ten")
            await transport.close()
            await sink.stop()
        }
    }

    @Test("a connection the server closed in between is replaced without a failure")
    func reconnects() async throws {
        let first = try await MailSink.start()
        let port = first.port
        let transport = SMTPTransport(try settings(first), sessions: 1)
        try await transport.send(try Letters.letter(), to: [anna], from: support)
        await first.stop()
        let second = try await MailSink.start(port: port)
        try await transport.send(try Letters.letter(), to: [anna], from: support)
        #expect(second.received == 1)
        await second.stop()
        guard case .unreachable? = await failure(transport) else {
            Issue.record("nobody is there any more")
            return
        }
        await transport.close()
    }

    @Test("a server that allows it gets a message in one go up to its text, so that a long way is gone once for it")
    func pipelining() async throws {
        for (offers, expected) in [(true, nil), (false, MailError.unreachable(text: "no answer within 2.0 seconds"))] {
            var behaviour = SinkBehaviour()
            (behaviour.offersPipelining, behaviour.answersAtData) = (offers, true)
            let sink = try await MailSink.start(behaviour: behaviour)
            let url = "smtp://127.0.0.1:\(sink.port)"
            let transport = SMTPTransport(try SMTPSettings(url: url, timeout: offers ? .seconds(60) : .seconds(2)))
            #expect(await failure(transport) == expected)
            await transport.close()
            await sink.stop()
        }
    }

    @Test("after a refused recipient the same session sends to the next")
    func afterRefusal() async throws {
        var behaviour = SinkBehaviour()
        behaviour.recipientAnswers = ["gone@acme.example": SMTPReply(550, "5.1.1 no such user")]
        let sink = try await MailSink.start(behaviour: behaviour)
        let transport = SMTPTransport(try settings(sink), sessions: 1)
        await #expect(throws: MailError.permanent(code: 550, text: "5.1.1 no such user")) {
            try await transport.send(try Letters.letter(), to: [anna, "gone@acme.example"], from: support)
        }
        #expect(sink.received == 0, "all or none")
        try await transport.send(try Letters.letter(), to: [anna], from: support)
        #expect(sink.received == 1)
        await transport.close()
        await sink.stop()
    }

    @Test("a send that is cancelled before its turn does not leave")
    func cancelled() async throws {
        let sink = try await MailSink.start()
        let transport = SMTPTransport(try settings(sink), sessions: 1)
        let message = try Letters.letter()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await transport.send(message, to: [anna], from: support)
        }
        await #expect(throws: MailError.unreachable(text: "cancelled before it was sent")) { try await task.value }
        #expect(sink.connections == 0)
        await sink.stop()
    }

    @Test("a login is used, and a wrong one is no fault of the recipient's")
    func login() async throws {
        var behaviour = SinkBehaviour()
        behaviour.login = (user: "me", password: "s:e/c")
        let sink = try await MailSink.start(behaviour: behaviour)
        let cases = [
            ("me:s%3Ae%2Fc@", nil), ("me:wrong@", MailError.unreachable(text: "535 wrong user or password")),
            ("", .unreachable(text: "530 log in first")),
        ]
        for (login, expected) in cases {
            let transport = SMTPTransport(try SMTPSettings(url: "smtp://\(login)127.0.0.1:\(sink.port)"))
            await #expect(failure(transport) == expected)
            await transport.close()
        }
        #expect(sink.received == 1)
        await sink.stop()
    }

    @Test("TLS that is required and not offered keeps the message here")
    func requiredTLS() async throws {
        let sink = try await MailSink.start()
        let url = "smtp://127.0.0.1:\(sink.port)"
        let transport = SMTPTransport(try SMTPSettings(url: url, requireTLS: true))
        guard case .unreachable? = await failure(transport) else {
            Issue.record("sent in clear, or classified wrongly")
            return
        }
        #expect(sink.received == 0)
        await transport.close()
        await sink.stop()
    }

    private func settings(_ sink: MailSink) throws -> SMTPSettings {
        try SMTPSettings(url: "smtp://127.0.0.1:\(sink.port)", timeout: .seconds(60))
    }

    private func send(_ message: MIMEMessage) async throws -> SunkMessage {
        let sink = try await MailSink.start()
        let transport = SMTPTransport(try settings(sink))
        try await transport.send(message, to: [anna], from: support)
        let messages = sink.messages
        await transport.close()
        await sink.stop()
        return try #require(messages.first)
    }

    private func failure(_ transport: SMTPTransport) async -> MailError? {
        do {
            try await transport.send(try Letters.letter(), to: [anna], from: support)
            return nil
        } catch let error as MailError {
            return error
        } catch {
            Issue.record(error)
            return nil
        }
    }
}
