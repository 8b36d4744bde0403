import CLibcurl
import Crypto
import EvenkeelDomain
import EvenkeelHTTP
import EvenkeelLedger
import Foundation
import Testing

@testable import EvenkeelChannels

@Suite("Webhooks and chat rooms", .timeLimit(.minutes(1)))
struct WebChannelTests {
    private static let now = Timestamp(milliseconds: 1_796_119_200_000)
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func message(_ title: String = "Fax <!channel> & [more](http://x)") throws -> OutgoingMessage {
        var story = IncidentStory(
            id: "inc-1", title: title, status: .identified, impact: .critical, began: Self.now, createdAt: Self.now,
            resolvedAt: nil,
            updates: [
                .init(id: "u2", status: .identified, body: "Found it.", at: Self.now + .minutes(5)),
                .init(id: "u1", status: .investigating, body: "Fax fails.", at: Self.now),
            ], components: [Component(id: "fax", name: "Fax")])
        story.link = "https://status.acme.example/incidents/inc-1"
        return OutgoingMessage(
            delivery: "update/inc-1/u2/hook/endpoint", to: try #require(EmailAddress("hook@endpoint.invalid")),
            toName: nil, subject: title, text: "\(title)\nFound it.\n", language: "en", messageID: "m@x", thread: nil,
            unsubscribe: "https://status.acme.example/u/opaque", incident: story)
    }

    private func webhook(_ url: String, timeout: Duration = .seconds(5), allowsPrivate: Bool = true) -> WebhookChannel {
        WebhookChannel(
            name: "hook", url: url, secret: WebhookSecret("whsec_c2VjcmV0"),
            http: HTTPPost(allowsPrivate: allowsPrivate, timeout: timeout),
            page: .init(name: "Acme", url: "https://status.acme.example"), clock: { Self.now })
    }

    private func error(_ channel: some Channel) async throws -> SendError? {
        let message = try message()
        do throws(SendError) {
            try await channel.send(message)
            return nil
        } catch { return error }
    }

