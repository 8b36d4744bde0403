import EvenkeelDomain
import EvenkeelLedger
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Alerts, proofs, corrections and regulators over HTTP")
struct AlertTests {
    /// Telephony is down; an hour later a holding line was posted, and there is nobody on call.
    private func missed() async throws -> (TestSite, String) {
        let site = try await TestSite()
        let id = try await site.own(#"{"title":"Calls fail","impact":"major","components":["telephony"],"body":"b"}"#)
        site.now = site.now + .minutes(60)
        _ = try await PromiseKeeper(operations: site.operations).tick(at: site.now)
        return (site, id)
    }

    @Test("the list shows who was told; a reader may look, and only an admin acknowledges")
    func list() async throws {
        let (site, id) = try await missed()
        let answer = try await site.get("/api/v1/alerts", token: TestSite.reader)
        #expect(answer.status == 200)
        #expect(answer.body.contains(#""reason":"missed""#) && answer.body.contains(#""person":null"#))
        #expect(try await site.get("/api/v1/alerts", token: TestSite.reporter).status == 403)
        let path = "/api/v1/alerts/\(id)-alert-1/acknowledge"
        #expect(try await site.post(path, token: TestSite.reader).status == 403)
        #expect(try await site.post(path).json["acknowledged_by"] as? String == "root")
        #expect(try await site.post("/api/v1/alerts/nothing/acknowledge").status == 404)
    }

    @Test("the link of a page shows it by GET, acknowledges by POST, and without its code is nothing")
    func link() async throws {
        let (site, id) = try await missed()
        let alert = AlertID("\(id)-alert-1")
        let address = AcknowledgeLink.address(of: alert, baseURL: "", key: site.context.signingKey)
        let shown = try await site.get(address, token: nil)
        #expect(shown.status == 200 && shown.body.contains("I have seen it"))
        let before = await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.alerts.first?.acknowledgedAt }
        #expect(before == nil, "a scanner that follows links acknowledges nothing")
        #expect(try await site.get("/a/\(alert)/0123456789abcdef", token: nil).status == 404)
        #expect(try await site.send(.post, address).status == 200)
        #expect(try await site.send(.post, address, headers: ["Sec-Fetch-Site": "cross-site"]).status == 403)
        let after = await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.alerts.first?.acknowledgedAt }
        #expect(after == site.now)
    }

    @Test("who knew first: a customer's earlier report opens an action, a correction stands beside the signal")
    func first() async throws {
        let (site, id) = try await missed()
        let at = (site.now - .minutes(90)).description
        #expect(
            try await site.post("/api/v1/incidents/\(id)/signals", #"{"source":"customer","at":"\#(at)"}"#).status
                == 202)
        let incident = try await site.get("/api/v1/incidents/\(id)").body
        #expect(incident.contains(Incident.seenFirstAction))
        let correct = "/api/v1/incidents/\(id)/signals/1/correct"
        #expect(try await site.post(correct, #"{"at":"\#(at)"}"#).json["code"] as? String == "reason_missing")
        let later = (site.now - .minutes(30)).description
        let answer = try await site.post(correct, #"{"at":"\#(later)","why":"they meant half past"}"#)
        #expect(answer.status == 200 && answer.body.contains("they meant half past") && answer.body.contains(at))
        let future = (site.now + .minutes(1)).description
        #expect(
            try await site.post("/api/v1/incidents/\(id)/signals", #"{"source":"customer","at":"\#(future)"}"#).json[
                "code"] as? String == "time_in_the_future")
        let proof = "/api/v1/incidents/\(id)/actions/\(id)-seen-first/prove"
        #expect(
            try await site.post(proof, #"{"record":"a probe was added"}"#).json["code"] as? String == "proof_by_owner",
            "root opened the incident and owns the action")
    }

    @Test("a regulator's clock is started, kept apart from the customers' and answered with a reference")
    func regulator() async throws {
        let (site, id) = try await missed()
        let path = "/api/v1/incidents/\(id)/regulators"
        #expect(try await site.post(path, #"{"regime":"gdpr"}"#).json["member"] as? String == "regime")
        let started = try await site.post(path, #"{"regime":"nis2"}"#)
        #expect(started.status == 200 && started.body.contains("nis2/early-warning"))
        #expect(try await site.post(path + "/nis2/final", #"{"reference":"x"}"#).status == 404)
        #expect(try await site.post(path + "/nis2/early-warning", #"{"reference":"BSI 4711"}"#).status == 200)
        #expect(try await site.get("/").body.contains("nis2") == false)
    }
}
