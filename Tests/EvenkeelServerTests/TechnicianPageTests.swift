import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("A technician's own page")
struct TechnicianPageTests {
    /// A rollout whose first wave is open, an appointment of Dana today, and the path of her page.
    private func today() async throws -> (site: TestSite, path: String, id: String) {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        var place: PlacementRow?
        for _ in 0..<30 where place == nil {
            while try await conductor.tick(at: site.now) {}
            place = try await site.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.due])).first
            if place == nil {
                let due = await site.operations.ledger.read { [now = site.now] in $0.agenda.nextAt(after: now) }
                site.now = try #require(due)
            }
        }
        let installation = try #require(place).installation
        let made = try await site.post(
            "/api/v1/appointments",
            """
            {"rollout":"pbx-5.2","installation":"\(installation)","start":"\((site.now + .hours(1)).description)",\
            "person":"Dana Levi","access":"Ring <twice>."}
            """)
        let id = try #require(made.json["id"] as? String)
        while try await conductor.tick(at: site.now) {}
        let url = try #require(try await site.post("/api/v1/technicians/Dana%20Levi/links").json["url"] as? String)
        return (site, String(url.dropFirst("http://localhost".count)), id)
    }

    private func press(_ site: TestSite, _ path: String, _ fields: String) async throws -> Answer {
        try await site.send(.post, path, body: fields, type: "application/x-www-form-urlencoded")
    }

    @Test("shows today's jobs with how to get in, and stays small")
    func jobs() async throws {
        let (site, path, id) = try await today()
        let page = try await site.get(path, token: nil)
        #expect(page.status == 200 && page["Referrer-Policy"] == "no-referrer")
        #expect(page.body.contains("Ring &lt;twice&gt;.") && page.body.contains("Installed"))
        #expect(page.body.utf8.count < 5000)
        #expect(!page.body.contains("<script"))
        let other = try await site.post("/api/v1/technicians/Ben/links").json["url"] as? String ?? ""
        let theirs = String(other.dropFirst("http://localhost".count))
        #expect(try await !site.get(theirs, token: nil).body.contains("Ring"))
        #expect(try await press(site, "\(theirs)/\(id)/installed", "key=k").status == 404, "a job of somebody else")
    }

    @Test("what is reported twice over a bad connection is recorded once")
    func installed() async throws {
        let (site, path, id) = try await today()
        for _ in 0..<3 {
            let answer = try await press(site, "\(path)/\(id)/installed", "key=k")
            #expect(answer.status == 303 && answer["Location"] == "\(path)?said=installed")
        }
        let appointment = try #require(try await site.store.appointments(AppointmentQuery(id: ID(id))).first)
        #expect(appointment.state == .done && appointment.sequence == 1)
        let places = try await site.store.placements(
            PlacementQuery(rollout: "pbx-5.2", installation: appointment.installation))
        #expect(places.first?.state == .installed)
    }

    @Test("what failed or was not possible needs a reason; the site of the latter waits for another appointment")
    func notPossible() async throws {
        let (site, path, id) = try await today()
        #expect(try await press(site, "\(path)/\(id)/failed", "key=k").status == 422)
        #expect(try await press(site, "\(path)/\(id)/not-possible", "key=k&note=Nobody+was+there.").status == 303)
        let appointment = try #require(try await site.store.appointments(AppointmentQuery(id: ID(id))).first)
        #expect(appointment.state == .notPossible && appointment.note == "Nobody was there.")
        #expect(try await press(site, "\(path)/\(id)/installed", "key=k").status == 409)
    }

    @Test("both sides get a calendar entry, and only the technician's says how to get in")
    func invitation() async throws {
        let (site, path, id) = try await today()
        let theirs = try await site.get("\(path)/\(id)/invitation.ics", token: nil)
        #expect(theirs["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST")
        #expect(theirs.body.contains("UID:\(id)@localhost\r\n") && theirs.body.contains("Ring <twice>."))
        let customer = try #require(try await site.store.appointments(AppointmentQuery(id: ID(id))).first).customer
        let url = try await site.post("/api/v1/customers/\(customer)/links").json["url"] as? String ?? ""
        let page = String(url.dropFirst("http://localhost".count))
        let ours = try await site.get("\(page)/appointments/\(id)/invitation.ics", token: nil)
        #expect(ours.status == 200 && ours.body.contains("UID:\(id)@localhost\r\n") && !ours.body.contains("Ring"))
    }
}
