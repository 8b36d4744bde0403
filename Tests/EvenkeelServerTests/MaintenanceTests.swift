import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelServer

@Suite("Planned work over HTTP")
struct MaintenanceTests {
    private static let body =
        #"{"title":"Fax gateway","text":"Fax is off for an hour.","from":"2026-06-04T08:00:00Z","to":"2026-06-04T10:00:00Z","audience":"feature==fax"}"#

    private func scheduled(_ body: String = Self.body) async throws -> (TestSite, String) {
        let site = try await TestSite()
        let answer = try await site.post("/api/v1/maintenances", body)
        #expect(answer.status == 201, "\(answer.body)")
        return (site, try #require(answer.json["id"] as? String))
    }

    @Test("it is announced to those it concerns, moved, and done; each word is on record")
    func life() async throws {
        let (site, id) = try await scheduled()
        try await Conductor(operations: site.operations).tick(at: site.now)
        let told = try await site.store.deliveries(DeliveryQuery(subjectPrefix: "maintenance/\(id)/0"))
        #expect(told.count == 6, "every customer has a site with fax")
        let moved = try await site.post("/api/v1/maintenances/\(id)/move", #"{"to":"2026-06-04T11:00:00Z"}"#)
        #expect(moved.json["to"] as? String == "2026-06-04T11:00:00Z", "\(moved.body)")
        site.now = Timestamp(rfc3339: "2026-06-04T09:00:00Z") ?? site.now
        #expect(try await site.get("/api/v1/maintenances").body.contains(#""status":"in_progress""#))
        #expect(try await site.post("/api/v1/maintenances/\(id)/complete").json["status"] as? String == "completed")
        #expect(try await site.post("/api/v1/maintenances/\(id)/cancel", #"{"text":"x"}"#).status == 409)
        #expect(!(try await site.get("/api/v1/maintenances?open=true").body.contains(id)))
    }

    @Test("a reader looks and does not announce; what is private stands on no public page")
    func access() async throws {
        let (site, _) = try await scheduled()
        #expect(try await site.get("/api/v1/maintenances", token: TestSite.reader).status == 200)
        #expect(try await site.post("/api/v1/maintenances", Self.body, token: TestSite.reader).status == 403)
        #expect(try await site.get("/api/v1/maintenances", token: TestSite.reporter).status == 403)
        #expect(!(try await site.get("/", token: nil).body.contains("Fax gateway")))
        let open = Self.body.replacing(#""title""#, with: #""visibility":"public","title""#)
        #expect(try await site.post("/api/v1/maintenances", open).status == 201)
        site.now = site.now + .minutes(1)
        #expect(try await site.get("/", token: nil).body.contains("Fax gateway"))
    }

    @Test(
        "bad input is refused by name",
        arguments: [
            (#"{"title":"T","text":"b","to":"2026-06-04T10:00:00Z"}"#, "missing_member"),
            (
                #"{"title":"T","text":"b","from":"2026-06-05T08:00:00Z","to":"2026-06-04T10:00:00Z"}"#,
                "maintenance_times"
            ),
            (
                #"{"title":"T","text":"b","from":"2026-06-04T08:00:00Z","to":"2026-06-04T10:00:00Z","audience":"feature==telex"}"#,
                "maintenance_for_nobody"
            ),
            (
                #"{"title":"T","text":"As at Acme Clinic 2.","from":"2026-06-04T08:00:00Z","to":"2026-06-04T10:00:00Z"}"#,
                "leaks"
            ),
        ])
    func refused(_ body: String, _ code: String) async throws {
        let site = try await TestSite()
        let answer = try await site.post("/api/v1/maintenances", body)
        #expect(answer.json["code"] as? String == code, "\(answer.body)")
    }

    @Test("a customer's document holds what concerns them and nothing else")
    func customer() async throws {
        let (site, id) = try await scheduled(
            Self.body.replacing("feature==fax", with: "customer==customer-1"))
        #expect(try await site.get("/api/v1/customers/customer-1").body.contains(id))
        #expect(!(try await site.get("/api/v1/customers/customer-2").body.contains(id)))
        #expect(!(try await site.get("/api/v1/maintenances?customer=customer-2").body.contains(id)))
    }
}
