import EvenkeelLedger
import EvenkeelMailSink
import Testing

@testable import EvenkeelChannels

@Suite("A failed send says whether the message can have arrived", .timeLimit(.minutes(1)))
struct MailErrorTests {
    /// What a courier reads from an error; the text is a server's only where one spoke.
    enum Class: Equatable {
        case sent
        case permanent(Int, String)
        case turnedAway(Int, String)
        case transient(Int, String)
        case unreachable
        case uncertain
    }

    @Test("what the server does, and what the courier is told", arguments: [true, false])
    func table(offersPipelining: Bool) async throws {
        let rows: [(trouble: String, expected: Class, arrange: (inout SinkBehaviour) -> Void)] = [
            ("none", .sent, { _ in }),
            ("greylisting", .transient(450, "4.2.0 try later"), { $0.answer(SMTPReply(450, "4.2.0 try later")) }),
            ("no such user", .permanent(550, "5.1.1 unknown"), { $0.answer(SMTPReply(550, "5.1.1 unknown")) }),
            (
                "message refused as spam", .permanent(554, "5.7.1 spam"),
                { $0.afterFinalDot = .answer(SMTPReply(554, "5.7.1 spam")) }
            ),
            // A filter that speaks of the text, and says nothing of the address.
            (
                "message refused without a status", .turnedAway(550, "spam"),
                { $0.afterFinalDot = .answer(SMTPReply(550, "spam")) }
            ),
            (
                "sender refused", .turnedAway(550, "no mail from you"),
                { $0.senderAnswer = SMTPReply(550, "no mail from you") }
            ),
            (
                "unknown after all", .permanent(550, "5.1.1 no such user"),
                { $0.afterFinalDot = .answer(SMTPReply(550, "5.1.1 no such user")) }
            ),
            (
                "disk full at the end", .transient(452, "4.3.1 disk full"),
                { $0.afterFinalDot = .answer(SMTPReply(452, "4.3.1 disk full")) }
            ),
            (
                "taken with another 2xx than 250", .sent,
                { $0.afterFinalDot = .answer(SMTPReply(251, "will forward")) }
            ),
            ("closing down at the greeting", .transient(421, "later"), { $0.greeting = SMTPReply(421, "later") }),
            // About the server as a whole: it must not count against the recipient.
            ("no mail service here", .unreachable, { $0.greeting = SMTPReply(554, "no service") }),
            ("hung up instead of greeting", .unreachable, { $0.hangUpAt = .greeting }),
            ("hung up at MAIL", .unreachable, { $0.hangUpAt = .mail }),
            ("hung up at RCPT", .unreachable, { $0.hangUpAt = .recipient }),
            ("slower than anyone's patience", .unreachable, { $0.replyDelay = .seconds(600) }),
            ("hung up after the final dot", .uncertain, { $0.afterFinalDot = .hangUp }),
            ("silent after the final dot", .uncertain, { $0.afterFinalDot = .staySilent }),
        ]
        for row in rows {
            var behaviour = SinkBehaviour()
            behaviour.offersPipelining = offersPipelining
            row.arrange(&behaviour)
            let sink = try await MailSink.start(behaviour: behaviour)
            // Long enough for a busy machine, where nobody waits; short where the server says nothing.
            let timeout: Duration = behaviour.replyDelay > .zero ? .milliseconds(200) : .seconds(30)
            let verdict: Duration = behaviour.afterFinalDot == .staySilent ? .milliseconds(200) : .seconds(30)
            let result = try await attempt(port: sink.port, timeout: timeout, verdict: verdict)
            #expect(result == row.expected, "\(row.trouble)")
            await sink.stop()
        }
    }

    @Test("hung up in the middle of a message that is still being written: surely not sent")
    func cutShort() async throws {
        var behaviour = SinkBehaviour()
        behaviour.hangUpAt = .dataLine(10)
        let sink = try await MailSink.start(behaviour: behaviour)
        // 40 MB is more than the two sockets can hold, so the dot cannot have been written.
        let lines = Array(String(repeating: "line\r\n", count: 10).utf8)
        let payload = lines + [UInt8](repeating: UInt8(ascii: "x"), count: 40_000_000)
        let session = SMTPSession(try SMTPSettings(url: "smtp://127.0.0.1:\(sink.port)"))
        let envelope = try MailEnvelope(from: "a@x.example", to: ["b@y.example"])
        do throws(MailError) {
            _ = try await session.send(payload, in: envelope, once: .written, before: nil)
            Issue.record("sent")
        } catch {
            guard case .unreachable = error else { throw error }
        }
        await session.close()
        #expect(sink.received == 0)
        await sink.stop()
    }

    @Test("nobody listens: surely not sent")
    func refused() async throws {
        let sink = try await MailSink.start()
        await sink.stop()
        #expect(try await attempt(port: sink.port, timeout: .seconds(5)) == .unreachable)
    }

    @Test("a message that ended in doubt is the same message when it is sent again")
    func sentAgain() async throws {
        let message = try Letters.letter(text: "one")
        var behaviour = SinkBehaviour()
        behaviour.afterFinalDot = .hangUp
        let doubtful = try await MailSink.start(behaviour: behaviour)
        let healthy = try await MailSink.start()
        for port in [doubtful.port, healthy.port] { _ = try await attempt(port: port, text: "one") }
        let first = doubtful.messages
        let second = healthy.messages
        #expect(first == second)
        #expect(first.map(\.data) == [message.bytes()])
        await doubtful.stop()
        await healthy.stop()
    }

    @Test(
        "an address that is none is refused before it reaches the wire",
        arguments: ["", "anna", "anna@acme.example\r\nDATA", "anna@acme.example> SIZE=1", "niccolò@acme.example"])
    func badAddress(address: String) async throws {
        let sink = try await MailSink.start()
        let transport = SMTPTransport(try SMTPSettings(url: "smtp://127.0.0.1:\(sink.port)"))
        for (recipient, sender) in [(address, "a@b.example"), ("a@b.example", address)] {
            do {
                try await transport.send(try Letters.letter(), to: [recipient], from: sender)
                Issue.record("sent")
            } catch MailError.permanent(let code, _) {
                #expect(code == 553)
            }
        }
        #expect(sink.connections == 0)
        await sink.stop()
    }

    private func attempt(
        port: Int, text: String = "Hello.\n", timeout: Duration = .seconds(30), verdict: Duration = .seconds(30)
    ) async throws -> Class {
        let settings = try SMTPSettings(
            url: "smtp://127.0.0.1:\(port)", timeout: timeout, verdictTimeout: verdict)
        let transport = SMTPTransport(settings, sessions: 1)
        let result: Class
        do {
            try await transport.send(
                try Letters.letter(text: text), to: ["anna@acme.example"], from: "support@vendor.example")
            result = .sent
        } catch MailError.permanent(let code, let text) {
            result = .permanent(code, text)
        } catch MailError.turnedAway(let code, let text) {
            result = .turnedAway(code, text)
        } catch MailError.transient(let code, let text) {
            result = .transient(code, text)
        } catch MailError.unreachable {
            result = .unreachable
        } catch MailError.uncertain {
            result = .uncertain
        }
        await transport.close()
        return result
    }
}

extension SinkBehaviour {
    fileprivate mutating func answer(_ reply: SMTPReply) {
        recipientAnswers["anna@acme.example"] = reply
    }
}