    @Test("a webhook has Statuspage's shape, newest update first, and Standard Webhooks' signature")
    func shape() async throws {
        let receiver = try await HTTPReceiver.start(answer: Self.ok)
        try await webhook(receiver.url).send(message())
        let parts = receiver.request.split(separator: "\r\n\r\n", maxSplits: 1).map(String.init)
        try await receiver.stop()
        var headers: [String: String] = [:]
        for line in parts[0].split(separator: "\r\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        let id = try #require(headers["webhook-id"])
        let time = try #require(headers["webhook-timestamp"])
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(id).\(time).\(parts[1])".utf8), using: SymmetricKey(data: Array("secret".utf8)))
        #expect(headers["webhook-signature"] == "v1," + Data(code).base64EncodedString())
        let body = try #require(try JSONSerialization.jsonObject(with: Data(parts[1].utf8)) as? [String: Any])
        #expect(Set(body.keys) == ["meta", "page", "incident"])
        let incident = try #require(body["incident"] as? [String: Any])
        #expect(
            incident["status"] as? String == "identified"
                && incident["created_at"] as? String == "2026-12-01T10:00:00.000Z")
        let updates = try #require(incident["incident_updates"] as? [[String: Any]])
        #expect(updates.map { $0["body"] as? String } == ["Found it.", "Fax fails."])
        #expect((body["page"] as? [String: Any])?["status_description"] as? String == "Major Service Outage")
        #expect(incident["shortlink"] as? String == "https://status.acme.example/incidents/inc-1")
        #expect(
            (body["meta"] as? [String: Any])?["unsubscribe"] as? String == "https://status.acme.example/u/opaque")
    }

    @Test(
        "every answer is sorted: sent, refused for good, or later",
        arguments: [
            ("HTTP/1.1 204 No Content\r\n\r\n", "sent"), ("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n", "sent"),
            ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n", "refused"),
            ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "refused"),
            ("HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", "refused"),
            ("HTTP/1.1 429 Too Many\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", "later"),
            ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "later"),
            ("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 10_000_000), "sent"),
            ("", "uncertain"), ("nonsense\r\n\r\n", "uncertain"),
        ])
    func answers(_ answer: String, _ expected: String) async throws {
        let receiver = try await HTTPReceiver.start(answer: answer)
        let result = try await error(webhook(receiver.url))
        try await receiver.stop()
        switch result {
        case nil: #expect(expected == "sent")
        case .refused: #expect(expected == "refused")
        case .later(let why, let asked):
            #expect(expected == "later")
            if answer.contains("Retry-After") { #expect(why.contains("again in 7 s") && asked == .seconds(7)) }
        case .uncertain: #expect(expected == "uncertain")
        case .unreachable(let why): Issue.record("unreachable: \(why)")
        }
    }

    @Test(
        "an endpoint that says it is gone is left alone at once; one that refuses or is busy is not, for that alone",
        arguments: [("410 Gone", true), ("404 Not Found", false), ("503 Busy", false)])
    func gone(_ status: String, _ isOver: Bool) async throws {
        let receiver = try await HTTPReceiver.start(answer: "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
        let result = try #require(try await error(webhook(receiver.url)))
        try await receiver.stop()
        #expect(EndpointRule.isOver(result, attempt: 1, earlier: [], hasTaken: false) == isOver)
    }

    @Test("a receiver that never answers is given up on, and the message is in doubt; nobody there is nobody reached")
    func silence() async throws {
        let receiver = try await HTTPReceiver.start(answer: nil)
        guard case .uncertain = try await error(webhook(receiver.url, timeout: .milliseconds(200))) else {
            Issue.record("not in doubt")
            return
        }
        let url = receiver.url
        try await receiver.stop()
        guard case .unreachable = try await error(webhook(url)) else {
            Issue.record("reached")
            return
        }
    }

    @Test("loopback and private addresses are refused, by number and by name, and nothing is written to them")
    func privateAddresses() async throws {
        let receiver = try await HTTPReceiver.start(answer: Self.ok)
        let port = try #require(receiver.url.split(separator: ":").last?.split(separator: "/").first)
        for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"] {
            let result = try await error(webhook("http://\(host):\(port)/in", allowsPrivate: false))
            guard case .refused(let why) = result else {
                Issue.record("\(host): \(String(describing: result))")
                continue
            }
            #expect(why.contains("outbound.allow_private"))
        }
        #expect(receiver.request.isEmpty)
        try await receiver.stop()
    }

    @Test("a receiver that sends us on is not followed: what it points at hears nothing")
    func redirect() async throws {
        let target = try await HTTPReceiver.start(answer: Self.ok)
        for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
            let receiver = try await HTTPReceiver.start(
                answer: "HTTP/1.1 \(status)\r\nLocation: \(target.url)\r\nContent-Length: 0\r\n\r\n")
            guard case .refused(let why) = try await error(webhook(receiver.url)) else {
                Issue.record("followed, or tried again")
                continue
            }
            #expect(why.contains("redirects are not followed") && !receiver.request.isEmpty)
            try await receiver.stop()
        }
        #expect(target.request.isEmpty)
        try await target.stop()
    }

    @Test(
        "which addresses are public",
        arguments: [
            ("8.8.8.8", true), ("1.1.1.1", true), ("2606:4700::1111", true), ("172.15.0.1", true), ("172.32.0.1", true),
            ("10.0.0.1", false), ("172.16.0.1", false), ("172.31.255.255", false), ("192.168.1.1", false),
            ("127.0.0.1", false), ("0.0.0.0", false), ("100.64.0.1", false), ("169.254.169.254", false),
            ("224.0.0.1", false), ("255.255.255.255", false), ("198.18.0.1", false), ("::1", false), ("::", false),
            ("fe80::1", false), ("fc00::1", false), ("fd12::1", false), ("ff02::1", false), ("::ffff:10.0.0.1", false),
            ("::ffff:8.8.8.8", true), ("64:ff9b::7f00:1", false), ("2002:7f00:1::", false), ("2001:db8::1", false),
            ("not an address", false),
        ])
    func table(_ address: String, _ isPublic: Bool) {
        #expect(evenkeel_address_is_public(address) == isPublic)
    }

    @Test("in a chat room names ring for nobody and become no links")
    func chat() async throws {
        let slack = try #require(
            try JSONSerialization.jsonObject(with: Data(SlackChannel.body(message()))) as? [String: String])
        #expect(slack["text"]?.contains("&lt;!channel&gt; &amp;") == true)
        let teams = try String(decoding: TeamsChannel.body(message()), as: UTF8.self)
        #expect(teams.contains(#"\\[more\\]\\(http"#) && teams.contains("application/vnd.microsoft.card.adaptive"))
    }
}
