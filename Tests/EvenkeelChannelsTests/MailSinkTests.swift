import NIOCore
import NIOPosix
import Testing

@testable import EvenkeelMailSink

@Suite("The mail sink answers as RFC 5321 says and survives everything else", .timeLimit(.minutes(1)))
struct MailSinkTests {
    private let envelope = "EHLO me\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n"

    @Test(
        "commands and their codes",
        arguments: [
            ("NOOP\r\nQUIT\r\n", [220, 250, 221]),
            ("HELO me\r\nQUIT\r\n", [220, 250, 221]),
            ("EHLO\r\nQUIT\r\n", [220, 501, 221]),
            ("MAIL FROM:<a@x>\r\nQUIT\r\n", [220, 503, 221]),
            ("HELO me\r\nRCPT TO:<b@y>\r\nDATA\r\nQUIT\r\n", [220, 250, 503, 503, 221]),
            ("HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<>\r\nRCPT TO: b\r\nQUIT\r\n", [220, 250, 250, 501, 501, 221]),
            ("helo me\r\nmail from:<a@x> SIZE=5\r\nrset\r\nrcpt to:<b@y>\r\nquit\r\n", [220, 250, 250, 250, 503, 221]),
            ("HELO me\r\nMAIL FROM:<a@x> SIZE=99999999\r\nQUIT\r\n", [220, 250, 552, 221]),
            ("HELO me\r\nMAIL FROM:<a@x>\r\nMAIL FROM:<a@x>\r\nQUIT\r\n", [220, 250, 250, 503, 221]),
            ("XYZZY\r\n\r\nSTARTTLS\r\nVRFY x\r\nQUIT\r\n", [220, 500, 500, 500, 252, 221]),
        ])
    func commands(input: String, expected: [Int]) async throws {
        #expect(try await codes(of: input) == expected)
    }

