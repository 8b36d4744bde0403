import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Jobs of technicians over HTTP")
struct JobTests {
    /// A rollout done by hand in two steps, whose first wave is open, and one of its sites.
    private func open(perDay: Int? = nil) async throws -> (test: TestSite, site: String) {
        let test = try await TestSite()
        var policy = TestSite.policy
        policy.execute.steps = ["Back up <everything>", "Install"]
        policy.calendar.capacityPerDay = perDay
        _ = try await test.operations.makePlan(policy, id: "plan", by: "root", at: test.now)
        _ = try await test.post("/api/v1/rollouts/pbx-5.2/approve")
        _ = try await test.post("/api/v1/rollouts/pbx-5.2/start")
        let conductor = Conductor(operations: test.operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: test.now) {}
            let due = try await test.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.due]))
            if let first = due.first { return (test, first.installation.text) }
            let next = await test.operations.ledger.read { [now = test.now] in $0.agenda.nextAt(after: now) }
            test.now = try #require(next)
        }
        throw NeverDue()
    }

    private struct NeverDue: Error {}

    @Test("a job is begun once, ticked off, proven and ended, and its site has the word of a technician")
    func life() async throws {
        let (test, site) = try await open()
        let start = "/api/v1/jobs/pbx-5.2/\(site)/start"
        let listed = try #require(try await test.get("/api/v1/jobs").json["jobs"] as? [[String: Any]])
        #expect(listed.count == 2 && listed.allSatisfy { $0["state"] as? String == "due" })
        #expect(try await test.post(start, "{}", token: TestSite.reader).status == 403)

        let begun = try await test.post(start, "{}")
        #expect(begun.status == 201 && begun.json["by"] as? String == "root")
        let id = try #require(begun.json["id"] as? Int)
        let second = try await test.post(start, "{}")
        #expect(second.status == 409 && second.code == "site_not_ready")
        #expect(second.body.contains("is running since"), "it says what is in the way: \(second.body)")

        let early = try await test.post("/api/v1/installs/\(id)/end", #"{"result":"installed"}"#)
        #expect(early.status == 409 && early.code == "steps_missing")
        #expect(try await test.post("/api/v1/installs/\(id)/steps", #"{"step":3}"#).code == "unknown_step")
        for step in 1...2 {
            #expect(try await test.post("/api/v1/installs/\(id)/steps", "{\"step\":\(step)}").status == 200)
        }
        let kept = try await test.send(
            .post, "/api/v1/installs/\(id)/records?name=sheet.html", token: TestSite.admin, body: "<b>signed</b>",
            type: "text/html")
        #expect(kept.status == 201 && kept.json["size"] as? Int == 13)
        let shown = try await test.get("/api/v1/installs/\(id)/records/1")
        #expect(shown.body == "<b>signed</b>")
        // A browser must not take it for a page of ours.
        #expect(shown["Content-Type"] == "application/octet-stream")
        #expect(shown["Content-Disposition"]?.hasPrefix("attachment") == true)

        let ended = try await test.post("/api/v1/installs/\(id)/end", #"{"result":"installed","note":"all well"}"#)
        #expect(ended.json["state"] as? String == "installed" && ended.json["note"] as? String == "all well")
        let again = try await test.post("/api/v1/installs/\(id)/end", #"{"result":"failed"}"#)
        #expect(again.status == 409 && again.code == "install_ended")
        let installation = try await test.get("/api/v1/fleet/\(site)")
        #expect(installation.body.contains(#""version":"5.2.0""#) && installation.body.contains("technician"))
        let wave = try #require(
            (try await test.get("/api/v1/rollouts/pbx-5.2").json["waves"] as? [[String: Any]])?.first)
        #expect(wave["sites"] as? [String: Int] == ["due": 1, "installed": 1])
    }

    @Test("a record that is too large or empty is refused and nothing is kept")
    func records() async throws {
        let (test, site) = try await open()
        let id = try #require(try await test.post("/api/v1/jobs/pbx-5.2/\(site)/start", "{}").json["id"] as? Int)
        let path = "/api/v1/installs/\(id)/records"
        let large = String(repeating: "x", count: InstallRecord.sizeLimitBytes + 1)
        for (body, status) in [(large, 413), ("", 422)] {
            let answer = try await test.send(
                .post, path, token: TestSite.admin, body: body, type: "application/octet-stream")
            #expect(answer.status == status, "\(answer.body)")
        }
        #expect((try await test.get("/api/v1/installs/\(id)").json["records"] as? [Any])?.isEmpty == true)
        #expect(try await test.get("\(path)/1").status == 404)
        #expect(try await test.get("/api/v1/installs/999").code == "unknown_install")
    }

    @Test("the console has the list with its forms, and shows what a site runs and who says so")
    func console() async throws {
        let (test, site) = try await open()
        let (cookie, csrf) = try await test.logIn()
        let list = try await test.get("/console/jobs", token: nil, headers: ["Cookie": cookie])
        #expect(list.body.contains("Back up &lt;everything&gt;") && list.body.contains("Begin"))
        let begin = "/console/jobs/pbx-5.2/\(site)/start"
        #expect(try await test.form(begin, "csrf=wrong", cookie: cookie).status == 403)
        #expect(try await test.form(begin, "csrf=\(csrf)", cookie: cookie).status == 303)
        let id = try #require(try await test.store.installs(.open).first?.id)
        for step in 1...2 {
            let done = try await test.form("/console/jobs/\(id)/steps", "csrf=\(csrf)&step=\(step)", cookie: cookie)
            #expect(done.status == 303)
        }
        let ended = try await test.form(
            "/console/jobs/\(id)/end", "csrf=\(csrf)&result=installed&note=ok&record=rang+twice", cookie: cookie)
        #expect(ended.status == 303)
        #expect(try await test.store.records(of: id).map(\.name) == ["note.txt"])
        let page = try await test.get("/console/installations/\(site)", token: nil, headers: ["Cookie": cookie])
        #expect(page.body.contains("technician") && page.body.contains("5.2.0"))
    }

    @Test("on a full day the console says who has taken it, and begins with a reason, which is kept under who gave it")
    func fullDay() async throws {
        let (test, site) = try await open(perDay: TestSite.perDay)
        let (cookie, csrf) = try await test.logIn()
        let before = try await test.page("/console/jobs", cookie).body
        #expect(before.contains("Begin") && !before.contains("name=\"why\""), "nobody is asked while there is room")
        try await test.fillToday(besides: InstallationID(site))
        let full = try await test.page("/console/jobs", cookie).body
        #expect(
            full.contains("This rollout does 3 a day, and") && full.contains("was taken by site-10, site-11, site-12."))
        #expect(full.contains("name=\"why\""))
        let begin = "/console/jobs/pbx-5.2/\(site)/start"
        let wordless = try await test.form(begin, "csrf=\(csrf)&why=", cookie: cookie)
        #expect(wordless.status == 409 && wordless.body.contains("Today is full."))
        #expect(try await test.store.installs(.open).isEmpty)
        #expect(try await test.form(begin, "csrf=\(csrf)&why=We+are+next+door.", cookie: cookie).status == 303)
        #expect(try await test.store.installs(.open).map(\.installation.text) == [site])
        let overrides = await test.operations.ledger.read { $0.rollouts["pbx-5.2"]?.dayOverrides }
        #expect(overrides?.map(\.why) == ["We are next door."] && overrides?.map(\.by) == ["root"])
    }

    @Test("a version somebody found is taken with its source and time; an import, a guess or the future is not")
    func versions() async throws {
        let test = try await TestSite()
        let path = "/api/v1/fleet/site-01/version"
        let cases: [(body: String, status: Int)] = [
            (#"{"version":"5.1.9","source":"import"}"#, 422), (#"{"version":"5.1.9"}"#, 422),
            (#"{"version":"five","source":"probe"}"#, 422), (#"{"source":"probe"}"#, 422),
            (#"{"version":"5.1.9","source":"probe","at":"2030-01-01T00:00:00Z"}"#, 422),
            (#"{"version":"5.1.9","source":"probe","by":"me"}"#, 422),
        ]
        for (body, status) in cases {
            #expect(try await test.post(path, body).status == status, "\(body)")
        }
        #expect(try await test.get("/api/v1/fleet/site-01").body.contains(#""version":"5.1.0""#))
        let body = #"{"version":"5.1.9","source":"probe"}"#
        #expect(try await test.post(path, body, token: TestSite.reader).status == 403)
        #expect(try await test.post(path, body).status == 200)
        let site = try await test.get("/api/v1/fleet/site-01").body
        #expect(site.contains(#""version":"5.1.9""#) && site.contains(#""source":"probe""#))
        #expect(try await test.post("/api/v1/fleet/nowhere/version", body).code == "unknown_installation")
    }

    @Test("whoever guesses the address of a callback learns nothing, whether or not there is such an install")
    func callbacks() async throws {
        let (test, site) = try await open()
        _ = try await test.post("/api/v1/jobs/pbx-5.2/\(site)/start", "{}")
        var answers: Set<String> = []
        for path in ["1/AAAA", "2/AAAA", "0/x", "-1/x", "99999999999/x", "1/%2e%2e"] {
            let answer = try await test.post("/hooks/installs/\(path)", #"{"state":"installed"}"#, token: nil)
            #expect(answer.status == 404 && answer["Content-Type"] == "application/problem+json")
            answers.insert(answer.code ?? "-")
        }
        #expect(answers == ["not_found"])
        #expect(try await test.store.installs(.open).count == 1)
    }
}
