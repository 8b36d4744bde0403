import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Today: what needs me now")
struct TodayTests {
    private static let twoPersons: Policy = {
        var policy = TestSite.policy
        policy.approval = ApprovalPolicy(persons: 2)
        return policy
    }()

    private static let rota = Rota(people: [
        OnCallPerson(id: "dana", name: "Dana Levi", reach: [.command("pager")]),
        OnCallPerson(id: "bo", name: "Bo Lind", role: .lead, reach: [.command("pager")]),
    ])

    private func today(_ site: TestSite) async throws -> String {
        let (cookie, _) = try await site.logIn()
        return try await site.page("/console", cookie).body
    }

    @Test("a revision that waits for approvals is listed with who has agreed, until it is adopted or out of date")
    func revision() async throws {
        let site = try await TestSite(policy: Self.twoPersons)
        _ = try await site.send(
            .post, "/api/v1/rollouts", token: TestSite.admin, body: "rollout: pbx-5.2\n", type: "application/yaml")
        for person in ["ada", "bo"] {
            try await site.operations.perform(
                .approvePlan("pbx-5.2"), id: CommandID("approve/\(person)"), by: person, at: site.now)
        }
        #expect(try await site.post("/api/v1/rollouts/pbx-5.2/start").status == 200)
        let (cookie, csrf) = try await site.logIn()
        _ = try await site.form(
            "/console/rollouts/pbx-5.2/replan", "csrf=\(csrf)&reason=A+site+joined.", cookie: cookie)
        let page = try await today(site)
        for text in [
            "Waiting for a decision", "href=\"/console/rollouts/pbx-5.2/revisions/2\"",
            "2 persons must agree; so far nobody has.", "proposed by root", "A site joined.",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("Nothing needs you."))
        for person in ["ada", "bo"] {
            try await site.operations.perform(
                .approvePlan("pbx-5.2", revision: 2), id: CommandID("approve/2/\(person)"), by: person, at: site.now)
        }
        #expect(try await today(site).contains("so far ada, bo."))
        // The author has not the last word, so another adopts it.
        try await site.operations.adoptRevision("pbx-5.2", revision: 2, command: "adopt", by: "ada", at: site.now)
        #expect(!(try await today(site).contains("/revisions/2")))
    }

    @Test("a page that nobody has answered stands first, with its person and the time it goes on; an answer ends it")
    func alarms() async throws {
        let site = try await TestSite(rota: Self.rota)
        _ = try await site.own(#"{"title":"Calls fail","impact":"major","components":["telephony"],"body":"b"}"#)
        site.now = site.now + .minutes(60)
        _ = try await PromiseKeeper(operations: site.operations).tick(at: site.now)
        let page = try await today(site)
        #expect(page.contains("Alarms that wait for an answer"))
        #expect(
            page.contains(
                "Dana Levi was paged at 2026-06-01 09:00: nobody wrote in time and a holding line was posted."))
        #expect(page.contains("Without an answer it goes to the next person at 2026-06-01 09:05"))
        let alerts = await site.operations.ledger.read { $0.incidents.values.flatMap(\.alerts) }.filter(\.wantsAnswer)
        for alert in alerts { _ = try await site.post("/api/v1/alerts/\(alert.id)/acknowledge") }
        #expect(!(try await today(site).contains("Alarms that wait for an answer")))
    }

