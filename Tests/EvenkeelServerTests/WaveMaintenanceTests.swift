import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelServer

/// The planned sibling of an incident, driven by a rollout: planned, approved, announced, moved, installed.
@Suite("Waves of a rollout are scheduled maintenance to those concerned")
struct WaveMaintenanceTests {
    private struct Bench {
        let site: TestSite
        let conductor: Conductor

        func rounds() async throws { while try await conductor.tick(at: site.now) {} }

        /// The wave as a document of the API, for everybody or for one customer.
        func wave(of customer: String? = nil) async throws -> [String: Any]? {
            let query = customer.map { "?customer=\($0)" } ?? ""
            let page = try await site.get("/api/v1/maintenances\(query)").json
            let works = page["maintenances"] as? [[String: Any]] ?? []
            return works.first { $0["id"] as? String == "pbx-5.2/1" }
        }

        func status() async throws -> String? { try await wave()?["status"] as? String }

        func page(of customer: String) async throws -> String {
            let url = try #require(
                try await site.post("/api/v1/customers/\(customer)/links").json["url"] as? String)
            return try await site.get(String(url.dropFirst("http://localhost".count)), token: nil).body
        }
    }

    /// Planned, approved and started, and the first wave's customers have been told their day.
    private func announced() async throws -> Bench {
        let site = try await TestSite()
        let bench = Bench(site: site, conductor: Conductor(operations: site.operations))
        try await site.startRollout()
        try await bench.rounds()
        #expect(try await bench.wave() == nil, "nobody has been told of it")
        let due = await site.operations.ledger.read { [now = site.now] in $0.agenda.nextAt(after: now) }
        site.now = try #require(due)
        try await bench.rounds()
        return bench
    }

    @Test("it appears when its customers are told, moves when their day moves, and is done when its sites are")
    func life() async throws {
        let bench = try await announced()
        let site = bench.site
        let wave = try #require(try await bench.wave())
        #expect(wave["status"] as? String == "scheduled" && wave["source"] as? String == "rollout")
        let from = try #require((wave["from"] as? String).flatMap { Timestamp(rfc3339: $0) })
        let placed = try await site.store.placements(PlacementQuery(rollout: "pbx-5.2")).filter { $0.wave == 0 }
        let told = Set(placed.map(\.customer.text)).sorted()
        let stranger = try #require((1...6).map { "customer-\($0)" }.first { !told.contains($0) })
        for customer in told {
            let own = try #require(try await bench.wave(of: customer))
            #expect((own["sites"] as? [String])?.isEmpty == false)
            #expect(try await bench.page(of: customer).contains("pbx 5.2.0"), "\(customer)")
        }
        // Neither those it does not concern nor everybody learn of it, nor how the wave is called.
        #expect(try await bench.wave(of: stranger) == nil)
        #expect(!(try await bench.page(of: stranger).contains("pbx 5.2.0")))
        for path in [
            "/", "/calendar.ics", "/history.atom", "/api/v2/scheduled-maintenances.json", "/api/v2/summary.json",
        ] {
            let body = try await site.get(path, token: nil).body
            #expect(!body.contains("pbx") && !body.contains("secret pilot"), "\(path)")
        }

        // Somebody stops it over its day: the date is taken back, and comes anew.
        #expect(
            try await site.post("/api/v1/rollouts/pbx-5.2/pause", #"{"reason":"The technician is ill."}"#).status == 200
        )
        site.now = from + .hours(3)
        try await bench.rounds()
        #expect(try await bench.status() == "postponed")
        #expect(try await site.post("/api/v1/rollouts/pbx-5.2/lift", #"{"reason":"She is well again."}"#).status == 200)
        try await bench.rounds()
        let moved = try #require(try await bench.wave())
        #expect(moved["status"] as? String == "scheduled", "\(moved)")
        let again = try #require((moved["from"] as? String).flatMap { Timestamp(rfc3339: $0) })
        #expect(again > from)

        site.now = again
        try await bench.rounds()
        #expect(try await bench.status() == "in_progress")
        let reports = placed.map { row in
            #"{"id":"done-\#(row.installation)","installation":"\#(row.installation)","release":"5.2.0","kind":"installed","at":"\#(site.now)"}"#
        }
        let answer = try await site.post(
            "/api/v1/outcomes", "{\"outcomes\":[\(reports.joined(separator: ","))]}", token: TestSite.reporter)
        #expect(answer.status == 202, "\(answer.body)")
        site.now = site.now + .minutes(1)
        try await bench.rounds()
        #expect(try await bench.status() == "completed")
    }

    @Test("everybody sees of it what the operator announces to everybody, in words of their own")
    func published() async throws {
        let bench = try await announced()
        let site = bench.site
        let (cookie, csrf) = try await site.logIn()
        let fields =
            "title=New+telephony&text=Calls+may+drop+for+a+minute.&from=2026-06-10T20:00&to=2026-06-10T22:00&visibility=public"
        let answer = try await site.form("/console/maintenance", "csrf=\(csrf)&key=k1&\(fields)", cookie: cookie)
        #expect(answer.status == 303, "\(answer.body)")
        site.now = site.now + .minutes(1)
        let home = try await site.get("/", token: nil).body
        #expect(home.contains("New telephony") && !home.contains("pbx"))
    }

    @Test("the console lists waves and what people announced, announces, moves, ends and cancels")
    func console() async throws {
        let bench = try await announced()
        let site = bench.site
        let (cookie, csrf) = try await site.logIn()
        func press(_ path: String, _ fields: String) async throws -> Answer {
            try await site.form("/console/maintenance\(path)", "csrf=\(csrf)&\(fields)", cookie: cookie)
        }
        let times = "from=2026-06-10T20:00&to=2026-06-10T22:00"
        #expect(
            try await press("", "key=a&title=Fax+gateway&text=Fax+is+off.&audience=feature%3D%3Dfax&\(times)").status
                == 303)
        var list = try await site.page("/console/maintenance", cookie).body
        for text in ["Fax gateway", "2026-06-10 20:00", "6 customers", "wave 1", "/console/rollouts/pbx-5.2"] {
            #expect(list.contains(text), "\(text)")
        }
        let id = try #require(list.firstMatch(of: /maintenance\/(work-[0-9a-f]+)\/move/)).1
        #expect(try await press("/\(id)/move", "key=b&to=2026-06-10T23:00").status == 303)
        list = try await site.page("/console/maintenance", cookie).body
        #expect(list.contains("2026-06-10 23:00") && !list.contains("2026-06-10 22:00"))
        #expect(try await press("/\(id)/cancel", "key=c&text=Not+needed.").status == 303)
        #expect(try await site.page("/console/maintenance", cookie).body.contains("cancelled"))
        // What is flagged stands with a reason.
        let named = "title=Line+of+Acme+Clinic+2&text=It+is+off.&\(times)"
        #expect(try await press("", "key=d&\(named)").status == 422)
        #expect(try await press("", "key=e&\(named)&override=They+asked+for+it.").status == 303)
        #expect(try await press("", "key=f&title=T&text=t&from=soon&to=later").status == 422)
    }
}
