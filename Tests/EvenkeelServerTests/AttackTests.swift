import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelServer
import HTTPTypes
import Testing

@Suite("What an attacker tries")
struct AttackTests {
    @Test("A token that may only report outcomes reads nothing and changes nothing, whatever the thing is called")
    func reporter() async throws {
        let site = try await TestSite()
        #expect(try await site.post("/api/v1/tokens", #"{"name":"signals","scope":"read"}"#).status == 201)
        #expect(try await site.send(.delete, "/api/v1/tokens/signals", token: TestSite.reporter).status == 403)
        for path in ["/api/v1/holds/signals/lift", "/api/v1/rollouts/signals/halt", "/api/v1/tokens"] {
            #expect(try await site.post(path, token: TestSite.reporter).status == 403, "\(path)")
        }
        for path in [
            "fleet", "fleet/export", "fleet/history", "incidents", "deliveries", "journal", "journal/export", "signals",
            "tokens",
        ] {
            let answer = try await site.get("/api/v1/\(path)", token: TestSite.reporter)
            #expect(answer.status == 403 && !answer.body.contains("Acme"), "\(path)")
        }
    }

    @Test(
        "A number at the end of what fits is refused or answered, and does not end the server",
        arguments: [
            "/api/v1/journal?after=9223372036854775807", "/api/v1/journal?after=9223372036854775806",
            "/api/v1/journal?after=-9223372036854775808", "/api/v1/journal?limit=9223372036854775807",
            "/api/v1/rollouts/pbx-5.2/placements?wave=-9223372036854775808",
            "/api/v1/rollouts/pbx-5.2/placements?wave=9223372036854775807",
            "/api/v1/deliveries?limit=-9223372036854775808", "/api/v1/fleet?limit=9223372036854775808",
        ])
    func extremes(path: String) async throws {
        let site = try await TestSite()
        try await site.startRollout()
        #expect([200, 422].contains(try await site.get(path).status), "\(path)")
    }

