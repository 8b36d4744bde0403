import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("An incident on a customer's own page, composed and reported")
struct CustomerIncidentTests {
    private static let report = """
        {"what_happened":"Calls **dropped**. <script>alert(1)</script>","what_we_did":"- went back",\
        "causes":[{"kind":"ours","text":"An untested change."}],\
        "actions":[{"text":"Try it first.","owner":"Dana","due":"2026-06-30"}]}
        """

    private func owned(_ body: String) async throws -> (site: TestSite, id: String, path: String) {
        let site = try await TestSite()
        let id = try await site.own(body)
        let url = try #require(
            try await site.post("/api/v1/customers/customer-1/links", "").json["url"] as? String)
        return (site, id, String(url.dropFirst("http://localhost".count)))
    }

    private static let outage = #"""
        {"title":"Calls fail","impact":"major","components":["telephony"],"audience":"customer=in=(customer-1,customer-2)",        "body":"","blocks":{"not_working":["calls-drop"],"doing":["looking"]},"texts":{"it":"Ci scusiamo."}}
        """#

    @Test("everything that was said, what is promised, and nothing of an incident that is not theirs")
    func page() async throws {
        let (site, id, path) = try await owned(Self.outage)
        let page = try await site.get("\(path)/incidents/\(id)", token: nil)
        #expect(page.status == 200 && page["Cache-Control"] == "no-store")
        #expect(
            page.body.contains("Calls drop.") && page.body.contains("Promises to speak again: 1. ")
                && page.body.contains("not due yet: 1."))
        #expect(!page.body.contains("customer-2") && !page.body.contains("root"))
        let other = try await site.own(
            #"{"title":"Fax fails","impact":"minor","components":["fax"],"body":"b","audience":"customer==customer-2"}"#
        )
        #expect(try await site.get("\(path)/incidents/\(other)", token: nil).status == 404)
        #expect(try await site.get("/c/nothing/incidents/\(id)", token: nil).status == 404)
    }

    @Test(
        "blocks read whole in the reader's language, whoever wrote them; a text without that language is said to be in English"
    )
    func languages() async throws {
        let (site, id, path) = try await owned(Self.outage)
        var customer = try #require(try await site.operations.image.current().customers["customer-1"])
        customer.locale = "he"
        try await site.store.change([.putCustomers([customer])])
        let page = try await site.get("\(path)/incidents/\(id)", token: nil).body
        #expect(
            page.contains("dir=\"rtl\"") && page.contains("שיחות מתנתקות.") && page.contains("אנו מחפשים את הסיבה."))
        #expect(page.contains("Ci scusiamo."), "what there is, below the blocks")
    }

    @Test("the console composes: an Italian author ticks Italian sentences")
    func composer() async throws {
        let (site, id, _) = try await owned(Self.outage)
        let (cookie, csrf) = try await site.logIn()
        let form = try await site.page("/console/incidents/\(id)?lang=it", cookie).body
        #expect(form.contains("Le chiamate cadono.") && form.contains("name=\"phrase-calls-drop\""))
        let sent = try await site.form(
            "/console/incidents/\(id)/updates",
            "csrf=\(csrf)&status=identified&body=&phrase-calls-drop=on&phrase-going-back=on&text-it=Grazie.",
            cookie: cookie)
        #expect(sent.status == 303, "\(sent.body)")
        let update = await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.updates.last }
        #expect(update?.blocks?.notWorking == ["calls-drop"] && update?.blocks?.free == ["it": "Grazie."])
        let nothing = try await site.form(
            "/console/incidents/\(id)/updates", "csrf=\(csrf)&status=identified&body=", cookie: cookie)
        #expect(nothing.status == 422, "an update says something")
    }

    @Test("the report is safe Markdown, prints with its edits marked, and the customer sees it on their own page")
    func report() async throws {
        let (site, id, path) = try await owned(Self.outage)
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"Calls work again."}"#)
        #expect(try await site.post("/api/v1/incidents/\(id)/report", Self.report).status == 200)
        let changed = Self.report.replacing("An untested change.", with: "A cable.")
            .replacing(#"{"what"#, with: #"{"why":"We know more now.","what"#)
        let amended = try await site.send(
            .put, "/api/v1/incidents/\(id)/report", token: TestSite.admin, body: changed, type: "application/json")
        #expect(amended.status == 200, "\(amended.body)")
        let page = try await site.get("\(path)/incidents/\(id)", token: nil).body
        #expect(page.contains("<strong>dropped</strong>") && page.contains("went back</li>"))
        #expect(page.contains("&lt;script&gt;") && !page.contains("<script"))
        #expect(page.contains("We know more now.") && page.contains("A cable.") && page.contains("An untested change."))
        #expect(!page.contains("Dana"), "who owns an action is ours to know")
        #expect(page.contains("Try it first <"), "no full stop before the day")
        let read = try await site.get("/api/v1/incidents/\(id)").json["report"] as? [String: Any]
        var again = try #require(read)
        again["why"] = "Once more."
        again["what_we_did"] = "We put it right."
        let body = String(decoding: try JSONSerialization.data(withJSONObject: again), as: UTF8.self)
        let sent = try await site.send(
            .put, "/api/v1/incidents/\(id)/report", token: TestSite.admin, body: body, type: "application/json")
        #expect(sent.status == 200, "a report is sent back as it was read: \(sent.body)")
    }

    @Test("a body beside building blocks is refused, with where it belongs")
    func bodyBesideBlocks() async throws {
        let (site, id, _) = try await owned(Self.outage)
        let path = "/api/v1/incidents/\(id)/updates"
        let both = try await site.post(path, #"{"body":"Ours.","blocks":{"doing":["looking"]}}"#)
        #expect(both.status == 422 && both.body.contains("texts") && both.body.contains("\"body\""))
        #expect(try await site.post(path, #"{"blocks":{"doing":["looking"]},"texts":{"en":"Ours."}}"#).status == 201)
    }

    @Test("what is resolved tells who is not known to be restored, and delays nothing")
    func unrestored() async throws {
        let (site, id, path) = try await owned(Self.outage)
        _ = try await site.post(
            "/api/v1/incidents/\(id)/restore", #"{"customers":["customer-2"],"how":"A <b>way</b> round."}"#)
        let answer = try await site.post(
            "/api/v1/incidents/\(id)/resolve", #"{"body":"Calls work again.","rest_by":"2026-06-03"}"#)
        #expect(answer.status == 200 && answer.body.contains(#""unrestored":1"#))
        #expect(answer.body.contains(#""rest_by":"2026-06-03""#))
        #expect(
            try await site.get("\(path)/incidents/\(id)", token: nil).body.contains("Wednesday 3 June 2026"))
        #expect(
            try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"b","rest_by":"soon"}"#).status == 422)
    }

    @Test("who works again reads how on their page, and another customer's name in it needs a reason")
    func restoredHow() async throws {
        let (site, id, path) = try await owned(Self.outage)
        let restore = "/api/v1/incidents/\(id)/restore"
        let leaky = #"{"customers":["customer-1"],"how":"As at <b>Acme Clinic 2</b>."}"#
        #expect(try await site.post(restore, leaky).json["code"] as? String == "leaks")
        let stands = leaky.replacing("{\"customers", with: #"{"override":"They agreed.","customers"#)
        #expect(try await site.post(restore, stands).status == 200)
        for page in ["\(path)/incidents/\(id)", path] {
            #expect(
                try await site.get(page, token: nil).body.contains(
                    #"<p class="body" dir="auto">As at &lt;b&gt;Acme Clinic 2&lt;/b&gt;.</p>"#))
        }
        let journal = try await site.get("/api/v1/journal").body
        #expect(journal.contains("What was flagged in it stands: They agreed."))
    }

    @Test("a report, its edit and a public title are read by the leak guard; a reason lets them stand")
    func leaks() async throws {
        let (site, id, _) = try await owned(Self.outage)
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"Calls work again."}"#)
        let leaky = Self.report.replacing("An untested change.", with: "As at Acme Clinic 2.")
        #expect(try await site.post("/api/v1/incidents/\(id)/report", leaky).json["code"] as? String == "leaks")
        let check = try await site.post("/api/v1/incidents/\(id)/report/check", leaky).body
        #expect(check.contains(#""rule":"words""#) && check.contains(#""met":false"#))
        let title = #"{"public_title":"Acme Clinic 2 is down"}"#
        #expect(try await site.post("/api/v1/incidents/\(id)/publish", title).json["code"] as? String == "leaks")
        let stands = leaky.replacing(#"{"what"#, with: #"{"override":"They agreed.","what"#)
        #expect(try await site.post("/api/v1/incidents/\(id)/report", stands).status == 200)
    }

    @Test("a customer asks for a report where none is owed, and gets its day; asking twice changes nothing")
    func asked() async throws {
        let (site, id, path) = try await owned(Self.outage.replacing("major", with: "minor"))
        let page = "\(path)/incidents/\(id)"
        #expect(try await site.send(.post, "\(page)/report").status == 409, "it is not over")
        _ = try await site.post("/api/v1/incidents/\(id)/resolve", #"{"body":"Calls work.","cause":"A cable."}"#)
        #expect(try await site.get(page, token: nil).body.contains("We would like a report on this"))
        #expect(try await site.send(.post, "\(page)/report", headers: ["Sec-Fetch-Site": "cross-site"]).status == 403)
        for _ in 0..<2 { #expect(try await site.send(.post, "\(page)/report").status == 303) }
        let promises = await site.operations.ledger.read { $0.incidents[IncidentID(id)]?.promises ?? [] }
        #expect(promises.count { $0.kind == .report } == 1)
        let shown = try await site.get(page, token: nil).body
        #expect(shown.contains("Our report comes by") && !shown.contains("We would like a report"))
        let stranger = #"{"customer":"customer-5"}"#
        #expect(try await site.post("/api/v1/incidents/\(id)/request-report", stranger).status == 422)
    }

    @Test("an extract holds what was known at its time, for one customer, and nothing of the others")
    func extract() async throws {
        let (site, id, _) = try await owned(Self.outage)
        let then = site.now
        site.now = site.now + .minutes(30)
        _ = try await site.post("/api/v1/incidents/\(id)/updates", #"{"body":"We know why.","status":"identified"}"#)
        let path = "/api/v1/incidents/\(id)/extract?customer=customer-1&at=\(then)"
        let extract = try await site.get(path, token: TestSite.reader)
        #expect(extract.status == 200 && extract.json["affected"] as? Int == 1, "\(extract.body)")
        #expect(!extract.body.contains("We know why.") && !extract.body.contains("customer-2"))
        #expect(try await site.get("/api/v1/incidents/\(id)/extract?customer=customer-5").status == 404)
        #expect(try await site.get("/api/v1/incidents/\(id)/extract?customer=customer-1&at=noon").status == 422)
    }

    @Test("every figure has the incidents behind it, in the console too")
    func figures() async throws {
        let (site, id, _) = try await owned(Self.outage)
        let figures = try await site.get("/api/v1/promises/figures", token: TestSite.reader).body
        #expect(figures.contains(#""behind":{"known_first":["\#(id)"]"#), "\(figures)")
        let (cookie, _) = try await site.logIn()
        let page = try await site.page("/console/figures", cookie).body
        #expect(page.contains("Kept by a holding line") && page.contains("/console/incidents/\(id)"))
        #expect(try await site.get("/promises", token: nil).status == 404, "off until the operator says so")
    }
}
