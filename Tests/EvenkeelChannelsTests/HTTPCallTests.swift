import EvenkeelHTTP
import EvenkeelTestSupport
import Foundation
import Synchronization
import Testing

@Suite("One HTTP request", .timeLimit(.minutes(1)))
struct HTTPCallTests {
    private func call(_ url: String, _ method: String = "POST") -> HTTPCall {
        HTTPCall(method, url, headers: [("Content-Type", "application/json")], body: Data("{}".utf8))
    }

    private func trouble(_ call: HTTPCall) async -> HTTPTrouble? {
        do throws(HTTPTrouble) {
            _ = try await call.perform()
            return nil
        } catch { return error }
    }

    /// Answers once with these bytes.
    private func answer(_ bytes: String, goesOn: Bool = false, limit: Int = 1000) async throws -> HTTPAnswer {
        let receiver = try await HTTPReceiver.start(answer: bytes, goesOn: goesOn)
        var call = call(receiver.url)
        call.answerLimitBytes = limit
        let answer = try await call.perform()
        try await receiver.stop()
        return answer
    }

    @Test("method, headers and body arrive as they were given, and the answer comes back whole, whatever its status")
    func whole() async throws {
        let receiver = try await HTTPReceiver.start(
            answer: "HTTP/1.1 418 No\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\n\u{E9}\u{1F9}x")
        var call = call(receiver.url, "PATCH")
        call.headers.append(("X-Word", "a\r\nX-Other: b"))
        let answer = try await call.perform()
        #expect(answer.status == 418 && answer.retryAfterSeconds == 7 && answer.end == .whole)
        #expect(answer.body == Data("\u{E9}\u{1F9}x".utf8) && answer.location == nil)
        let request = receiver.request
        try await receiver.stop()
        #expect(request.hasPrefix("PATCH /in HTTP/1.1\r\n") && request.hasSuffix("\r\n\r\n{}"))
        #expect(request.contains("\r\nContent-Type: application/json\r\n"))
        #expect(request.contains("\r\nX-Word: aX-Other: b\r\n"), "a line's end begins no other header")
        #expect(!request.contains("Expect:"))
    }

    @Test("an answer is read up to the limit: one that goes on without end is hung up on, and says so")
    func limit() async throws {
        let header = "HTTP/1.1 200 OK\r\n\r\n"
        let endless = try await answer(header + String(repeating: "x", count: 10_000), goesOn: true)
        #expect(endless.status == 200 && endless.end == .overLimit && endless.body.count == 1000)
        let full = try await answer(header + String(repeating: "x", count: 1000))
        #expect(full.end == .whole && full.body.count == 1000)
        let large = try await answer(header + String(repeating: "x", count: 5_000_000), limit: 5_000_000)
        #expect(large.end == .whole && large.body == Data(repeating: UInt8(ascii: "x"), count: 5_000_000))
    }

    @Test("an answer that breaks off is told apart from a whole one")
    func broken() async throws {
        let cut = try await answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        guard case .broken(let why) = cut.end else {
            Issue.record("\(cut.end)")
            return
        }
        #expect(cut.body == Data("abc".utf8) && why.contains("97 bytes remaining"))
    }

    @Test("a redirect is an answer: it says where it leads, and what it leads to hears nothing")
    func redirect() async throws {
        let target = try await HTTPReceiver.start(answer: "HTTP/1.1 200 OK\r\n\r\n")
        let sent = try await answer("HTTP/1.1 307 Go\r\nLocation: \(target.url)\r\nContent-Length: 0\r\n\r\n")
        #expect(sent.status == 307 && sent.location == target.url && target.request.isEmpty)
        try await target.stop()
    }

    @Test("who never answers is given up on by either clock, who hangs up leaves it in doubt; nobody there is named")
    func silence() async throws {
        let silent = try await HTTPReceiver.start(answer: nil)
        var call = call(silent.url)
        call.timeout = .milliseconds(200)
        guard case .uncertain(let late) = await trouble(call) else {
            Issue.record("not in doubt")
            return
        }
        #expect(late.contains("timed out after"))
        (call.timeout, call.idleTimeout) = (nil, .seconds(1))
        #expect(await trouble(call) == .uncertain("nothing was heard for 1 s"))
        try await silent.stop()
        guard case .unreachable(let refused) = await trouble(call) else {
            Issue.record("reached")
            return
        }
        #expect(refused.contains("Connection refused"), "\(refused)")

        let closing = try await HTTPReceiver.start(answer: "")
        #expect(await trouble(self.call(closing.url)) == .uncertain("Empty reply from server"))
        try await closing.stop()
    }

    @Test("a task that is cancelled waits no longer")
    func cancelled() async throws {
        let silent = try await HTTPReceiver.start(answer: nil)
        let call = call(silent.url)
        let task = Task { await trouble(call) }
        try await soon("it has been asked") { !silent.request.isEmpty }
        task.cancel()
        #expect(await task.value == .uncertain("called off"))
        try await silent.stop()
    }

    @Test("who sends a large body is told how much has left")
    func upload() async throws {
        let receiver = try await HTTPReceiver.start(answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        var call = call(receiver.url)
        call.body = Data(repeating: UInt8(ascii: "x"), count: 1 << 20) + Data("}".utf8)
        let shares = Mutex<[Double]>([])
        let answer = try await call.perform { share in shares.withLock { $0.append(share) } }
        try await receiver.stop()
        let told = shares.withLock { $0 }
        #expect(answer.status == 200 && told.last == 1 && told == told.sorted())
    }
}