    @Test("where nobody stands in the rota, Today says so until a person writes")
    func nobody() async throws {
        let site = try await TestSite()
        let id = try await site.own(#"{"title":"Calls fail","impact":"major","components":["telephony"],"body":"b"}"#)
        site.now = site.now + .minutes(60)
        _ = try await PromiseKeeper(operations: site.operations).tick(at: site.now)
        #expect(try await today(site).contains("Nobody could be paged at 2026-06-01 09:00: nobody stands in the rota."))
        site.now = site.now + .minutes(1)
        _ = try await site.post("/api/v1/incidents/\(id)/updates", #"{"body":"Still at it."}"#)
        #expect(!(try await today(site).contains("Nobody could be paged")))
    }

    @Test(
        "whom to call is named with the telephone; where nobody is known, a contact is to be added, here, in lists and the API"
    )
    func nobodyKnown() async throws {
        var policy = TestSite.policy
        policy.waves = [WavePolicy(name: "all", soak: SoakPolicy(days: 1))]
        let site = try await TestSite(policy: policy)
        var stranger = Installation(id: "site-13", customer: "customer-7")
        (stranger.product, stranger.version) = ("pbx", Version("5.1.0"))
        let silent = Contact(
            id: "desk", customer: "customer-8", name: "Lou", email: try #require(EmailAddress("lou@eight.example")),
            phone: "+39 02 555", role: .outage)
        var desk = Installation(id: "site-14", customer: "customer-8")
        (desk.product, desk.version) = ("pbx", Version("5.1.0"))
        try await site.store.change([
            .putCustomers([Customer(id: "customer-7", name: "Seven"), Customer(id: "customer-8", name: "Eight")]),
            .putContacts([silent]), .putInstallations([stranger, desk]),
        ])
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        while try await conductor.tick(at: site.now) {}
        let now = site.now
        let next = await site.operations.ledger.read { $0.agenda.nextAt(after: now) }
        site.now = try #require(next)
        while try await conductor.tick(at: site.now) {}
        let nobody = "Nobody is known there: add a contact with evenkeel fleet import --contacts."
        let page = try await today(site)
        #expect(page.contains(": \(nobody)") && !page.contains("Call nobody"))
        #expect(page.contains("No contact hears of planned changes, so nobody can be written to. Call Lou +39 02 555."))
        let calls = try await site.get("/api/v1/notices/calls", token: TestSite.reader).body
        #expect(calls.contains("\"\(nobody)\""))
    }

    @Test("an install that ended badly for good is named with its site, since when, and where it is tried again")
    func looks() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        #expect(!(try await today(site).contains("Installs that wait for somebody")))
        let row = try #require(try await site.store.placements(PlacementQuery(rollout: "pbx-5.2")).first)
        func step(_ step: PlacementState.Step, _ note: String? = nil) -> RowChange {
            .stepPlacement("pbx-5.2", row.installation, step, at: site.now, note: note)
        }
        let ends = [step(.release), step(.start), step(.timeOut, "nobody took it: look at the site")]
        for change in ends { try await site.store.change([change]) }
        let page = try await today(site)
        for text in [
            "Installs that wait for somebody",
            "href=\"/console/rollouts/pbx-5.2?wave=1\"><bdi>\(row.installation)</bdi>",
            "Its install did not end in time at 2026-06-01 08:00 (UTC), at try 1: nobody took it: look at the site.",
            "Try it again on the rollout&#39;s page.",
        ] { #expect(page.contains(text), "\(text)") }
        #expect(!page.contains("Look at the site;"), "the note says it")
        #expect(!page.contains("Nothing needs you."))
        try await site.operations.perform(
            .haltRollout("pbx-5.2", reason: "alarm"), id: "halt", by: "root", at: site.now)
        #expect(try await today(site).contains("It can be tried again once the rollout goes on."))
        try await site.operations.perform(
            .abortRollout("pbx-5.2", reason: "enough"), id: "abort", by: "root", at: site.now)
        #expect(!(try await today(site).contains("Installs that wait for somebody")))
    }

    @Test("a rollback that went wrong is named as one, and is to be ordered again, not installed once more")
    func failedRollback() throws {
        let plan = Placement(installation: "site-1", reason: .need(wanted: 1, newPairs: 0), notEarlier: nil)
        var row = PlacementRow(rollout: "pbx-5.2", revision: 1, customer: "alpha", wave: 0, placement: plan)
        (row.state, row.attempts, row.note) = (.failed, 1, "taking it back to 5.1.0 failed: no backup")
        let text = SiteStandingSentences.toLookAt(row, in: .halted, zone: .utc)
        #expect(
            text == "It was to go back, and taking it back to 5.1.0 failed: no backup. Look at the site; "
                + "then order it back again on the rollout's page.")
        let why = SiteStandingSentences.of(
            .failed(at: nil, timedOut: false, attempts: 1, note: row.note, in: .running), rollout: "pbx-5.2",
            site: "site-1",
            zone: .utc)
        #expect(why.change == "Order it back again: evenkeel rollout rollback pbx-5.2 --site site-1 --reason …")
        row.note = "no backup"
        #expect(
            SiteStandingSentences.toLookAt(row, in: .running, zone: .utc)
                == "Its install failed, at try 1: no backup. Look at the site; then try it again on the rollout's page."
        )
    }

