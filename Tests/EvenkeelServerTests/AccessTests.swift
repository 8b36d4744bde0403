import EvenkeelDomain
import EvenkeelLedger
import EvenkeelServer
import EvenkeelSimulator
import HTTPTypes
import Testing

@Suite("Who may do what")
struct AccessTests {
    @Test("Everybody may read the public pages, the feed, the assets and the health of the server")
    func open() async throws {
        let site = try await TestSite()
        for path in ["/", "/history", "/history.atom", "/assets/evenkeel.css", "/healthz", "/readyz", "/login"] {
            let answer = try await site.get(path, token: nil)
            #expect(answer.status == 200, "\(path)")
            #expect(answer["Content-Security-Policy"]?.hasPrefix("default-src 'none'") == true, "\(path)")
            #expect(answer["X-Content-Type-Options"] == "nosniff", "\(path)")
            #expect(answer["Referrer-Policy"] == "no-referrer", "\(path)")
        }
    }

    @Test(
        "Without a good token the API answers 401 with a problem that names no internals",
        arguments: [nil, "evk_wrong", TestSite.revoked, ""])
    func closed(token: String?) async throws {
        let site = try await TestSite()
        for path in ["/api/v1/fleet", "/api/v1/incidents", "/api/v1/tokens", "/api/v1/nothing-here"] {
            let answer = try await site.get(path, token: token)
            #expect(answer.status == 401, "\(path)")
            #expect(answer.code == "unauthorized", "\(path)")
            #expect(answer["Content-Type"] == "application/problem+json")
            #expect(answer["WWW-Authenticate"] == "Bearer")
        }
    }

    @Test("A token may do what its scope says and no more")
    func scopes() async throws {
        let site = try await TestSite()
        let table: [(String, String, String, Int)] = [
            (TestSite.reader, "GET", "/api/v1/fleet", 200),
            (TestSite.reader, "GET", "/api/v1/tokens", 403),
            (TestSite.reader, "POST", "/api/v1/incidents", 403),
            (TestSite.reader, "POST", "/api/v1/outcomes", 403),
            (TestSite.reporter, "POST", "/api/v1/outcomes", 202),
            (TestSite.reporter, "GET", "/api/v1/fleet", 403),
            (TestSite.reporter, "POST", "/api/v1/incidents", 403),
            (TestSite.admin, "POST", "/api/v1/outcomes", 202),
        ]
        for (token, method, path, status) in table {
            let answer =
                method == "GET"
                ? try await site.get(path, token: token) : try await site.post(path, "{\"outcomes\":[]}", token: token)
            #expect(answer.status == status, "\(method) \(path)")
        }
    }

    @Test("A token that is made works, is listed without its secret, and stops working when it is revoked")
    func tokens() async throws {
        let site = try await TestSite()
        let made = try await site.post("/api/v1/tokens", "{\"name\":\"ci\",\"scope\":\"read\"}")
        #expect(made.status == 201)
        let secret = try #require(made.json["token"] as? String)
        #expect(secret.hasPrefix("evk_") && secret.count == 47)
        #expect(try await site.get("/api/v1/fleet", token: secret).status == 200)
        let list = try await site.get("/api/v1/tokens")
        #expect(list.body.contains("\"ci\"") && !list.body.contains(secret) && !list.body.contains(Secret.hash(secret)))
        #expect(try await site.post("/api/v1/tokens", "{\"name\":\"ci\",\"scope\":\"read\"}").status == 409)
        #expect(try await site.send(.delete, "/api/v1/tokens/ci", token: TestSite.admin).status == 204)
        #expect(try await site.get("/api/v1/fleet", token: secret).status == 401)
        #expect(try await site.send(.delete, "/api/v1/tokens/ci", token: TestSite.admin).status == 404)
    }

