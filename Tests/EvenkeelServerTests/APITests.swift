import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@Suite("The management API, as requests and answers")
struct APITests {
    struct Refused: CustomTestStringConvertible {
        let path: String
        let body: String
        let status: Int
        let code: String
        let member: String?
        let hint: String
        var testDescription: String { "\(path) \(body.prefix(60))" }
    }

    static let refusals: [Refused] = [
        // Unknown members are named, with the nearest that is known.
        .init(
            path: "/api/v1/incidents", body: #"{"bodyy":"x"}"#, status: 422, code: "unknown_member", member: "bodyy",
            hint: "Did you mean body?"),
        .init(
            path: "/api/v1/incidents", body: #"{"zzzzzzzz":"x"}"#, status: 422, code: "unknown_member",
            member: "zzzzzzzz", hint: "Known are"),
        .init(
            path: "/api/v1/components", body: #"{"id":"a","nam":"A"}"#, status: 422, code: "unknown_member",
            member: "nam", hint: "Did you mean name?"),
        // A member twice, which lenient readers take silently.
        .init(
            path: "/api/v1/components", body: #"{"id":"a","id":"b","name":"A"}"#, status: 400, code: "duplicate_member",
            member: "id", hint: "Keep one"),
        // Wrong types and forms.
        .init(
            path: "/api/v1/components", body: #"{"id":7,"name":"A"}"#, status: 422, code: "bad_value", member: "id",
            hint: "Expected a text"),
        .init(
            path: "/api/v1/components", body: #"{"id":"../x","name":"A"}"#, status: 422, code: "bad_value",
            member: "id", hint: "letters"),
        .init(
            path: "/api/v1/components", body: #"{"id":"a"}"#, status: 422, code: "missing_member", member: "name",
            hint: "a text"),
        .init(path: "/api/v1/components", body: "[]", status: 422, code: "bad_value", member: nil, hint: "an object"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"x","components":["telephony"],"impact":"huge"}"#, status: 422,
            code: "bad_value", member: "impact", hint: "none, minor, major, critical"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"x","components":["telephony"],"next_by":"soon"}"#, status: 422,
            code: "bad_value", member: "next_by", hint: "RFC 3339"),
        .init(
            path: "/api/v1/incidents",
            body: #"{"body":"x","components":["telephony"],"next_by":"2020-01-01T00:00:00Z"}"#, status: 422,
            code: "next_in_the_past", member: "next_by", hint: "later time"),
        .init(
            path: "/api/v1/incidents",
            body: #"{"body":"x","components":["telephony"],"next_by":"2027-01-01T00:00:00Z"}"#, status: 422,
            code: "next_too_late", member: "next_by", hint: "earlier time"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"x","components":["telefony"]}"#, status: 422,
            code: "unknown_component", member: "components", hint: "Did you mean telephony?"),
        .init(
            path: "/api/v1/maintenances",
            body:
                #"{"title":"t","text":"x","from":"2026-07-01T08:00:00Z","to":"2026-07-01T09:00:00Z","components":["telefony"]}"#,
            status: 422, code: "unknown_component", member: "components", hint: "Did you mean telephony?"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"  ","components":["telephony"]}"#, status: 422,
            code: "body_missing", member: "body", hint: "one true sentence"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"x"}"#, status: 422, code: "missing_member",
            member: "components", hint: "rollout"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"x","title":"t","audience":"featur==fax"}"#, status: 422,
            code: "bad_predicate", member: "audience", hint: "Did you mean feature?"),
        .init(
            path: "/api/v1/incidents", body: #"{"body":"x","rollout":"nope"}"#, status: 404, code: "unknown_rollout",
            member: nil, hint: "evenkeel rollout list"),
        .init(
            path: "/api/v1/incidents/nope/updates", body: #"{"body":"x"}"#, status: 404, code: "unknown_incident",
            member: nil, hint: "evenkeel incident list"),
        .init(
            path: "/api/v1/incidents/nope/restore", body: #"{"customers":["a"],"how":"x"}"#, status: 404,
            code: "unknown_incident", member: nil, hint: "evenkeel incident list"),
        .init(
            path: "/api/v1/holds", body: #"{"predicate":"feature==fax"}"#, status: 422, code: "reason_missing",
            member: "reason", hint: "why"),
        .init(
            path: "/api/v1/holds", body: #"{"why":"x"}"#, status: 422, code: "missing_member", member: "predicate",
            hint: "feature==fax"),
        .init(
            path: "/api/v1/holds/nope/lift", body: #"{"why":"x"}"#, status: 404, code: "unknown_hold", member: nil,
            hint: "evenkeel hold list"),
        .init(
            path: "/api/v1/rollouts/nope/halt", body: #"{"reason":"x"}"#, status: 404, code: "unknown_rollout",
            member: nil, hint: "evenkeel rollout list"),
        .init(
            path: "/api/v1/rollouts/nope/advance", body: #"{"reason":"x"}"#, status: 404, code: "unknown_rollout",
            member: nil, hint: "evenkeel rollout list"),
        .init(
            path: "/api/v1/releases", body: #"{"product":"pbx","version":"five"}"#, status: 422, code: "bad_value",
            member: "version", hint: "5.2.0"),
        .init(
            path: "/api/v1/releases", body: #"{"product":"pbx","version":"5.2.0","texts":{"en":{"summary":"s"}}}"#,
            status: 422, code: "missing_member", member: "texts.en.downtime", hint: "a text"),
        .init(
            path: "/api/v1/outcomes", body: "{}", status: 422, code: "missing_member", member: "outcomes",
            hint: "a list"),
        .init(
            path: "/api/v1/outcomes", body: #"{"outcomes":{}}"#, status: 422, code: "bad_value", member: "outcomes",
            hint: "a list"),
        .init(
            path: "/api/v1/tokens", body: #"{"name":"a","scope":"root"}"#, status: 422, code: "bad_value",
            member: "scope", hint: "admin, read, outcomes"),
        // Not JSON at all.
        .init(
            path: "/api/v1/components", body: "{", status: 400, code: "malformed_json", member: nil,
            hint: "one JSON object"),
        .init(
            path: "/api/v1/components", body: #"{"id":"a","name":"A"} x"#, status: 400, code: "malformed_json",
            member: nil, hint: "one JSON object"),
        .init(
            path: "/api/v1/components", body: #"{"id":"\ud800","name":"A"}"#, status: 400, code: "malformed_json",
            member: nil, hint: "one JSON object"),
        .init(
            path: "/api/v1/components", body: #"{"id":01,"name":"A"}"#, status: 400, code: "malformed_json",
            member: nil, hint: "one JSON object"),
        .init(
            path: "/api/v1/components", body: String(repeating: "[", count: 40), status: 400, code: "too_deep",
            member: nil, hint: "flatter"),
        .init(
            path: "/api/v1/components", body: "\"" + String(repeating: "x", count: 1 << 20) + "\"", status: 413,
            code: "too_large", member: nil, hint: "several"),
        .init(path: "/api/v1/nothing", body: "{}", status: 404, code: "not_found", member: nil, hint: "address"),
    ]

    @Test("A request that is wrong is refused with a code, the member it is about, and a hint", arguments: refusals)
    func refused(_ example: Refused) async throws {
        let site = try await TestSite()
        let answer = try await site.post(example.path, example.body)
        #expect(answer.status == example.status)
        #expect(answer.code == example.code)
        #expect(answer.json["member"] as? String == example.member)
        let hint = try #require(answer.json["hint"] as? String)
        #expect(hint.contains(example.hint), "\(hint)")
        #expect(answer["Content-Type"] == "application/problem+json")
        #expect(answer.json["type"] as? String == "urn:evenkeel:problem:\(example.code)")
    }

    @Test("A body that says it is not JSON is refused")
    func mediaType() async throws {
        let site = try await TestSite()
        let answer = try await site.send(
            .post, "/api/v1/components", token: TestSite.admin, body: #"{"id":"a","name":"A"}"#, type: "text/plain")
        #expect(answer.status == 415 && answer.code == "unsupported_media_type")
    }

    @Test("A fleet and a policy that cannot be read are refused with what their reader says")
    func files() async throws {
        let site = try await TestSite()
        let fleet = try await site.send(
            .post, "/api/v1/fleet/import", token: TestSite.admin, body: "garbage", type: "text/csv")
        #expect(fleet.status == 422 && fleet.code == "unreadable_file")
        let policy = try await site.send(
            .post, "/api/v1/rollouts", token: TestSite.admin, body: "garbage", type: "application/yaml")
        #expect(policy.status == 422)
        #expect((policy.json["detail"] as? String)?.contains("did you mean select?") == true)
    }

    @Test("The same fleet imported twice changes nothing the second time, and a dry run changes nothing at all")
    func importing() async throws {
        let site = try await TestSite()
        func take(_ query: String) async throws -> Answer {
            try await site.send(
                .post, "/api/v1/fleet/import\(query)", token: TestSite.admin, body: "installation,customer\n",
                type: "text/csv")
        }
        let answer = try await take("?dry_run=true")
        #expect(answer.body == #"{"changed":0,"contacts":0,"customers":6,"dry_run":true,"installations":12}"#)
        #expect(try await take("").json["changed"] as? Int == 0)
        #expect(try await take("?dry_run=perhaps").code == "bad_parameter")
        #expect(try await take("?extra=tags").code == "bad_parameter")
    }

    @Test("The fleet is listed page by page, by a predicate, and with an ETag")
    func fleet() async throws {
        let site = try await TestSite()
        var (seen, cursor): ([String], String) = ([], "")
        repeat {
            let page = try await site.get("/api/v1/fleet?limit=5&filter=feature%3D%3Dfax&cursor=\(cursor)")
            seen += (page.json["installations"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
            cursor = page.json["next"] as? String ?? ""
        } while !cursor.isEmpty
        #expect(seen == ["site-02", "site-04", "site-06", "site-08", "site-10", "site-12"])
        let first = try await site.get("/api/v1/fleet")
        let tag = try #require(first["ETag"])
        let again = try await site.get("/api/v1/fleet", headers: ["If-None-Match": tag])
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(try await site.get("/api/v1/fleet?filter=featur%3D%3Dfax").code == "bad_predicate")
        #expect(try await site.get("/api/v1/fleet?limit=0").code == "bad_parameter")
    }

    @Test("The list of rollouts says of each what its own answer says, before a change and after it")
    func rolloutList() async throws {
        let site = try await TestSite()
        let made = try await site.send(
            .post, "/api/v1/rollouts", token: TestSite.admin, body: "rollout: pbx-5.2\n", type: "application/yaml")
        #expect(made.status == 201)
        for step in ["", "/approve", "/start"] {
            if !step.isEmpty { #expect(try await site.post("/api/v1/rollouts/pbx-5.2\(step)").status == 200) }
            for _ in 0..<2 {
                let list = try await site.get("/api/v1/rollouts").body
                let own = try await site.get("/api/v1/rollouts/pbx-5.2").body
                #expect(list == #"{"next":null,"rollouts":[\#(own)]}"#)
            }
        }
        let own = Data(try await site.get("/api/v1/rollouts/pbx-5.2").body.utf8)
        let rollout = try WireJSON.read(RolloutDocument.self, from: own)
        for (count, next) in [(0, nil), (2, nil), (3, #"a "b""#)] as [(Int, String?)] {
            let page = RolloutPage(rollouts: Array(repeating: rollout, count: count), next: next)
            let pieces = Array(repeating: own, count: count)
            #expect(try RolloutPage.json(of: pieces, next: next) == WireJSON.data(page))
        }
    }

    @Test("A rollout is planned, approved, started, halted and given up; what it cannot do is refused with what it can")
    func rollout() async throws {
        let site = try await TestSite()
        let yaml = "rollout: pbx-5.2\n"
        let dry = try await site.send(
            .post, "/api/v1/rollouts?dry_run=true", token: TestSite.admin, body: yaml, type: "application/yaml")
        #expect(dry.status == 200)
        #expect(try await site.get("/api/v1/rollouts/pbx-5.2").status == 404)

        let made = try await site.send(
            .post, "/api/v1/rollouts", token: TestSite.admin, body: yaml, type: "application/yaml")
        #expect(made.status == 201 && made["Location"] == "/api/v1/rollouts/pbx-5.2")
        let wave = try #require((made.json["waves"] as? [[String: Any]])?.first)
        #expect(Set(wave.keys).isSuperset(of: ["name", "opens", "soak_days", "exposure", "coverage", "installations"]))
        let placed = try #require((wave["installations"] as? [[String: Any]])?.first)
        let reason = try #require(placed["reason"] as? [String: Any])
        #expect(reason["code"] as? String == "coverage" && reason["new_pairs"] as? Int == 1)
        #expect((reason["text"] as? String)?.isEmpty == false)
        #expect(try await site.get("/api/v1/rollouts/pbx-5.2/plan").body == made.body)

        let early = try await site.post("/api/v1/rollouts/pbx-5.2/start")
        #expect(early.status == 409 && early.code == "rollout_cannot")
        #expect((early.json["hint"] as? String)?.contains("approve") == true)
        #expect(try await site.post("/api/v1/rollouts/pbx-5.2/approve").json["state"] as? String == "approved")
        let running = try await site.post("/api/v1/rollouts/pbx-5.2/start")
        #expect(running.json["state"] as? String == "running")
        #expect(((running.json["waiting_for"] as? [[String: Any]])?.first?["code"] as? String) == "notice")
        let advance = try await site.post("/api/v1/rollouts/pbx-5.2/advance", #"{"reason":"x"}"#)
        #expect(advance.status == 409 && advance.code == "wave_cannot")
        #expect(try await site.post("/api/v1/rollouts/pbx-5.2/halt").code == "reason_missing")
        let halted = try await site.post("/api/v1/rollouts/pbx-5.2/halt", #"{"reason":"smoke"}"#)
        #expect(halted.json["state"] as? String == "halted" && halted.json["stop_reason"] as? String == "smoke")
        #expect(
            try await site.post("/api/v1/rollouts/pbx-5.2/abort", #"{"reason":"enough"}"#).json["state"] as? String
                == "aborted")
        #expect(try await site.get("/api/v1/rollouts/pbx-5.2/placements?wave=1").json["placements"] is [Any])
        #expect(try await site.get("/api/v1/rollouts/pbx-5.2/placements?wave=9").code == "bad_parameter")
        #expect(try await site.get("/api/v1/rollouts/pbx-5.2/diff").json["from"] as? Int == 0)
        #expect(try await site.get("/api/v1/rollouts/pbx-5.2/report").body == #"{"gates":[],"rollout":"pbx-5.2"}"#)
        #expect(try await site.get("/api/v1/notices?rollout=pbx-5.2").body == #"{"next":null,"notices":[]}"#)
    }

    @Test("Whoever pauses lifts his own, a halt asks for evidence, and every site has one answer to why")
    func pauses() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let path = "/api/v1/rollouts/pbx-5.2"
        let customer = try await site.post(
            "\(path)/pause", #"{"reason":"We move.","owner":"customer","customer":"customer-1"}"#)
        #expect(customer.json["state"] as? String == "running")
        #expect((customer.json["pauses"] as? [[String: Any]])?.first?["customer"] as? String == "customer-1")
        let why = try await site.get("\(path)/why/site-01")
        #expect(why.json["code"] as? String == "paused_by_customer")
        #expect((why.json["change"] as? String)?.contains("--owner customer --customer customer-1") == true)
        #expect(try await site.get("\(path)/why/site-12").json["code"] as? String == "wave_to_come")
        #expect(try await site.get("\(path)/why/nobody").code == "not_in_rollout")
        let all = try await site.get("/api/v1/installations/site-01/why")
        #expect((all.json["standings"] as? [Any])?.count == 1)
        #expect(try await site.post("\(path)/lift", #"{"reason":"x"}"#).code == "not_paused_by")
        #expect(try await site.post("\(path)/pause", #"{"reason":"x","owner":"nobody"}"#).code == "bad_value")
        var elsewhere = Installation(id: "elsewhere", customer: "customer-9")
        elsewhere.product = "till"
        try await site.store.change([
            .putCustomers([Customer(id: "customer-9", name: "Elsewhere")]), .putInstallations([elsewhere]),
        ])
        for (members, code) in [
            (#""customer":"customer-99""#, "unknown_customer"), (#""installation":"nobody""#, "unknown_installation"),
            (#""owner":"customer""#, "missing_member"), (#""customer":"customer-9""#, "bad_value"),
            (#""installation":"elsewhere""#, "not_in_rollout"),
        ] {
            let mistyped = try await site.post("\(path)/pause", "{\"reason\":\"x\",\(members)}")
            #expect(mistyped.code == code, "a pause that keeps nobody out protects nobody")
        }
        _ = try await site.post("\(path)/halt", #"{"reason":"smoke"}"#)
        #expect(try await site.post("\(path)/resume", #"{"reason":"gone"}"#).code == "evidence_missing")
        #expect(
            try await site.post("\(path)/resume", #"{"reason":"gone","hold":"none"}"#).code == "evidence_unknown")
        let resumed = try await site.post("\(path)/resume", #"{"reason":"gone","vouched_by":"Maria"}"#)
        #expect(resumed.json["state"] as? String == "running")
        #expect(try await site.post("\(path)/retry", #"{"reason":"x"}"#).code == "sites_missing")
        #expect(
            try await site.post("\(path)/retry", #"{"reason":"x","installations":["site-01"]}"#).code == "site_cannot")
    }

    @Test("A rollout under way is planned again: the revision waits with its diff, and is adopted once")
    func revision() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let path = "/api/v1/rollouts/pbx-5.2"
        #expect(try await site.post("\(path)/adopt").code == "rollout_cannot")
        let dry = try await site.post("\(path)/replan?dry_run=true")
        #expect(dry.status == 200 && dry.json["from"] as? Int == 1 && dry.json["to"] as? Int == 2)
        #expect((try await site.get(path).json["proposals"] as? [Any])?.isEmpty == true)
        #expect(try await site.post("\(path)/replan").code == "reason_missing")
        #expect(try await site.post("\(path)/replan", #"{"why":"x"}"#).code == "unknown_member")
        let proposed = try await site.post("\(path)/replan", #"{"reason":"A site joined."}"#)
        #expect(proposed.status == 201 && proposed.json["to"] as? Int == 2)
        let waiting = try await site.get(path)
        #expect(waiting.json["revision"] as? Int == 1)
        let proposal = try #require((waiting.json["proposals"] as? [[String: Any]])?.first)
        #expect(proposal["parent"] as? Int == 1 && proposal["author"] as? String == "root")
        let yaml = try await site.send(
            .post, "/api/v1/rollouts", token: TestSite.admin, body: "rollout: pbx-5.2\n", type: "application/yaml")
        #expect(yaml.status == 201 && yaml.json["revision"] as? Int == 3, "a changed policy waits too")
        #expect(try await site.get("\(path)/diff").json["to"] as? Int == 3)
        #expect(try await site.get("\(path)/diff?revision=2").json["to"] as? Int == 2)
        for revision in [9, 0, Int.min] {
            #expect(try await site.post("\(path)/adopt", "{\"revision\":\(revision)}").code == "unknown_revision")
        }
        let adopted = try await site.post("\(path)/adopt", #"{"revision":2}"#)
        #expect(adopted.json["revision"] as? Int == 2 && adopted.json["state"] as? String == "running")
        #expect(try await site.post("\(path)/adopt", #"{"revision":3}"#).code == "plan_outdated")
    }

    @Test(
        "An incident is owned with a component and one sentence, updated, restored, resolved and reported with a guard")
    func incident() async throws {
        let site = try await TestSite()
        let owned = try await site.post(
            "/api/v1/incidents", #"{"components":["telephony"],"body":"Calls drop.","audience":"feature==fax"}"#)
        #expect(owned.status == 201)
        let id = try #require(owned.json["id"] as? String)
        #expect(owned["Location"] == "/api/v1/incidents/\(id)")
        #expect(owned.json["title"] as? String == "Telephony: not working as it should")
        #expect(owned.json["visibility"] as? String == "audience")
        let promise = try #require(owned.json["promise"] as? [String: Any])
        #expect(promise["kind"] as? String == "update" && promise["state"] as? String == "open")
        #expect(promise["due"] as? String == "2026-06-01T09:00:00Z", "major: within the hour")
        #expect((owned.json["audience"] as? [[String: Any]])?.count == 6)
        let first = try #require(owned.json["first_to_know"] as? [String: Any])
        #expect(first["ours"] as? String == "2026-06-01T08:00:00Z")
        #expect(owned.body.contains(#""first_to_know":{"customer":null,"#))

        let path = "/api/v1/incidents/\(id)"
        #expect(try await site.post("\(path)/own", #"{"body":"x"}"#).code == "already_owned")
        #expect(try await site.post("\(path)/updates", #"{"body":"x","impact":"minor"}"#).code == "cannot_change")
        let updated = try await site.post(
            "\(path)/updates", #"{"status":"identified","body":"A bad card.","next_by":"2026-06-01T08:20:00Z"}"#)
        #expect(updated.status == 201 && updated.json["status"] as? String == "identified")
        #expect((updated.json["updates"] as? [Any])?.count == 2)
        #expect(
            try await site.post("\(path)/restore", #"{"customers":["nobody"],"how":"x"}"#).code == "not_in_audience")
        #expect(try await site.post("\(path)/restore", #"{"customers":["customer-1"]}"#).code == "reason_missing")
        let restored = try await site.post("\(path)/restore", #"{"customers":["customer-1"],"how":"a new card"}"#)
        #expect(restored.body == #"{"restored":["customer-1"]}"#)
        let again = try await site.post("\(path)/restore", #"{"customers":["customer-1"],"how":"a new card"}"#)
        #expect(again.body == #"{"restored":[]}"#, "who is restored already is not told twice")
        let report = """
            {"what_happened":"Calls dropped.","causes":[{"kind":"supplier","text":"a card"}],"what_we_did":"changed it",
             "actions":[{"text":"test fax first","owner":"Kim","due":"2026-07-01","guard":{"when":"release.touches==fax",
             "soak_hours":72,"at_sites":3,"matching":"feature==fax","before_wave":3}}]}
            """
        #expect(try await site.post("\(path)/report", report).code == "incident_cannot", "not before it is resolved")
        let resolved = try await site.post("\(path)/resolve", #"{"body":"It works again."}"#)
        #expect((resolved.json["promise"] as? [String: Any])?["kind"] as? String == "report")
        let published = try await site.post("\(path)/report", report)
        #expect(published.json["status"] as? String == "reported")
        let guards = try await site.get("/api/v1/guards")
        #expect(guards.body.contains("\"incident\":\"\(id)\"") && guards.body.contains("\"soak_hours\":72"))
        #expect(
            try await site.post("\(path)/signals", #"{"source":"customer","at":"2026-06-01T07:50:00Z"}"#).status == 202)
        let last = try #require(try await site.get(path).json["first_to_know"] as? [String: Any])
        #expect(last["customer"] as? String == "2026-06-01T07:50:00Z")
    }

    @Test("Without a predicate and a rollout nobody knows who is concerned, so everybody may be")
    func everybody() async throws {
        let site = try await TestSite()
        let owned = try await site.post("/api/v1/incidents", #"{"components":["telephony"],"body":"Calls drop."}"#)
        let audience = try #require(owned.json["audience"] as? [[String: Any]])
        #expect(audience.count == 6 && audience.allSatisfy { $0["maybe"] as? Bool == true })
    }

    @Test("The same Idempotency-Key twice makes one incident")
    func idempotency() async throws {
        let site = try await TestSite()
        let body = #"{"components":["telephony"],"body":"Calls drop."}"#
        let first = try await site.post("/api/v1/incidents", body, headers: ["Idempotency-Key": "k1"])
        let second = try await site.post("/api/v1/incidents", body, headers: ["Idempotency-Key": "k1"])
        #expect(first.json["id"] as? String == second.json["id"] as? String)
        #expect((try await site.get("/api/v1/incidents").json["incidents"] as? [Any])?.count == 1)
        let third = try await site.post("/api/v1/incidents", body, headers: ["Idempotency-Key": "k2"])
        #expect(third.json["id"] as? String != first.json["id"] as? String)
    }

    @Test("A year of 1 or of 9999 is a slip and is refused by name")
    func years() async throws {
        let site = try await TestSite()
        for began in ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
            let answer = try await site.post(
                "/api/v1/incidents", #"{"components":["telephony"],"body":"b","began":"\#(began)"}"#)
            #expect(answer.status == 422 && answer.body.contains("between the years 1970 and 2199"), "\(answer.body)")
        }
        let pin = try await site.post("/api/v1/pins", #"{"installations":["site-01"],"until":"9999-12-31"}"#)
        #expect(pin.status == 422 && pin.body.contains("until"))
    }

    @Test("An update cannot say reported or suspected, and is told what it may say")
    func statusOfUpdate() async throws {
        let site = try await TestSite()
        let id = try await site.own(#"{"components":["telephony"],"body":"Calls drop."}"#)
        for status in ["reported", "suspected"] {
            let answer = try await site.post(
                "/api/v1/incidents/\(id)/updates", #"{"body":"x","status":"\#(status)"}"#)
            #expect(answer.status == 422 && answer.body.contains("evenkeel incident report"), "\(answer.body)")
        }
    }

    @Test("The same word within a minute is one update; after it, or another word, is another")
    func saidTwice() async throws {
        let site = try await TestSite()
        let id = try await site.own(#"{"components":["telephony"],"body":"Calls drop."}"#)
        func say(_ body: String) async throws -> Int {
            let answer = try await site.post("/api/v1/incidents/\(id)/updates", #"{"body":"\#(body)"}"#)
            #expect(answer.status == 201, "\(answer.body)")
            return (answer.json["updates"] as? [Any])?.count ?? 0
        }
        #expect(try await say("We look.") == 2)
        #expect(try await say("We look.") == 2)
        site.now = site.now + .seconds(59)
        #expect(try await say("We look.") == 2)
        #expect(try await say("We still look.") == 3)
        let later = try await site.post(
            "/api/v1/incidents/\(id)/updates", #"{"body":"We still look.","next_by":"2026-06-01T08:12:00Z"}"#)
        #expect((later.json["updates"] as? [Any])?.count == 4, "another promise is another word: \(later.body)")
        site.now = site.now + .minutes(2)
        #expect(try await say("We still look.") == 5)
    }

    @Test("A title that turns the direction of reading is refused")
    func turned() async throws {
        let site = try await TestSite()
        let answer = try await site.post(
            "/api/v1/incidents", #"{"components":["telephony"],"body":"b","title":"Acme\u202egnp.exe"}"#)
        #expect(answer.status == 422 && answer.body.contains("direction of reading"), "\(answer.body)")
    }

    @Test(
        "An Idempotency-Key that stands for another body or address is refused, and the second outage is not lost unseen"
    )
    func keyOfAnotherRequest() async throws {
        let site = try await TestSite()
        let key = ["Idempotency-Key": "k1"]
        let first = #"{"components":["telephony"],"body":"Calls drop."}"#
        #expect(try await site.post("/api/v1/incidents", first, headers: key).status == 201)
        let other = try await site.post(
            "/api/v1/incidents", #"{"components":["fax"],"body":"Faxes are lost."}"#, headers: key)
        #expect(other.status == 422 && other.code == "key_of_another_request")
        #expect(other.json["hint"] as? String != nil)
        #expect(try await site.post("/api/v1/holds", first, headers: key).code == "key_of_another_request")
        #expect(try await site.post("/api/v1/incidents?x=1", first, headers: key).code == "key_of_another_request")
        #expect((try await site.get("/api/v1/incidents").json["incidents"] as? [Any])?.count == 1)
        let again = try await site.post("/api/v1/incidents", first, headers: key)
        #expect(again.status == 201, "the same again is a repeat, whatever came between")
        #expect(try await site.get("/api/v1/incidents", headers: key).status == 200, "reading repeats nothing")
        // Keys belong to their sender.
        let made = try await site.post("/api/v1/tokens", #"{"name":"other","scope":"admin"}"#)
        let token = try #require(made.json["token"] as? String)
        #expect(
            try await site.post(
                "/api/v1/incidents", #"{"components":["fax"],"body":"Faxes are lost."}"#, token: token, headers: key
            ).status == 201)
    }

    @Test("Of a batch of outcomes the bad ones are refused by their index and the good ones taken")
    func outcomes() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let batch = """
            {"outcomes":[
            {"id":"1","installation":"site-01","release":"5.2.0","kind":"installed","at":"2026-06-01T08:00:00Z"},
            {"id":"2","installation":"nowhere","release":"5.2.0","kind":"healthy","at":"2026-06-01T08:00:00Z"},
            {"id":"3","installation":"site-01","release":"9.9","kind":"healthy","at":"2026-06-01T08:00:00Z"},
            {"id":"4","installation":"site-01","release":"5.2.0","kind":"splendid","at":"2026-06-01T08:00:00Z"},
            {"id":"5","instalation":"site-01","release":"5.2.0","kind":"healthy","at":"2026-06-01T08:00:00Z"}]}
            """
        let answer = try await site.post("/api/v1/outcomes", batch, token: TestSite.reporter)
        #expect(answer.status == 202 && answer.json["accepted"] as? Int == 1)
        let refused = try #require(answer.json["refused"] as? [[String: Any]])
        #expect(refused.map { $0["index"] as? Int } == [1, 2, 3, 4])
        #expect(
            refused.map { $0["code"] as? String } == [
                "unknown_installation", "no_such_rollout", "bad_value", "unknown_member",
            ])
        #expect(refused.allSatisfy { ($0["hint"] as? String)?.isEmpty == false })
    }

    @Test("Holds are added and lifted, outbound changes, releases and components are kept")
    func rest() async throws {
        let site = try await TestSite()
        let hold = try await site.post("/api/v1/holds", #"{"predicate":"feature==fax","why":"T.38 fails"}"#)
        #expect(hold.status == 201 && hold.json["owner"] as? String == "root")
        let id = try #require(hold.json["id"] as? String)
        #expect(try await site.post("/api/v1/holds/\(id)/lift", "{}").code == "reason_missing")
        #expect(try await site.post("/api/v1/holds/\(id)/lift", #"{"why":"fixed"}"#).status == 204)
        #expect(try await site.get("/api/v1/holds").body == #"{"holds":[],"next":null}"#)

        #expect(try await site.get("/api/v1/outbound").body == #"{"state":"capture"}"#)
        let live = try await site.send(
            .put, "/api/v1/outbound", token: TestSite.admin, body: #"{"state":"live"}"#, type: "application/json")
        #expect(live.body == #"{"state":"live"}"#)

        let release = try await site.post("/api/v1/releases", #"{"product":"pbx","version":"5.3.0","touches":["sip"]}"#)
        #expect(release.status == 201)
        #expect(try await site.get("/api/v1/releases/pbx/5.3.0").json["touches"] as? [String] == ["sip"])
        #expect(try await site.get("/api/v1/releases/pbx/9.9").code == "unknown_release")
        #expect((try await site.get("/api/v1/components").json["components"] as? [Any])?.count == 2)

        let journal = try await site.get("/api/v1/journal?limit=2")
        #expect((journal.json["entries"] as? [[String: Any]])?.map { $0["position"] as? Int } == [1, 2])
        #expect(journal.json["next"] as? Int == 2)
        #expect(try await site.get("/api/v1/journal/verify").json["ok"] as? Bool == true)
        #expect(try await site.get("/api/v1/journal/export").body == "{\"position\":1}\n")
        #expect(try await site.get("/api/v1/fleet/export").body.hasPrefix("installation\n"))
        #expect(try await site.get("/api/v1/fleet/history").body.hasPrefix("installation\n"))
        #expect(site.wakes.count > 0)
    }

    @Test("A customer is one answer: who they are, whether they are affected, what they were told, what comes next")
    func customer() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        _ = try await site.own(#"{"components":["telephony"],"body":"Calls drop.","audience":"installation==site-01"}"#)
        let affected = try await site.get("/api/v1/customers/customer-1")
        #expect(affected.json["name"] as? String == "Acme Clinic 1" && affected.json["affected"] as? Bool == true)
        #expect((affected.json["incidents"] as? [Any])?.count == 1)
        #expect((affected.json["changes"] as? [Any])?.count == 2)
        #expect(try await site.get("/api/v1/customers/customer-2").json["affected"] as? Bool == false)
        #expect(try await site.get("/api/v1/customers/Acme%20Clinic%203").json["id"] as? String == "customer-3")
        #expect(try await site.get("/api/v1/customers/nobody").code == "unknown_customer")
    }
}
