import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import Foundation
import Testing

@testable import EvenkeelServer

@Suite("The promise record over HTTP")
struct RecordTests {
    private func site() async throws -> (TestSite, String) {
        let site = try await TestSite()
        let id = try await site.own(
            #"{"title":"Calls fail","impact":"major","components":["telephony"],"body":"b","audience":"customer==customer-1"}"#
        )
        site.now = site.now + .minutes(60)
        _ = try await PromiseKeeper(operations: site.operations).tick(at: site.now)
        return (site, id)
    }

    private func signed(_ text: String) throws -> SignedStatement {
        try WireJSON.read(SignedStatement.self, from: Data(text.utf8))
    }

    @Test("an export is signed with the published key; a changed byte shows, and so does a figure that does not follow")
    func export() async throws {
        let (site, _) = try await site()
        let export = try signed(try await site.get("/api/v1/promises/export").body)
        #expect(try await site.get("/promises/key", token: nil).body == export.publicKey + "\n")
        #expect(SigningKey.verify(export.signature, of: export.statement, publicKey: export.publicKey))
        #expect(
            !SigningKey.verify(
                export.signature, of: export.statement.replacing("holding_line", with: "person"),
                publicKey: export.publicKey))
        #expect(!SigningKey.verify(export.signature, of: export.statement, publicKey: SigningKey().publicKey))
        var statement = try WireJSON.read(PromiseStatement.self, from: Data(export.statement.utf8))
        #expect(statement.contradictions.isEmpty && statement.record.keptByHoldingLine == 1)
        statement.record.broken = 0
        statement.record.keptByPerson = 5
        #expect(statement.contradictions == ["kept by a person: it says 5, its promises give 0"])
    }

    @Test("a customer's export holds what concerned them, and the public record is off until it is set")
    func extent() async throws {
        let (site, id) = try await site()
        let theirs = try signed(try await site.get("/api/v1/promises/export?customer=customer-1").body)
        #expect(theirs.statement.contains(id))
        let others = try signed(try await site.get("/api/v1/promises/export?customer=customer-2").body)
        #expect(!others.statement.contains(id))
        #expect(try await site.get("/promises.json", token: nil).status == 404)
        #expect(try await site.get("/api/v1/promises/export", token: nil).status == 401)
        #expect(
            try await site.get("/api/v1/promises/figures", token: TestSite.reader).body.contains(#""month":"2026-06""#))
    }

    @Test("a text with another customer's name is flagged, and stands with a reason")
    func leaks() async throws {
        let (site, id) = try await site()
        let path = "/api/v1/incidents/\(id)/updates"
        let answer = try await site.post(path, #"{"body":"Acme Clinic 2 works again."}"#)
        #expect(answer.json["code"] as? String == "leaks" && answer.body.contains("Acme Clinic 2"))
        #expect(
            try await site.post(path, #"{"body":"Acme Clinic 2 works again.","override":"they agreed"}"#).status == 201)
    }

    @Test("a new diagnosis moves the audience: joiners, leavers, at least these, nobody")
    func diagnosis() async throws {
        let (site, id) = try await site()
        let path = "/api/v1/incidents/\(id)/diagnose"
        _ = try await Conductor(operations: site.operations).tick(at: site.now)
        let wider = try await site.post(path, #"{"concerns":"customer==customer-2","why":"more","complete":false}"#)
        #expect(wider.json["affected"] as? Int == 2 && wider.json["audience_complete"] as? Bool == false)
        let other = try await site.post(path, #"{"concerns":"customer==customer-2","why":"only they"}"#)
        #expect(other.json["affected"] as? Int == 1)
        let letters = try await site.get("/api/v1/deliveries?limit=1000").body
        #expect(letters.contains("story/\(id)") && letters.contains("not-affected/\(id)"))
        #expect(
            try await site.post(path, #"{"concerns":"customer==nobody","why":"x"}"#).json["code"] as? String
                == "audience_empty")
        #expect(try await site.post(path, #"{"why":"x"}"#).json["member"] as? String == "concerns")
    }

    @Test("a history is brought in once and stays private")
    func history() async throws {
        let site = try await TestSite()
        let body = #"""
            {"source":"h.jsonl","incidents":[{"id":"past-1","title":"Pages were slow","impact":"minor","components":[],
            "words":[{"at":"2025-01-01T10:00:00Z","status":"investigating","body":"We look."},
            {"at":"2025-01-01T11:00:00Z","status":"resolved","body":"It is over."}]}]}
            """#
        for _ in 0..<2 { #expect(try await site.post("/api/v1/incidents/import", body).json["incidents"] as? Int == 1) }
        #expect(try await site.get("/api/v1/incidents/past-1").json["status"] as? String == "resolved")
        #expect(try await site.get("/history", token: nil).body.contains("Pages were slow") == false)
        #expect(try await site.post("/api/v1/incidents/import", body, token: TestSite.reader).status == 403)
    }
}