    @Test("A wrong token does not log in, and an admin token gets a cookie that scripts and other sites cannot use")
    func login() async throws {
        let site = try await TestSite()
        for token in ["evk_wrong", TestSite.reader, TestSite.revoked, ""] {
            let answer = try await site.send(
                .post, "/login", body: "token=\(token)", type: "application/x-www-form-urlencoded")
            #expect(answer.status == 401 && answer["Set-Cookie"] == nil, "\(token)")
            #expect(answer.body.contains("That token does not open the console."))
        }
        let answer = try await site.send(
            .post, "/login", body: "token=\(TestSite.admin)", type: "application/x-www-form-urlencoded")
        #expect(answer.status == 303 && answer["Location"] == "/console")
        let cookie = try #require(answer["Set-Cookie"])
        for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
        #expect(!cookie.contains(TestSite.admin))
    }

    @Test(
        "The console sends strangers to the login page, and a session ends with its token, with logging out, and in time"
    )
    func sessions() async throws {
        let site = try await TestSite()
        let stranger = try await site.get("/console", token: nil)
        #expect(stranger.status == 303 && stranger["Location"] == "/login")
        #expect(try await site.get("/console", token: TestSite.admin).status == 303, "a bearer token is not a session")

        let (cookie, csrf) = try await site.logIn()
        #expect(try await site.send(.get, "/console", headers: ["Cookie": cookie]).status == 200)
        #expect(try await site.form("/logout", "csrf=\(csrf)", cookie: cookie).status == 303)
        #expect(try await site.send(.get, "/console", headers: ["Cookie": cookie]).status == 303)

        let second = try await site.logIn().cookie
        site.now = site.now + .hours(12)
        #expect(try await site.send(.get, "/console", headers: ["Cookie": second]).status == 303)

        let third = try await site.logIn().cookie
        try await site.store.change([.revokeToken("root", at: site.now)])
        #expect(try await site.send(.get, "/console", headers: ["Cookie": third]).status == 303)
    }

    @Test("A form without its CSRF token, or from another site, changes nothing")
    func forgery() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, csrf) = try await site.logIn()
        let path = "/console/rollouts/pbx-5.2/halt"
        #expect(try await site.form(path, "reason=x", cookie: cookie).status == 403)
        #expect(try await site.form(path, "csrf=wrong&reason=x", cookie: cookie).status == 403)
        let foreign = ["Origin": "https://evil.example"]
        #expect(try await site.form(path, "csrf=\(csrf)", cookie: cookie, headers: foreign).status == 403)
        let cross = ["Sec-Fetch-Site": "cross-site"]
        #expect(try await site.form(path, "csrf=\(csrf)", cookie: cookie, headers: cross).status == 403)
        let before = await site.operations.ledger.read { $0.rollouts["pbx-5.2"]?.state }
        #expect(before == .running)
        // What a browser sends from our own page under `Referrer-Policy: no-referrer`.
        let own = ["Origin": "null", "Sec-Fetch-Site": "same-origin"]
        #expect(try await site.form(path, "csrf=\(csrf)", cookie: cookie, headers: own).status == 303)
        let after = await site.operations.ledger.read { $0.rollouts["pbx-5.2"]?.state }
        #expect(after == .halted)
    }

    @Test("A session may read the API, and change things only with its CSRF token in a header")
    func sessionOnAPI() async throws {
        let site = try await TestSite()
        let (cookie, csrf) = try await site.logIn()
        #expect(try await site.get("/api/v1/fleet", token: nil, headers: ["Cookie": cookie]).status == 200)
        let body = "{\"id\":\"a\",\"name\":\"A\"}"
        let bare = try await site.post("/api/v1/components", body, token: nil, headers: ["Cookie": cookie])
        #expect(bare.status == 403 && bare.code == "form_expired")
        let good = try await site.post(
            "/api/v1/components", body, token: nil, headers: ["Cookie": cookie, "X-Evenkeel-CSRF": csrf])
        #expect(good.status == 201)
    }
}
