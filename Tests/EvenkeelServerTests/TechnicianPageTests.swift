import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("A technician's own page")
struct TechnicianPageTests {
    /// A rollout whose first wave is open, an appointment of Dana today, and the path of her page.
    private func today(
        steps: [String]? = nil, perDay: Int? = nil
    ) async throws -> (site: TestSite, path: String, id: String) {
        let site = try await TestSite()
        var policy = TestSite.policy
        policy.execute.steps = steps
        policy.calendar.capacityPerDay = perDay
        _ = try await site.operations.makePlan(policy, id: "plan", by: "root", at: site.now)
        _ = try await site.post("/api/v1/rollouts/pbx-5.2/approve")
        _ = try await site.post("/api/v1/rollouts/pbx-5.2/start")
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
        #expect(page.body.contains(" (UTC)"), "hours of which it is not said whose they are")
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

    @Test("the steps of the policy are ticked off on the phone, files are kept once, and only then it is installed")
    func steps() async throws {
        let (site, path, id) = try await today(steps: ["Back up <all>", "Install"])
        let page = try await site.get(path, token: nil)
        #expect(page.body.contains("Back up &lt;all&gt;") && page.body.contains("Tick off every step first."))
        #expect(!page.body.contains(">Installed</button>"))
        #expect(try await press(site, "\(path)/\(id)/installed", "key=k").status == 409)
        for step in [1, 2, 2] {
            #expect(try await press(site, "\(path)/\(id)/steps", "step=\(step)").status == 303)
        }
        #expect(try await press(site, "\(path)/\(id)/steps", "step=3").status == 422)
        func upload(_ content: String, to path: String, boundary: String = "xYz") async throws -> Answer {
            let body =
                "--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\photos\\rack.jpg\"\r\n"
                + "Content-Type: image/jpeg\r\n\r\n\(content)\r\n--\(boundary)--\r\n"
            return try await site.send(
                .post, path, body: body, type: "multipart/form-data; boundary=\(boundary)")
        }
        for _ in 0..<2 {
            #expect(try await upload("a\r\n--b", to: "\(path)/\(id)/records").status == 303)
        }
        #expect(try await upload("", to: "\(path)/\(id)/records").status == 422)
        let large = String(repeating: "x", count: InstallRecord.sizeLimitBytes + 1)
        #expect(try await upload(large, to: "\(path)/\(id)/records").status == 413)
        #expect(try await press(site, "\(path)/\(id)/records", "file=x").status == 422)
        let install = try #require(try await site.store.installs(.open).first)
        #expect(install.by == "Dana Levi")
        let records = try await site.store.records(of: install.id)
        #expect(records.map(\.name) == ["rack.jpg"] && records.map(\.sizeBytes) == [6])
        #expect(try await site.store.recordContent(of: install.id, number: 1) == "YQ0KLS1i")
        #expect(try await site.get(path, token: nil).body.contains("rack.jpg, 1 KiB"))
        let other = try await site.post("/api/v1/technicians/Ben/links").json["url"] as? String ?? ""
        let theirs = String(other.dropFirst("http://localhost".count))
        for what in ["steps", "records"] {
            #expect(try await press(site, "\(theirs)/\(id)/\(what)", "step=1").status == 404, "somebody else's")
        }
        #expect(try await press(site, "\(path)/\(id)/installed", "key=k").status == 303)
        let fact = try await site.store.versionFacts([install.installation])[install.installation]
        #expect(fact?.source == .technician && fact?.version == Version("5.2.0"))
        #expect(try await press(site, "\(path)/\(id)/steps", "step=1").status == 409, "it is over")
    }

    @Test("what is left of an earlier day asks for a reason once others have taken today, and goes on with it as ever")
    func fullDay() async throws {
        let (site, path, id) = try await today(perDay: TestSite.perDay)
        #expect(!(try await site.get(path, token: nil).body.contains("name=\"why\"")), "an appointment is its claim")
        let visit = try #require(try await site.store.appointments(AppointmentQuery(id: ID(id))).first)
        site.now = site.now + .days(1)
        try await site.fillToday(besides: visit.installation)
        let full = try await site.get(path, token: nil).body
        #expect(full.contains("There is no room for another install today.") && full.contains("name=\"why\""))
        #expect(!full.contains("site-12"), "where others go is not theirs to read")
        #expect(!full.contains("/installed\""), "nothing ends that may not begin")
        let wordless = try await press(site, "\(path)/\(id)/begin", "why=")
        #expect(wordless.status == 409 && wordless.body.contains("load the page again and say why"))
        for (step, fields) in [("installed", "key=k"), ("failed", "key=k&note=No+power."), ("steps", "step=1")] {
            #expect(try await press(site, "\(path)/\(id)/\(step)", fields).status == 409, "\(step) begins nothing")
        }
        let begun = try await press(site, "\(path)/\(id)/begin", "why=The+shop+is+shut+tomorrow.")
        #expect(begun.status == 303 && begun["Location"] == "\(path)?said=begun")
        #expect(try await site.store.installs(.open).map(\.by) == ["Dana Levi"])
        let overrides = await site.operations.ledger.read { $0.rollouts["pbx-5.2"]?.dayOverrides }
        #expect(overrides?.map(\.why) == ["The shop is shut tomorrow."] && overrides?.map(\.by) == ["Dana Levi"])
        let after = try await site.get(path, token: nil).body
        #expect(!after.contains("name=\"why\"") && after.contains("/installed\""))
        #expect(try await press(site, "\(path)/\(id)/installed", "key=k").status == 303)
    }

    @Test("what failed or was not possible needs a reason; the site of the latter waits for another appointment")
    func notPossible() async throws {
        let (site, path, id) = try await today()
        let wordless = try await press(site, "\(path)/\(id)/failed", "key=k")
        #expect(wordless.status == 422 && wordless.body.contains("whoever comes next has to know what went wrong"))
        #expect(wordless.body.contains("href=\"\(path)\""), "back to the page, not to a start page that is not theirs")
        #expect(try await press(site, "\(path)/\(id)/not-possible", "key=k&note=Nobody+was+there.").status == 303)
        let appointment = try #require(try await site.store.appointments(AppointmentQuery(id: ID(id))).first)
        #expect(appointment.state == .notPossible && appointment.note == "Nobody was there.")
        let made = try await site.post("/api/v1/customers/\(appointment.customer)/links", "")
        let url = try #require(made.json["url"] as? String)
        let theirs = try await site.get(String(url.dropFirst("http://localhost".count)), token: nil)
        let row = try #require(
            theirs.body.split(separator: "<tr>").first { $0.contains(">\(appointment.installation)<") })
        #expect(row.contains("<td>to be agreed with you</td>"), "their old day does not stand: \(row)")
        let listed = try await site.get("/api/v1/notices?customer=\(appointment.customer)").json["notices"]
        let open = (listed as? [[String: Any]] ?? []).flatMap { $0["to_be_agreed"] as? [String] ?? [] }
        #expect(open == [appointment.installation.text], "nor in the list: \(open)")
        #expect(try await press(site, "\(path)/\(id)/installed", "key=k").status == 409)
    }

    @Test("both sides get a calendar entry, and only the technician's says how to get in")
    func invitation() async throws {
        let (site, path, id) = try await today()
        let theirs = try await site.get("\(path)/\(id)/invitation.ics", token: nil)
        #expect(theirs["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8")
        #expect(theirs.body.contains("mailto:care@northwind.example"), "an address that there is")
        #expect(theirs.body.contains("UID:\(id)@northwind.example\r\n") && theirs.body.contains("Ring <twice>."))
        let customer = try #require(try await site.store.appointments(AppointmentQuery(id: ID(id))).first).customer
        let url = try await site.post("/api/v1/customers/\(customer)/links").json["url"] as? String ?? ""
        let page = String(url.dropFirst("http://localhost".count))
        let ours = try await site.get("\(page)/appointments/\(id)/invitation.ics", token: nil)
        #expect(
            ours.status == 200 && ours.body.contains("UID:\(id)@northwind.example\r\n") && !ours.body.contains("Ring"))
    }
}