    @Test(
        "Text of any length, on several lines where one is meant, or with control characters is refused by name",
        arguments: [
            (#"{"title":"a\nBcc: b@c.example","body":"b"}"#, "title"),
            (#"{"title":"a\u0000","body":"b"}"#, "title"),
            (#"{"title":"a\u2028b","body":"b"}"#, "title"),
            ("{\"title\":\"\(String(repeating: "x", count: 501))\",\"body\":\"b\"}", "title"),
            (#"{"title":"a","body":"b\u001b[31m"}"#, "body"),
            ("{\"title\":\"a\",\"body\":\"\(String(repeating: "x", count: 20_001))\"}", "body"),
            (#"{"body":"b","components":["a\u0007"]}"#, "components"),
            (
                "{\"body\":\"b\",\"components\":[\((0..<101).map { "\"c\($0)\"" }.joined(separator: ","))]}",
                "components"
            ),
        ])
    func texts(body: String, member: String) async throws {
        let site = try await TestSite()
        let answer = try await site.post("/api/v1/incidents", body)
        #expect(answer.status == 422)
        #expect(answer.json["member"] as? String == member)
        #expect(try await site.get("/api/v1/incidents").body == #"{"incidents":[],"next":null}"#)
    }

    @Test("Line ends of any kind are one kind, in JSON and in forms")
    func lineEnds() async throws {
        let site = try await TestSite()
        let id = try await site.own(#"{"title":"a","body":"one\r\ntwo","components":["telephony"]}"#)
        let (cookie, csrf) = try await site.logIn()
        let form = try await site.form(
            "/console/incidents/\(id)/updates", "csrf=\(csrf)&body=three%0D%0Afour", cookie: cookie)
        #expect(form.status == 303)
        let incident = try await site.get("/api/v1/incidents/\(id)").body
        #expect(incident.contains(#""one\ntwo""#) && incident.contains(#""three\nfour""#))
        let nul = try await site.form(
            "/console/incidents/\(id)/updates", "csrf=\(csrf)&body=a%00b", cookie: cookie)
        #expect(nul.status == 422)
    }

    @Test("A body of 10 MB is refused before it is read, wherever it is sent, and the next request is answered")
    func tenMegabytes() async throws {
        let site = try await TestSite()
        let text = String(repeating: "x", count: 10_000_000)
        let body = #"{"title":"a","body":"\#(text)"}"#
        #expect(try await site.post("/api/v1/incidents", body).status == 413)
        #expect(try await site.post("/api/v1/subscriptions", #"{"email":"\#(text)"}"#, token: nil).status == 413)
        for path in ["/subscribe", "/login"] {
            let answer = try await site.send(
                .post, path, body: "email=\(text)", type: "application/x-www-form-urlencoded")
            #expect(answer.status == 413, "\(path)")
        }
        #expect(try await site.get("/").status == 200)
        #expect(try await site.get("/api/v1/incidents").body == #"{"incidents":[],"next":null}"#)
    }

    @Test("A title of several lines is refused from the console too")
    func titleInForm() async throws {
        let site = try await TestSite()
        let (cookie, csrf) = try await site.logIn()
        let answer = try await site.form(
            "/console/incidents", "csrf=\(csrf)&title=a%0D%0ABcc%3A+b&body=b&components=telephony", cookie: cookie)
        #expect(answer.status == 422)
    }

    @Test("Garbage that a command printed is taken as an outcome, cut and without control characters")
    func garbage() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let fault = String(repeating: #"\u001b[31mERR\u0000\n"#, count: 2000)
        let answer = try await site.post(
            "/api/v1/outcomes",
            """
            {"outcomes":[{"id":"o1","installation":"site-01","release":"5.2.0","kind":"failed",\
            "at":"2026-06-01T08:00:00Z","fault":"\(fault)"}]}
            """, token: TestSite.reporter)
        #expect(answer.status == 202)
        #expect(answer.json["accepted"] as? Int == 1, "\(answer.body)")
    }

    @Test("What has not happened yet is no evidence")
    func future() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        func outcome(_ id: String, _ at: String) -> String {
            #"{"id":"\#(id)","installation":"site-01","release":"5.2.0","kind":"installed","at":"\#(at)"}"#
        }
        let batch = [
            outcome("now", "2026-06-01T08:00:00Z"), outcome("skewed", "2026-06-01T08:04:59Z"),
            outcome("later", "2026-06-01T08:05:01Z"), outcome("never", "9999-12-31T23:59:59Z"),
        ]
        let answer = try await site.post("/api/v1/outcomes", "{\"outcomes\":[\(batch.joined(separator: ","))]}")
        #expect(answer.json["accepted"] as? Int == 2)
        let refused = (answer.json["refused"] as? [[String: Any]] ?? []).compactMap { $0["index"] as? Int }
        #expect(refused == [2, 3])
    }

    @Test("The last admin token cannot be revoked, so nobody locks the door from outside")
    func lastAdmin() async throws {
        let site = try await TestSite()
        let refused = try await site.send(.delete, "/api/v1/tokens/root", token: TestSite.admin)
        #expect(refused.status == 409 && refused.code == "last_admin_token")
        #expect(try await site.get("/api/v1/tokens").status == 200)
        let made = try await site.post("/api/v1/tokens", #"{"name":"next","scope":"admin"}"#)
        let next = try #require(made.json["token"] as? String)
        #expect(try await site.send(.delete, "/api/v1/tokens/root", token: next).status == 204)
        #expect(try await site.get("/api/v1/tokens").status == 401)
        #expect(try await site.send(.delete, "/api/v1/tokens/next", token: next).status == 409)
    }

    @Test("Nothing public changes by a byte when an incident is owned, updated and resolved for its audience only")
    func silence() async throws {
        let site = try await TestSite()
        func seen() async throws -> [String] {
            var seen: [String] = []
            for path in ["/", "/history", "/history.atom", "/nothing", "/incidents/inc-1", "/assets/evenkeel.css"] {
                let answer = try await site.get(path, token: nil)
                let headers = answer.headers.filter { $0.name != .date }
                seen.append("\(answer.status) \(headers) \(answer.body)")
            }
            return seen
        }
        let before = try await seen()
        let id = try await site.own(
            #"{"title":"Zebra is down","body":"Their fax.","components":["fax","telephony"],"audience":"feature==fax"}"#
        )
        #expect(try await seen() == before)
        _ = try await site.post("/api/v1/incidents/\(id)/updates", #"{"body":"Found."}"#)
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"Over.","cause":"ours"}"#)
        #expect(try await seen() == before)
        let hidden = try await site.get("/incidents/\(id)", token: nil)
        let missing = try await site.get("/incidents/inc-nothing", token: nil)
        #expect(hidden.status == 404 && hidden.body == missing.body)
    }
}