    @Test("two messages in one connection, dots removed")
    func dots() async throws {
        let sink = try await MailSink.start()
        let second = "MAIL FROM:<c@x>\r\nRCPT TO:<d@y>\r\nRCPT TO:<e@y>\r\nDATA\r\n"
        let input = envelope + "..\r\n...x\r\n.y\r\n.\r\n" + second + ".\r\nQUIT\r\n"
        #expect(
            try await codes(of: input, sink: sink)
                == [220, 250, 250, 250, 354, 250, 250, 250, 250, 354, 250, 221])
        let messages = sink.messages
        #expect(messages.map(\.from) == ["a@x", "c@x"])
        #expect(messages.map(\.recipients) == [["b@y"], ["d@y", "e@y"]])
        #expect(messages.map { String(decoding: $0.data, as: UTF8.self) } == [".\r\n..x\r\ny\r\n", ""])
        await sink.stop()
    }

    @Test(
        "messages that are refused at their end",
        arguments: [
            (String(repeating: "x", count: 998) + "\r\n", 250),
            (String(repeating: "x", count: 999) + "\r\n", 554),
            ("smuggled\n.\nMAIL FROM:<evil@x>\r\n", 554),
            ("bare\rreturn\r\n", 554),
            (String(repeating: "0123456789\r\n", count: 200), 552),
        ])
    func refusedMessages(body: String, expected: Int) async throws {
        var limits = SinkLimits()
        limits.messageBytes = 2000
        let sink = try await MailSink.start(limits: limits)
        let answers = try await codes(of: envelope + body + ".\r\nNOOP\r\nQUIT\r\n", sink: sink)
        #expect(answers == [220, 250, 250, 250, 354, expected, 250, 221])
        #expect(sink.received == (expected == 250 ? 1 : 0))
        await sink.stop()
    }

    @Test("the oldest messages go when there are too many")
    func bounded() async throws {
        var limits = SinkLimits()
        limits.messages = 2
        let sink = try await MailSink.start(limits: limits)
        let one = "MAIL FROM:<a@x>\r\nRCPT TO:<b@y>\r\nDATA\r\n"
        let input = "HELO me\r\n" + (1...5).map { one + "Subject: \($0)\r\n.\r\n" }.joined() + "QUIT\r\n"
        _ = try await codes(of: input, sink: sink)
        #expect(sink.received == 5)
        #expect(sink.messages.map { $0.header.subject } == ["4", "5"])
        await sink.stop()
    }

    @Test("a line without end is not kept in memory, and the next one is read")
    func endlessLine() {
        var reader = SMTPLineReader()
        for _ in 0..<100_000 { #expect(reader.take(UInt8(ascii: "x"), limit: 1000) == nil) }
        #expect(reader.line.count == 1000)
        let lines = "\r\nNOOP\r\n".utf8.compactMap { reader.take($0, limit: 1000) }
        #expect(lines == [.tooLong, .text(Array("NOOP".utf8))])
    }

    @Test("a client that only makes mistakes is hung up on")
    func mistakes() async throws {
        let answers = try await codes(of: String(repeating: "XYZZY\r\n", count: 100))
        #expect(answers == [220] + Array(repeating: 500, count: 19) + [421])
    }

    @Test("garbage of every kind leaves the sink able to take the next message")
    func garbage() async throws {
        let sink = try await MailSink.start()
        let seed = UInt64.random(in: 0 ... .max)
        print("garbage seed \(seed)")
        var random = SeededGenerator(state: seed)
        let verbs = ["EHLO x", "MAIL FROM:<a@x>", "RCPT TO:<b@y>", "DATA", ".", "RSET", "AUTH PLAIN", "MAIL", "\u{0}"]
        // More connections than are allowed at one time: each must have been given back.
        for _ in 0..<210 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...12, using: &random) {
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes += (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
                case 1: bytes += [UInt8](repeating: UInt8.random(in: 0...255, using: &random), count: 5000)
                default: bytes += Array((verbs.randomElement(using: &random) ?? "").utf8)
                }
                bytes += Bool.random(using: &random) ? [13, 10] : [10]
            }
            _ = try await exchange(bytes, port: sink.port)
        }
        let before = sink.received
        #expect(try await codes(of: envelope + "Subject: ok\r\n.\r\nQUIT\r\n", sink: sink).last == 221)
        #expect(sink.received == before + 1)
        #expect(sink.messages.last?.header.subject == "ok")
        await sink.stop()
    }

    @Test("arrivals are told to whoever listens, until the sink stops")
    func arrivals() async throws {
        let sink = try await MailSink.start()
        let arrivals = sink.arrivals()
        _ = try await codes(of: envelope + "Subject: first\r\n.\r\nQUIT\r\n", sink: sink)
        #expect(await sink.messages(afterReceiving: 1).count == 1)
        await sink.stop()
        var subjects: [String?] = []
        for await message in arrivals { subjects.append(message.header.subject) }
        #expect(subjects == ["first"])
    }

    @Test("waiting for messages ends with the last of them, with the sink, or with the task")
    func waiting() async throws {
        let sink = try await MailSink.start()
        let patient = Task { await sink.messages(afterReceiving: 2).count }
        let endless = Task { await sink.messages(afterReceiving: 99).count }
        let cancelled = Task { await sink.messages(afterReceiving: 99).count }
        cancelled.cancel()
        #expect(await cancelled.value == 0)
        for _ in 0..<2 { _ = try await codes(of: envelope + ".\r\nQUIT\r\n", sink: sink) }
        #expect(await patient.value == 2)
        await sink.stop()
        #expect(await endless.value == 2)
    }

    @Test("a client beyond the limit of connections is turned away")
    func tooManyConnections() async throws {
        var limits = SinkLimits()
        limits.connections = 0
        let closed = try await MailSink.start(limits: limits)
        #expect(try await codes(of: "NOOP\r\n", sink: closed) == [421])
        await closed.stop()
    }

    @Test(
        "headers are decoded for the summary",
        arguments: [
            ("Subject: plain", "plain"), ("subject:  folded\r\n line", "folded line"),
            ("Subject: =?utf-8?q?caff=C3=A8_nero?=", "caffè nero"),
            ("Subject: =?UTF-8?B?16k=?= =?UTF-8?B?15w=?=", "של"),
            ("Subject: =?UTF-8?B?w?= =?UTF-8?Q?=A?= =?KOI8?B?AAAA?=", "=?UTF-8?B?w?= =?UTF-8?Q?=A?= =?KOI8?B?AAAA?="),
            ("Subject: a =?iso-8859-1?q?=E8?= b", "a è b"), (": x\r\nSubject: y", "y"),
        ])
    func headers(source: String, expected: String) {
        let message = SunkMessage(from: "", recipients: [], data: Array((source + "\r\n\r\nSubject: body\r\n").utf8))
        #expect(message.header.subject == expected)
    }

    private func codes(of input: String, sink: MailSink? = nil) async throws -> [Int] {
        guard let sink else {
            let own = try await MailSink.start()
            let answers = try await codes(of: input, sink: own)
            await own.stop()
            return answers
        }
        let answers = String(decoding: try await exchange(Array(input.utf8), port: sink.port), as: UTF8.self)
        return answers.split(separator: "\r\n").filter { $0.dropFirst(3).first == " " }.compactMap { Int($0.prefix(3)) }
    }

    /// Writes all at once, closes that half, and reads until the sink closes the other.
    private func exchange(_ input: [UInt8], port: Int) async throws -> [UInt8] {
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await client.executeThenClose { inbound, outbound in
            var answers: [UInt8] = []
            do {
                try await outbound.write(ByteBuffer(bytes: input))
                outbound.finish()
                for try await buffer in inbound { answers += buffer.readableBytesView }
            } catch {
                // The sink hung up while we wrote: what it said before is what counts.
            }
            return answers
        }
    }
}
