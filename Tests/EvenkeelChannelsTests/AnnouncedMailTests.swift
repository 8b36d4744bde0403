import EvenkeelChannels
import EvenkeelLedger
import EvenkeelMailSink
import EvenkeelTestSupport
import Testing

@Suite("The next mail is announced with the end of the one before", .timeLimit(.minutes(2)))
struct AnnouncedMailTests {
    @Test("so that a long way to the server is gone once for each mail")
    func once() async throws {
        // What it says of a message comes with what it says of the next one.
        try await withSink {
            $0.answersTextAtData = true
        } body: { sink, transport in
            try await send("one", transport, before: "two")
            try await send("two", transport, before: "three")
            #expect(sink.messages.map(\.recipients) == [[address("one")], [address("two")]])
            #expect(sink.connections == 1)
        }
    }

    @Test("a session goes on with what it has announced, whichever comes first")
    func ownSession() async throws {
        try await withSink(sessions: 2) {
            $0.answersAfterMessages = 2
        } body: { sink, transport in
            async let first: Void = send("one", transport, before: "three")
            async let second: Void = send("two", transport, before: "four")
            _ = try await (first, second)
            try await send("four", transport)
            try await send("three", transport)
            #expect(sink.received == 4)
            #expect(sink.connections == 2)
        }
    }

    @Test("where something else goes first, what was announced does not arrive, and the other does")
    func otherwise() async throws {
        try await withSink { _ in
        } body: { sink, transport in
            try await send("one", transport, before: "two")
            try await send("urgent", transport)
            #expect(sink.messages.map(\.recipients) == [[address("one")], [address("urgent")]])
            #expect(sink.connections == 2)
        }
    }

    @Test(
        "a server that does not understand it gets each mail once all the same, and is not asked again",
        arguments: [SinkBehaviour.Ahead.dropped, .answered(SMTPReply(554, "synchronization error"))])
    func misunderstood(_ ahead: SinkBehaviour.Ahead) async throws {
        try await withSink {
            $0.ahead = ahead
        } body: { sink, transport in
            for (name, next) in [("one", "two"), ("two", "three"), ("three", "four"), ("four", nil)] {
                try await send(name, transport, before: next)
            }
            #expect(sink.messages.map(\.recipients) == ["one", "two", "three", "four"].map { [address($0)] })
            #expect(sink.connections == 2)
        }
    }

    @Test("one that was announced and is refused is refused when it is asked alone, and announcing goes on")
    func refused() async throws {
        let gone = SMTPReply(550, "5.1.1 no such user")
        try await withSink {
            $0.recipientAnswers = [address("gone"): gone]
        } body: { sink, transport in
            try await send("one", transport, before: "gone")
            await #expect(throws: MailError.permanent(code: 550, text: "5.1.1 no such user")) {
                try await send("gone", transport, before: "two")
            }
            let before = sink.connections
            try await send("two", transport, before: "three")
            try await send("three", transport)
            #expect(sink.received == 3)
            #expect(sink.connections == before + 1)
        }
    }

    @Test("what was announced waits for its leave like any other")
    func leave() async throws {
        try await withSink { _ in
        } body: { sink, transport in
            try await send("one", transport, before: "two")
            let intent = SendIntent()
            intent.settle(isWritten: false)
            await #expect(throws: MailError.unreachable(text: "withdrawn before the end of the message")) {
                try await send("two", transport, once: intent)
            }
            #expect(sink.received == 1)
        }
    }

    private func address(_ name: String) -> String { "\(name)@acme.example" }

    private func send(
        _ name: String, _ transport: SMTPTransport, before next: String? = nil, once intent: SendIntent? = nil
    ) async throws(MailError) {
        let letter: MIMEMessage
        do { letter = try Letters.letter(id: "\(name)@x") } catch { throw .unreachable(text: "\(error)") }
        func envelope(_ name: String) throws(MailError) -> MailEnvelope {
            try MailEnvelope(from: "support@vendor.example", to: [address(name)])
        }
        var following: MailEnvelope?
        if let next { following = try envelope(next) }
        try await transport.send(letter, in: try envelope(name), once: intent, before: following)
    }

    private func withSink(
        sessions: Int = 1, behaves: (inout SinkBehaviour) -> Void,
        body: (MailSink, SMTPTransport) async throws -> Void
    ) async throws {
        var behaviour = SinkBehaviour()
        behaves(&behaviour)
        let sink = try await MailSink.start(behaviour: behaviour)
        let settings = try SMTPSettings(url: "smtp://127.0.0.1:\(sink.port)", timeout: .seconds(3))
        let transport = SMTPTransport(settings, sessions: sessions)
        do { try await body(sink, transport) } catch {
            Issue.record(error)
        }
        await transport.close()
        await sink.stop()
    }
}
