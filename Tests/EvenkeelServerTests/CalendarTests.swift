import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@testable import EvenkeelServer

@Suite("The calendar over the API and in the console")
struct CalendarTests {
    private static let freeze =
        #"{"kind":"freeze","from":"2026-06-02","to":"2026-06-05","why":"The fair."}"#

    @Test("a freeze shows what it does to every rollout and whom to tell, first dry, then done")
    func freeze() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        site.now = site.now + .hours(1)
        while try await conductor.tick(at: site.now) {}
        let dry = try await site.post(
            "/api/v1/calendar/rules", Self.freeze.replacing("}", with: #","dry_run":true}"#))
        #expect(dry.status == 200 && dry.body.contains(#""dry_run":true"#))
        for text in [
            "pbx-5.2: 2 waves on another day", "1 customer must be told: they know of a day that moves",
            #""opens_before":"2026-06-02""#, #""opens":"2026-06-08""#, #""told":true"#,
        ] { #expect(dry.body.contains(text), "\(text): \(dry.body)") }
        #expect(try await site.get("/api/v1/calendar/rules").body.contains(#""rules":[]"#))
        let done = try await site.post("/api/v1/calendar/rules", Self.freeze)
        #expect(done.status == 201)
        let list = try await site.get("/api/v1/calendar/rules?kind=freeze")
        #expect(list.body.contains("The fair.") && list.body.contains(#""owner":"root""#))
        #expect(try await site.get("/api/v1/calendar/rules?kind=week").body.contains(#""rules":[]"#))
    }

    @Test("a wave that was announced for a day of the freeze is announced anew for the first day after it")
    func announcedAnew() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        site.now = site.now + .hours(1)
        while try await conductor.tick(at: site.now) {}
        _ = try await site.post("/api/v1/calendar/rules", Self.freeze)
        site.now = site.now + .days(1)
        while try await conductor.tick(at: site.now) {}
        let journal = try await site.get("/api/v1/journal?limit=100").body
        #expect(journal.contains("were told that their date moves"))
        let wave = try #require(await site.operations.ledger.read { $0.rollouts["pbx-5.2"]?.waves.first })
        #expect(wave.state == .planned)
        #expect(wave.opensAt.description == "2026-06-08T09:00:00Z")
    }

    @Test("a site says whether it may be changed, why not, and when next")
    func siteCalendar() async throws {
        let site = try await TestSite()
        func answer(_ at: String) async throws -> String {
            try await site.get("/api/v1/calendar/sites/site-01?at=\(at)").body
        }
        #expect(try await answer("2026-06-01T10:00:00Z").contains(#""may_start":true"#))
        #expect(try await answer("2026-06-01T10:00:00Z").contains("until 2026-06-01 18:00 (UTC)"))
        _ = try await site.post("/api/v1/calendar/rules", Self.freeze)
        let frozen = try await answer("2026-06-02T10:00:00Z")
        #expect(frozen.contains("Our freeze until 2026-06-06 00:00 (UTC): The fair (root)."))
        #expect(frozen.contains(#""opens":"2026-06-08T09:00:00Z""#) && frozen.contains(#""code":"freeze""#))
        #expect(try await site.get("/api/v1/calendar/sites/nope").status == 404)
        #expect(try await site.get("/api/v1/calendar/sites/site-01?at=noon").status == 422)
    }

    @Test("sites of an open wave say what they wait for")
    func waiting() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        site.now = site.now + .hours(1)
        while try await conductor.tick(at: site.now) {}
        site.now = site.now + .days(1)
        while try await conductor.tick(at: site.now) {}
        #expect(
            try await site.get("/api/v1/rollouts/pbx-5.2/waiting").body.contains("It may start and waits for its turn.")
        )
        _ = try await site.post("/api/v1/calendar/rules", Self.freeze)
        let waiting = try await site.get("/api/v1/rollouts/pbx-5.2/waiting").body
        #expect(waiting.contains(#""code":"freeze""#) && waiting.contains(#""opens":"2026-06-08T09:00:00Z""#))
        let rollout = try await site.get("/api/v1/rollouts/pbx-5.2").body
        #expect(rollout.contains("The next start is possible at 2026-06-08 09:00 (UTC)."))
        let (cookie, _) = try await site.logIn()
        #expect(try await site.page("/console/calendar", cookie).body.contains("Our freeze until 2026-06-06"))
    }

    @Test("what is planned for a customer is a calendar of its own, without the names of waves")
    func export() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let answer = try await site.get("/api/v1/calendar/customers/customer-1/plan.ics", token: TestSite.reader)
        #expect(answer["Content-Type"] == "text/calendar; charset=utf-8")
        for text in [
            "BEGIN:VCALENDAR\r\n", "SUMMARY:Planned upgrade: site-01\r\n", "STATUS:TENTATIVE\r\n",
            "DTSTART;VALUE=DATE:20260602\r\n", "END:VCALENDAR\r\n",
        ] { #expect(answer.body.contains(text), "\(text): \(answer.body)") }
        #expect(!answer.body.contains("secret pilot") && !answer.body.contains("site-03"))
        #expect(answer.body.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 75 })
        #expect(try await site.get("/api/v1/calendar/customers/nobody/plan.ics").status == 404)
    }

    @Test("the day that was told goes before the plan's: in the export, with the customer, and as planned work")
    func told() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        var notice = NoticeRow(
            rollout: "pbx-5.2", revision: 1, wave: 0, customer: "customer-1", announcedAt: site.now,
            installations: ["site-01"], day: CivilDate("2026-07-15"))
        try await site.store.change([.replaceNotices([notice])])
        let export = "/api/v1/calendar/customers/customer-1/plan.ics"
        let told = try await site.get(export, token: TestSite.reader).body
        #expect(told.contains("DTSTART;VALUE=DATE:20260715\r\n") && told.contains("STATUS:CONFIRMED\r\n"), "\(told)")
        let customer = try await site.get("/api/v1/customers/customer-1", token: TestSite.reader).body
        #expect(customer.contains(#""opens":"2026-07-15""#), "\(customer)")
        #expect(customer.contains(#""from":"2026-07-15T09:00:00Z""#), "\(customer)")
        notice.state = .withdrawn
        try await site.store.change([.replaceNotices([notice])])
        #expect(try await !site.get(export, token: TestSite.reader).body.contains("site-01"), "nobody knows a day")
        let without = try await site.get("/api/v1/customers/customer-1", token: TestSite.reader).body
        #expect(without.contains(#""status":"postponed""#) && !without.contains("2026-07-15"), "\(without)")
    }

    @Test("one person asks to cross a freeze, and only another one may approve")
    func crossing() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        try await site.store.change([
            .putToken(
                TokenRow(name: "bob", scope: .admin, secretHash: Secret.hash("evk_bob"), createdAt: site.now))
        ])
        let asked = try await site.post(
            "/api/v1/calendar/crossings",
            #"{"id":"x-1","rollout":"pbx-5.2","installations":["site-01"],"until":"2026-06-03T00:00:00Z","why":"Fax is down."}"#
        )
        #expect(asked.status == 201, "\(asked.body)")
        #expect(!asked.body.contains("of_later_waves"))
        let later = try #require(
            try await site.store.placements(PlacementQuery(rollout: "pbx-5.2", states: [.planned])).last)
        let forLater = try await site.post(
            "/api/v1/calendar/crossings",
            """
            {"rollout":"pbx-5.2","installations":["site-01","\(later.installation)"],"until":"2026-06-03T00:00:00Z","why":"w"}
            """)
        #expect(
            forLater.body.contains(#""of_later_waves":["\#(later.installation)"]"#),
            "its wave opens after that: \(forLater.body)")
        _ = try await site.post(
            "/api/v1/calendar/crossings/\(forLater.json["id"] as? String ?? "")/withdraw", #"{"why":"It can wait."}"#)
        let (cookie, _) = try await site.logIn()
        func today() async throws -> String {
            try await site.get("/console", token: nil, headers: ["Cookie": cookie]).body
        }
        #expect(try await today().contains("asks to cross the freeze for 1 site until"), "it waits for a decision")
        #expect(try await site.post("/api/v1/calendar/crossings/x-1/approve").code == "crossing_needs_another")
        let approved = try await site.post("/api/v1/calendar/crossings/x-1/approve", token: "evk_bob")
        #expect(approved.status == 200 && approved.body.contains(#""approved_by":"bob""#))
        #expect(try await !today().contains("asks to cross the freeze"))
        _ = try await site.post("/api/v1/calendar/rules", Self.freeze)
        let path = "/api/v1/calendar/sites/site-01?at=2026-06-02T10:00:00Z"
        #expect(try await site.get(path).body.contains(#""may_start":false"#), "the leave is for that rollout only")
        #expect(try await site.get(path + "&rollout=pbx-5.2").body.contains(#""may_start":true"#))
        #expect(
            try await site.post("/api/v1/calendar/crossings/x-1/withdraw", #"{"why":"It can wait."}"#).status == 204)
        #expect(try await site.get(path + "&rollout=pbx-5.2").body.contains(#""may_start":false"#))
        #expect(
            try await site.post(
                "/api/v1/calendar/crossings",
                #"{"rollout":"pbx-5.2","installations":["nope"],"until":"2026-06-03T00:00:00Z","why":"w"}"#
            ).code == "crossing_not_placed")
    }

    @Test(
        "what is wrong in a rule is refused by name",
        arguments: [
            (#"{"kind":"feast","why":"w"}"#, "kind"), (#"{"why":"w"}"#, "kind"),
            (#"{"kind":"freeze","from":"2026-06-31","why":"w"}"#, "from"),
            (#"{"kind":"freeze","from":"2026-06-05","to":"2026-06-02","why":"w"}"#, "to"),
            (#"{"kind":"week","week":"never","why":"w"}"#, "week"),
            (#"{"kind":"window","window":"weekends","among":"customer==a","why":"w"}"#, "window"),
            (#"{"kind":"window","window":"FREQ=DAILY PT1H","why":"w"}"#, "among"),
            (#"{"kind":"week","week":"sun-thu","from":"2026-06-05","why":"w"}"#, "from"),
            (#"{"kind":"freeze","from":"2026-06-05","among":"colour==red","why":"w"}"#, "among"),
            (#"{"kind":"freeze","from":"2026-06-05"}"#, "reason"),
        ])
    func refused(body: String, member: String) async throws {
        let site = try await TestSite()
        let answer = try await site.post("/api/v1/calendar/rules", body)
        #expect(answer.status == 422 && answer.json["member"] as? String == member, "\(answer.body)")
    }

    @Test("readers may look at the calendar and change nothing; nobody else sees it")
    func scopes() async throws {
        let site = try await TestSite()
        for path in ["calendar/rules", "calendar/crossings", "calendar/customers", "calendar/sites/site-01"] {
            #expect(try await site.get("/api/v1/\(path)", token: TestSite.reader).status == 200, "\(path)")
            #expect(try await site.get("/api/v1/\(path)", token: TestSite.reporter).status == 403, "\(path)")
            #expect(try await site.get("/api/v1/\(path)", token: nil).status == 401, "\(path)")
        }
        for path in [
            "calendar/rules", "calendar/rules/f/lift", "calendar/crossings", "calendar/crossings/c/approve",
            "calendar/crossings/c/withdraw", "calendar/customers/customer-1/import",
        ] { #expect(try await site.post("/api/v1/\(path)", "{}", token: TestSite.reader).status == 403, "\(path)") }
    }

    @Test("in the console a freeze is asked about, added and lifted")
    func console() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let (cookie, csrf) = try await site.logIn()
        let fields = "csrf=\(csrf)&from=2026-06-02&to=2026-06-05&why=The+fair"
        let asked = try await site.form("/console/calendar/freeze", fields + "&step=ask", cookie: cookie)
        #expect(asked.status == 200 && asked.body.contains("Not added yet.") && asked.body.contains("on another day"))
        #expect(try await site.form("/console/calendar/freeze", fields + "&step=add", cookie: cookie).status == 303)
        #expect(try await site.page("/console/calendar", cookie).body.contains("The fair"))
        #expect(try await site.form("/console/calendar/freeze", "from=2026-06-02", cookie: cookie).status == 403)
        let id = try #require(await site.operations.ledger.read { $0.calendarRules.keys.first })
        #expect(
            try await site.form("/console/calendar/rules/\(id)/lift", "csrf=\(csrf)&why=over", cookie: cookie).status
                == 303)
        #expect(await site.operations.ledger.read { $0.calendarRules.isEmpty })
    }
}
