import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelServer

@Suite("Drills over HTTP")
struct DrillTests {
    private func drill() async throws -> (TestSite, String) {
        let site = try await TestSite(drillAddresses: ["drill@northwind.example"])
        let answer = try await site.post("/api/v1/drills", #"{"title":"Calls fail","components":["telephony"]}"#)
        #expect(answer.status == 201, "\(answer.body)")
        return (site, try #require(answer.json["id"] as? String))
    }

    @Test("without addresses there is no drill, and the answer says what to do")
    func none() async throws {
        let answer = try await TestSite().post("/api/v1/drills", #"{"title":"Calls fail"}"#)
        #expect(answer.json["code"] as? String == "drill_addresses_missing")
    }

    @Test("its messages go to the addresses of the drill and to nobody else")
    func reach() async throws {
        let (site, id) = try await drill()
        let conductor = Conductor(operations: site.operations)
        try await conductor.tick(at: site.now)
        #expect(
            try await site.post("/api/v1/incidents/\(id)/own", #"{"body":"We know that calls fail."}"#).status == 200)
        try await conductor.tick(at: site.now)
        site.now = site.now + .minutes(30)
        try await conductor.tick(at: site.now)
        let all = try await site.store.deliveries(DeliveryQuery())
        #expect(all.map(\.recipient.text) == ["staff/drill@northwind.example", "staff/drill@northwind.example"])
        let graded = try await site.get("/api/v1/drills/\(id)")
        #expect(graded.body.contains(#""rule":"words_by_people","text":"#), "\(graded.body)")
        #expect(graded.json["missed"] as? Int == 1, "the holding line")
        #expect(graded.json["grade"] as? String == "B")
    }

    @Test("it stands on no page for customers and in no figure, and cannot be published")
    func apart() async throws {
        let (site, id) = try await drill()
        _ = try await site.post("/api/v1/incidents/\(id)/own", #"{"body":"We know that calls fail."}"#)
        for path in ["/", "/history", "/history.atom", "/incidents/\(id)"] {
            #expect(!(try await site.get(path, token: nil).body.contains("Calls fail")), "\(path)")
        }
        #expect(!(try await site.get("/api/v1/promises/export").body.contains(id)))
        #expect(!(try await site.get("/api/v1/promises/figures").body.contains(id)))
        let published = try await site.post("/api/v1/incidents/\(id)/publish", #"{"public_title":"T"}"#)
        #expect(published.json["code"] as? String == "not_in_drill")
        #expect(try await site.get("/api/v1/drills", token: TestSite.reader).body.contains(id))
        #expect(try await site.post("/api/v1/drills/\(id)/end", token: TestSite.reader).status == 403)
        #expect(try await site.post("/api/v1/drills/\(id)/end").json["over"] as? Bool == true)
    }

    @Test("a real incident is no drill and has no grade")
    func real() async throws {
        let (site, _) = try await drill()
        let id = try await site.own(
            #"{"title":"Fax fails","impact":"major","components":["fax"],"body":"b"}"#)
        #expect(try await site.get("/api/v1/drills/\(id)").status == 404)
    }
}
