import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelServer

@Suite("Rolling back over HTTP")
struct RollbackTests {
    private let path = "/api/v1/rollouts/pbx-5.2"

    /// A rollout by hand that has a way back or none, with one site that has the release.
    private func installed(rollback: [String]? = ["Restore <the backup>"]) async throws -> (TestSite, String) {
        let test = try await TestSite()
        var policy = TestSite.policy
        policy.execute.rollbackSteps = rollback
        _ = try await test.operations.makePlan(policy, id: "plan", by: "root", at: test.now)
        _ = try await test.post("\(path)/approve")
        _ = try await test.post("\(path)/start")
        let conductor = Conductor(operations: test.operations)
        for _ in 0..<30 {
            while try await conductor.tick(at: test.now) {}
            let due = try await test.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.due]))
            if let site = due.first?.installation.text {
                let begun = try await test.post("/api/v1/jobs/pbx-5.2/\(site)/start", "{}")
                let id = try #require(begun.json["id"] as? Int)
                _ = try await test.post("/api/v1/installs/\(id)/end", #"{"result":"installed"}"#)
                return (test, site)
            }
            let next = await test.operations.ledger.read { [now = test.now] in $0.agenda.nextAt(after: now) }
            test.now = try #require(next)
        }
        throw NeverDue()
    }

    private struct NeverDue: Error {}

    @Test("a person puts it back by the steps of the policy, and the site says what runs there and that it is not done")
    func life() async throws {
        let (test, site) = try await installed()
        let order = "{\"reason\":\"fax is down\",\"installations\":[\"\(site)\"]}"
        #expect(try await test.post("\(path)/rollback", order, token: TestSite.reader).status == 403)
        let ordered = try await test.post("\(path)/rollback", order)
        #expect(ordered.status == 200, "\(ordered.body)")
        #expect(try await test.get("\(path)/why/\(site)").json["code"] as? String == "rollback_due")
        let (cookie, csrf) = try await test.logIn()
        let list = try await test.get("/console/jobs", token: nil, headers: ["Cookie": cookie])
        #expect(list.body.contains("Roll back: \(site)") && list.body.contains("Restore &lt;the backup&gt;"))
        #expect(
            try await test.form("/console/jobs/pbx-5.2/\(site)/start", "csrf=\(csrf)", cookie: cookie).status == 303)
        let install = try #require(try await test.store.installs(.open).first)
        #expect(
            try await test.get("/api/v1/installs/\(install.id)").json["rollback_to"] as? String == "5.1.0")
        _ = try await test.form("/console/jobs/\(install.id)/steps", "csrf=\(csrf)&step=1", cookie: cookie)
        _ = try await test.form("/console/jobs/\(install.id)/end", "csrf=\(csrf)&result=installed", cookie: cookie)
        let why = try await test.get("\(path)/why/\(site)").json
        #expect(why["code"] as? String == "rolled_back")
        #expect((why["text"] as? String)?.contains("runs 5.1.0 again") == true, "\(why)")
        #expect(try await test.get("/api/v1/fleet/\(site)").body.contains(#""version":"5.1.0""#))
        let wave = try #require((try await test.get(path).json["waves"] as? [[String: Any]])?.first)
        #expect((wave["sites"] as? [String: Int])?["rolledBack"] == 1, "\(wave)")
        let page = try await test.get("/console/rollouts/pbx-5.2", token: nil, headers: ["Cookie": cookie])
        #expect(page.body.contains("1 rolled back") && page.body.contains("site-rolledBack\">rolled back</span>"))
        #expect(StateWords.of("rolledBack", unplanned: true) == "rolled back (unplanned)")
        #expect(StateWords.of("timedOut") == "timed out" && StateWords.of("lost") == "lost")
        let ofSite = try await test.get("/console/installations/\(site)", token: nil, headers: ["Cookie": cookie])
        #expect(ofSite.body.contains("run-rolledBack\">rolled back</span>"), "\(ofSite.body)")
        let row = try #require(
            try await test.store.placements(PlacementQuery(installation: InstallationID(site))).first)
        let made = try await test.post("/api/v1/customers/\(row.customer)/links", "")
        let url = try #require(made.json["url"] as? String)
        let theirs = try await test.get(String(url.dropFirst("http://localhost".count)), token: nil).body
        #expect(theirs.contains("We have taken it back") && !theirs.contains("has not worked"), "\(theirs)")
    }

    @Test("the console offers it where the policy does, for a site or a whole wave")
    func console() async throws {
        let (test, site) = try await installed()
        let (cookie, csrf) = try await test.logIn()
        let page = try await test.get("/console/rollouts/pbx-5.2", token: nil, headers: ["Cookie": cookie])
        #expect(page.body.contains("action=\"/console/rollouts/pbx-5.2/rollback\""))
        let form = "/console/rollouts/pbx-5.2/rollback"
        #expect(try await test.form(form, "csrf=wrong&wave=1&reason=x", cookie: cookie).status == 403)
        #expect(try await test.form(form, "csrf=\(csrf)&wave=1&reason=fax+is+down", cookie: cookie).status == 303)
        let rows = try await test.store.placements(PlacementQuery(installation: InstallationID(site)))
        #expect(rows.first?.state == .rollbackDue && rows.first?.note == "fax is down")
    }

    @Test("where nobody offers a way back it is refused by name, and the page has no such form")
    func refused() async throws {
        let (test, site) = try await installed(rollback: nil)
        let answer = try await test.post(
            "\(path)/rollback", "{\"reason\":\"x\",\"installations\":[\"\(site)\"]}")
        #expect(answer.status == 409 && answer.code == "no_way_back" && answer.body.contains("by manual"))
        let (cookie, _) = try await test.logIn()
        let page = try await test.get("/console/rollouts/pbx-5.2", token: nil, headers: ["Cookie": cookie])
        #expect(!page.body.contains("/rollback"))
        let (other, _) = try await installed()
        let cases: [(body: String, code: String)] = [
            (#"{"reason":"x"}"#, "sites_missing"), (#"{"reason":"","wave":1}"#, "reason_missing"),
            (#"{"reason":"x","wave":99}"#, "bad_value"), (#"{"reason":"x","wave":2}"#, "nothing_to_roll_back"),
            (#"{"reason":"x","wave":1,"installations":["a"]}"#, "bad_value"),
            (#"{"reason":"x","installations":["nowhere"]}"#, "not_in_rollout"),
        ]
        for (body, code) in cases {
            #expect(try await other.post("\(path)/rollback", body).code == code, "\(body)")
        }
    }
}
