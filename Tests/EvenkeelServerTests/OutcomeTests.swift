import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Outcomes through the API")
struct OutcomeTests {
    /// The first wave open, and its sites installed.
    private func site() async throws -> TestSite {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        for _ in 0..<20 {
            while try await conductor.tick(at: site.now) {}
            if try await !site.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.due])).isEmpty { break }
            let now = site.now
            let due = await site.operations.ledger.read { $0.agenda.nextAt(after: now) }
            site.now = try #require(due)
        }
        let names = try await first(site)
        let installs = names.enumerated().map { line("i\($0)", $1, "installed", site) }
        #expect(try await report(installs, to: site).json["accepted"] as? Int == names.count)
        site.now = site.now + .hours(1)
        return site
    }

    private func first(_ site: TestSite) async throws -> [String] {
        try await site.store.placements(PlacementQuery(rollout: "pbx-5.2", wave: 0)).map(\.installation.text).sorted()
    }

    private func line(
        _ id: String, _ installation: String, _ kind: String, _ site: TestSite, at: Timestamp? = nil, more: String = ""
    ) -> String {
        """
        {"id":"\(id)","installation":"\(installation)","release":"5.2.0","kind":"\(kind)","at":"\(at ?? site.now)"\(more)}
        """
    }

    private func report(_ lines: [String], to site: TestSite) async throws -> Answer {
        try await site.post(
            "/api/v1/outcomes", "{\"outcomes\":[\(lines.joined(separator: ","))]}", token: TestSite.reporter)
    }

    private func turn(_ site: TestSite) async throws {
        let conductor = Conductor(operations: site.operations)
        while try await conductor.tick(at: site.now) {}
    }

    @Test("what cannot be taken is refused by name with a hint, the rest is kept, and the log of the source counts it")
    func refused() async throws {
        let site = try await site()
        let names = try await first(site)
        let rest = try await site.store.placements(PlacementQuery(rollout: "pbx-5.2", wave: 1))
        let waiting = try #require(rest.first?.installation.text)
        let answer = try await report(
            [
                line("a", "nobody", "healthy", site), line("b", waiting, "unhealthy", site),
                line("c", names[0], "healthy", site, at: site.now + .hours(1)),
                line("d", names[0], "unhealthy", site, more: ",\"count\":-1"),
                line("e", names[0], "healthy", site), line("e", names[0], "unhealthy", site),
                line("f", names[1], "unhealthy", site, at: site.now + .hours(-3)),
                line("g", names[1], "unhealthy", site, more: ",\"exposure_hours\":-0.5"),
                line("h", names[1], "healthy", site, more: ",\"exposure_hours\":24,\"count\":0"),
            ], to: site)
        #expect(answer.status == 202)
        #expect(answer.json["accepted"] as? Int == 2)
        let refused = try #require(answer.json["refused"] as? [[String: Any]])
        #expect(refused.map { $0["index"] as? Int } == [0, 1, 2, 3, 5, 6, 7])
        #expect(
            refused.map { $0["code"] as? String } == [
                "unknown_installation", "not_started", "in_the_future", "negative_count", "duplicate_differs",
                "not_started", "negative_count",
            ])
        #expect(refused.allSatisfy { ($0["hint"] as? String)?.isEmpty == false })
        #expect(refused.map { $0["id"] as? String } == ["a", "b", "c", "d", "e", "f", "g"])
        #expect(
            refused.map { $0["installation"] as? String } == [
                "nobody", waiting, names[0], names[0], names[0], names[1], names[1],
            ])
        let log = try await site.get("/api/v1/outcomes/refusals?source=agent")
        let lines = try #require(log.json["refusals"] as? [[String: Any]])
        let counts = Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in
                (line["code"] as? String).flatMap { code in (line["count"] as? Int).map { (code, $0) } }
            })
        #expect(
            counts == [
                "unknown_installation": 1, "not_started": 2, "in_the_future": 1, "negative_count": 2,
                "duplicate_differs": 1,
            ])
        let negative = try #require(lines.first { $0["code"] as? String == "negative_count" })
        #expect(negative["outcome"] as? String == "g" && negative["installation"] as? String == names[1])
        #expect(try await site.get("/api/v1/outcomes/refusals?source=nobody").body == #"{"refusals":[]}"#)
        #expect(try await site.get("/api/v1/outcomes/refusals", token: TestSite.reporter).status == 403)
    }

    @Test(
        "what cannot be read is refused by the name it gives itself, in the answer and in the log of the source",
        arguments: [
            (
                #"{"id":"z","installation":"acme","release":"5.2.0","kind":"exploded","at":"2026-12-01T08:00:00Z"}"#,
                "bad_value"
            ),
            (#"{"id":"z","installation":"acme","release":"5.2.0","kind":"healthy","at":"yesterday"}"#, "bad_value"),
            (
                #"{"id":"z","installation":"acme","release":"five","kind":"healthy","at":"2026-12-01T08:00:00Z"}"#,
                "bad_value"
            ),
            (#"{"id":"z","installation":"acme","release":"5.2.0","at":"2026-12-01T08:00:00Z"}"#, "missing_member"),
            (
                #"{"id":"z","installation":"acme","release":"5.2.0","kind":"used","at":"2026-12-01T08:00:00Z"}"#,
                "missing_member"
            ),
            (
                #"{"id":"z","installation":"acme","release":"5.2.0","kind":"used","at":"2026-12-01T08:00:00Z","feature":""}"#,
                "missing_member"
            ),
            (#"{"id":"z","installation":"acme","sites":3}"#, "unknown_member"),
            (
                #"{"id":"z","installation":"acme","release":"5.2.0","kind":"healthy","at":"2026-12-01T08:00:00Z","count":-4}"#,
                "negative_count"
            ),
            (
                #"{"id":"z","installation":"acme","release":"5.2.0","kind":"healthy","at":"2026-12-01T08:00:00Z","count":0.5}"#,
                "bad_value"
            ),
        ])
    func unreadable(line: String, code: String) async throws {
        let site = try await TestSite()
        let answer = try await report([line], to: site)
        #expect(answer.status == 202)
        #expect(answer.json["accepted"] as? Int == 0)
        let refused = try #require((answer.json["refused"] as? [[String: Any]])?.first)
        #expect(refused["code"] as? String == code)
        #expect(refused["id"] as? String == "z")
        #expect(refused["installation"] as? String == "acme")
        let log = try await site.get("/api/v1/outcomes/refusals?source=agent")
        let logged = try #require((log.json["refusals"] as? [[String: Any]])?.first)
        #expect(logged["code"] as? String == code)
        #expect(logged["outcome"] as? String == "z" && logged["installation"] as? String == "acme")
    }

    @Test("answers that come with other outcomes are listed with the calls, once they count")
    func reportedResponses() async throws {
        let site = try await site()
        let names = try await first(site)
        let rest = try await site.store.placements(PlacementQuery(rollout: "pbx-5.2", wave: 1))
        let waiting = try #require(rest.first?.installation.text)
        _ = try await report(
            [
                line("a", names[0], "response_fine", site),
                line("b", names[1], "response_trouble", site, more: ",\"fault\":\"no audio\""),
                line("c", waiting, "response_fine", site), line("d", names[0], "healthy", site),
            ], to: site)
        let answer = try await site.get("/api/v1/rollouts/pbx-5.2/responses")
        let responses = try #require(answer.json["responses"] as? [[String: Any]])
        #expect(responses.map { $0["outcome"] as? String } == ["b", "a"])
        #expect(responses.map { $0["response"] as? String } == ["trouble", "fine"])
        #expect(responses.allSatisfy { $0["way"] as? String == "report" && $0["recorded_by"] as? String == "agent" })
        #expect(responses.first?["note"] as? String == "no audio")
    }

    @Test("a batch in plain form and the same batch written oddly are taken alike")
    func plainAndOdd() async throws {
        let plain = try await site()
        let odd = try await site()
        let names = try await first(plain)
        let at = plain.now
        func body(_ text: String) -> String {
            "{\"outcomes\":["
                + names.enumerated().map { line("x\($0)", $1, "unhealthy", plain, at: at, more: text) }
                .joined(separator: ",") + "]}"
        }
        let fault = ",\"fault\":\"no audio\""
        let left = try await plain.post("/api/v1/outcomes", body(fault), token: TestSite.reporter)
        let escaped = body(",\"fault\":\"n\\u006f audio\"").replacingOccurrences(of: "Z\"", with: "+00:00\"")
        let right = try await odd.post("/api/v1/outcomes", escaped, token: TestSite.reporter)
        #expect(left.body == right.body)
        #expect(try await plain.store.siteEvidence("pbx-5.2") == odd.store.siteEvidence("pbx-5.2"))
        #expect(try await plain.store.faults("pbx-5.2") == odd.store.faults("pbx-5.2"))
        #expect(try await plain.store.faults("pbx-5.2").first?.fault == "no audio")
    }

    @Test("staff say which reports are the same fault")
    func faults() async throws {
        let site = try await site()
        let names = try await first(site)
        _ = try await report(
            [
                line("a", names[0], "unhealthy", site, more: ",\"fault\":\"no audio\""),
                line("b", names[1], "response_trouble", site, more: ",\"fault\":\"callers hear nothing\""),
            ], to: site)
        let merged = try await site.post(
            "/api/v1/rollouts/pbx-5.2/faults", #"{"faults":["no audio","callers hear nothing"],"name":"one-way audio"}"#
        )
        let faults = try #require(merged.json["faults"] as? [[String: Any]])
        #expect(faults.count == 1)
        #expect(faults[0]["sites"] as? Int == 2)
        #expect(faults[0]["fault"] as? String == "one-way audio")
        let unknown = try await site.post(
            "/api/v1/rollouts/pbx-5.2/faults", #"{"faults":["no audio","no adio"],"name":"silence"}"#)
        #expect(unknown.status == 422 && unknown.code == "unknown_fault")
        #expect(unknown.body.contains("no adio") && unknown.body.contains("one-way audio"))
        #expect(try await site.store.faults("pbx-5.2").map(\.fault) == ["one-way audio"], "nothing was changed")
        let code = try await site.post("/api/v1/rollouts/pbx-5.2/faults", #"{"name":"x"}"#).code
        #expect(code == "missing_member")
    }

    @Test(
        "a call is written down with who said it and who heard it, counts as an answer, and only where the site runs it"
    )
    func calls() async throws {
        let site = try await site()
        let names = try await first(site)
        let path = "/api/v1/rollouts/pbx-5.2/responses"
        let said = try await site.post(
            path, #"{"installation":"\#(names[0])","response":"trouble","from":"Rosa","note":"no audio at noon"}"#)
        #expect(said.status == 200)
        let responses = try #require(said.json["responses"] as? [[String: Any]])
        #expect(responses.map { $0["installation"] as? String } == [names[0]])
        #expect(responses[0]["recorded_by"] as? String == "root")
        #expect(responses[0]["way"] as? String == "call")
        #expect(try await site.store.siteEvidence("pbx-5.2").count { $0.troubleAt != nil } == 1)
        #expect(try await site.store.faults("pbx-5.2").map(\.fault) == [""], "what was said is no name of a fault")
        let rest = try await site.store.placements(PlacementQuery(rollout: "pbx-5.2", wave: 1))
        let waiting = try #require(rest.first?.installation.text)
        let early = try await site.post(
            path, #"{"installation":"\#(waiting)","response":"fine","from":"Rosa"}"#)
        #expect(early.status == 422 && early.code == "not_started")
        let mute = try await site.post(path, #"{"installation":"\#(names[0])","from":"Rosa"}"#)
        #expect(mute.code == "missing_member")
        #expect(try await site.get(path).json["responses"] as? [[String: Any]] != nil)
        #expect(try await site.get(path, token: TestSite.reporter).status == 403)
        let unasked = try await site.post(
            path, #"{"installation":"\#(names[0])","response":"fine","from":"x"}"#, token: TestSite.reporter)
        #expect(unasked.status == 403)
    }

    @Test("the console takes a call from its own page, and shows it with the line at which a halt comes")
    func callInConsole() async throws {
        let site = try await site()
        let names = try await first(site)
        let (cookie, token) = try await site.logIn()
        let before = try await site.send(.get, "/console/rollouts/pbx-5.2", headers: ["Cookie": cookie])
        #expect(before.body.contains("Nobody has answered yet."))
        #expect(before.body.contains("Halt comes at 2 failures within"))
        #expect(before.body.contains("(next; now 0 failures in"))
        let path = "/console/rollouts/pbx-5.2/responses"
        let form = "csrf=\(token)&installation=\(names[0])&response=fine&from=Rosa+%3Cb%3E&note=all+well"
        #expect(try await site.form(path, form, cookie: cookie).status == 303)
        let after = try await site.send(.get, "/console/rollouts/pbx-5.2", headers: ["Cookie": cookie])
        #expect(after.body.contains("all well"))
        #expect(after.body.contains("Rosa &lt;b&gt;"))
        #expect(try await site.form(path, form.replacing(token, with: "wrong"), cookie: cookie).status == 403)
    }

    @Test("a back-test changes nothing and needs a token that may read")
    func replayScope() async throws {
        let site = try await site()
        let answer = try await site.send(
            .post, "/api/v1/rollouts/pbx-5.2/replay", token: TestSite.reader, body: "rollout: pbx-5.2\n",
            type: "application/yaml")
        #expect(answer.status == 200)
        #expect(try await site.post("/api/v1/rollouts/pbx-5.2/halt", "{}", token: TestSite.reader).status == 403)
        let reporter = try await site.send(
            .post, "/api/v1/rollouts/pbx-5.2/replay", token: TestSite.reporter, body: "rollout: x\n",
            type: "application/yaml")
        #expect(reporter.status == 403)
    }

    @Test("a halt is derived again from the journal, all of it")
    func rederived() async throws {
        let site = try await site()
        let names = try await first(site)
        _ = try await report(names.map { line("u\($0)", $0, "unhealthy", site) }, to: site)
        try await turn(site)
        let rollout = try await site.get("/api/v1/rollouts/pbx-5.2")
        #expect(rollout.json["state"] as? String == "halted")
        let report = try await site.get("/api/v1/rollouts/pbx-5.2/report")
        let gates = try #require(report.json["gates"] as? [[String: Any]])
        #expect(gates.count == 1)
        #expect(gates[0]["agrees"] as? Bool == true)
        #expect(gates[0]["state_again"] as? String == "halt")
        #expect((gates[0]["differences"] as? [String])?.isEmpty == true)
    }

    @Test("a figure that was changed in the journal is named by the report")
    func tampered() async throws {
        let site = try await site()
        let names = try await first(site)
        _ = try await report(names.map { line("u\($0)", $0, "unhealthy", site) }, to: site)
        try await turn(site)
        let entries = try await site.store.entries(after: 0, limit: 1000)
        var evidence: GateEvidence?
        for case .waveHalted(let decided) in entries.map(\.event) { evidence = decided.evidence }
        var changed = try #require(evidence)
        #expect(changed.rederive()?.agrees == true)
        for number in changed.figures?.members.indices ?? 0..<0 {
            changed.figures?.members[number].tally.observed = 0
            changed.figures?.members[number].tally.failed = 0
            changed.figures?.members[number].scan = nil
        }
        let again = try #require(changed.rederive())
        #expect(!again.agrees)
        #expect(again.differences.contains { $0.hasPrefix("The decision is recorded as halt") })
    }

    @Test("a rollout that still runs is neither harmful nor harmless, unless somebody says so")
    func undecided() async throws {
        let site = try await site()
        func replay() async throws -> ReplayDocument {
            let answer = try await site.send(
                .post, "/api/v1/rollouts/pbx-5.2/replay", token: TestSite.reader, body: "rollout: pbx-5.2\n",
                type: "application/yaml")
            return try WireJSON.read(ReplayDocument.self, from: Data(answer.body.utf8))
        }
        let running = try await replay()
        #expect(!running.actual.decided && running.actual.state == "running")
        let open = BacktestDocument([running], harmful: [:])
        #expect(open.undecided == ["pbx-5.2"] && open.recall == nil && open.precision == nil)
        #expect(BacktestDocument([running], harmful: ["pbx-5.2": true]).recall == 0)
        let names = try await first(site)
        _ = try await report(names.prefix(2).map { line("u\($0)", $0, "unhealthy", site) }, to: site)
        try await turn(site)
        let halted = try await replay()
        #expect(halted.actual.decided && halted.actual.halted)
        let both = BacktestDocument([running, halted], harmful: ["pbx-5.2": true])
        #expect(both.undecided.isEmpty && both.recall == 0.5)
        #expect(BacktestDocument([halted], harmful: [:]).precision == 1)
    }

    @Test("a finished rollout is judged again under another policy, and drawn")
    func replay() async throws {
        let site = try await site()
        let names = try await first(site)
        _ = try await report(names.prefix(2).map { line("u\($0)", $0, "unhealthy", site) }, to: site)
        try await turn(site)
        let answer = try await site.send(
            .post, "/api/v1/rollouts/pbx-5.2/replay", token: TestSite.admin, body: "rollout: pbx-5.2\n",
            type: "application/yaml")
        #expect(answer.status == 200)
        #expect(answer.json["halted"] as? Bool == true)
        #expect(answer.json["metric"] as? String == "health")
        let actual = try #require(answer.json["actual"] as? [String: Any])
        #expect(actual["sites_hurt"] as? Int == 2)
        #expect(actual["halted"] as? Bool == true)
        let growth = try await site.get("/api/v1/rollouts/pbx-5.2/evidence?wave=1")
        #expect((growth.json["steps"] as? [[String: Any]])?.last?["failed"] as? Int == 2)
        let cookie = try await site.logIn().cookie
        let picture = try await site.send(
            .get, "/console/rollouts/pbx-5.2/evidence.svg?wave=1", headers: ["Cookie": cookie])
        #expect(picture["Content-Type"] == "image/svg+xml; charset=utf-8")
        #expect(picture.body.hasPrefix("<svg"))
        #expect(picture.body.contains("</svg>"))
        let page = try await site.send(.get, "/console/rollouts/pbx-5.2", headers: ["Cookie": cookie])
        #expect(page.body.contains("/console/rollouts/pbx-5.2/evidence.svg?wave=1"))
    }
}