    @Test("a site that lost its release is named by lists and by Today, with the way to its wave and what is possible")
    func gone() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let row = try #require(try await site.store.placements(PlacementQuery(rollout: "pbx-5.2")).first)
        func step(_ step: PlacementState.Step, minute: Int) -> RowChange {
            .stepPlacement("pbx-5.2", row.installation, step, at: site.now + .minutes(minute), note: nil)
        }
        let steps = [
            step(.release, minute: 0), step(.start, minute: 0), step(.succeed, minute: 1), step(.disappear, minute: 2),
        ]
        for change in steps { try await site.store.change([change]) }
        let text = "\(row.installation) had the release and runs an older version again. Find out why;"
        let page = try await today(site)
        #expect(page.contains("href=\"/console/rollouts/pbx-5.2?wave=\(row.wave + 1)\""))
        #expect(page.contains("\(text) then it can be tried again.") && !page.contains("rollout retry"))
        try await site.operations.perform(
            .haltRollout("pbx-5.2", reason: "alarm"), id: "halt", by: "root", at: site.now)
        #expect(try await today(site).contains("\(text) it can be tried again once the rollout goes on."))
        let (cookie, _) = try await site.logIn()
        #expect(try await site.page("/console/rollouts", cookie).body.contains(text))
        let waits = [("soak", "It soaks."), ("installs", "2 go on."), ("gone", text)].map {
            ReasonDocument(code: $0.0, text: $0.1)
        }
        #expect(waits.inBrief == "It soaks. \(text)")
    }

    @Test("a drill is marked as one and counts no customers")
    func drill() async throws {
        let site = try await TestSite(drillAddresses: ["drill@northwind.example"])
        let answer = try await site.post("/api/v1/drills", #"{"title":"Calls fail","components":["telephony"]}"#)
        let id = try #require(answer.json["id"] as? String)
        _ = try await site.post("/api/v1/incidents/\(id)/own", #"{"body":"We know that calls fail."}"#)
        let page = try await today(site)
        #expect(page.contains("<bdi>Calls fail</bdi></a> <span class=\"badge\">Drill</span>"))
        #expect(page.contains("it concerns no customer") && !page.contains("0 of 0 customers"))
    }

    @Test("messages given up and held back are counted, each with the way to them in the outbox")
    func resting() async throws {
        let site = try await TestSite()
        let incident = try await site.own(
            #"{"title":"Fax","impact":"minor","components":["fax"],"body":"b","audience":"customer==customer-1"}"#)
        let contact = try #require(TestSite.contacts.first)
        func delivery(_ update: UpdateID, _ state: DeliveryState) -> Delivery {
            var delivery = Delivery(
                recipient: contact.id, customer: contact.customer, subject: .update(IncidentID(incident), update),
                queuedAt: site.now)
            delivery.state = state
            return delivery
        }
        #expect(!(try await today(site).contains("Mail that needs somebody")))
        try await site.store.change([
            .putDeliveries([
                delivery("first-lost", .dead), delivery("second-lost", .dead), delivery("kept-back", .held),
            ])
        ])
        let page = try await today(site)
        for text in [
            "Mail that needs somebody", "href=\"/console/outbox?state=dead\"><bdi>2 messages given up",
            "href=\"/console/outbox?state=held\"><bdi>1 message held back", "It does not leave by itself",
        ] { #expect(page.contains(text), "\(text)") }
        let (cookie, _) = try await site.logIn()
        let dead = try await site.page("/console/outbox?state=dead", cookie).body
        #expect(dead.contains("first-lost") && dead.contains("second-lost") && !dead.contains("kept-back"))
    }

    @Test("whose \"not yet\" is used up is named only while they still run what loses its support")
    func acceptances() async throws {
        let site = try await TestSite()
        let below = try #require(Version("5.2.0"))
        let ends = try #require(CivilDate("2026-09-01"))
        try await site.operations.perform(
            .openCampaign(
                SupportCampaign(id: "end-of-5.1", product: "pbx", below: below, ends: ends, postponements: 1)),
            id: "open", by: "root", at: site.now)
        var wish = AnswerWish(customer: "customer-2", kind: .later, way: .telephone, at: site.now)
        (wish.person, wish.note) = ("Pat 2", "Not before the audit.")
        wish.campaign = "end-of-5.1"
        try await site.operations.answer(wish, command: "later", by: "root", at: site.now)
        #expect(try await today(site).contains("end-of-5.1: &quot;not yet&quot; is used up."))
        let sites = TestSite.fleet.installations.filter { $0.customer == "customer-2" }
        let fact = VersionFact(version: below, source: .technician, at: site.now)
        try await site.store.change(sites.map { .recordVersion($0.id, fact) })
        #expect(!(try await today(site).contains("is used up.")))
    }
}
