import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Replies and addresses that take no mail")
struct ReplyTests {
    private func site() async throws -> TestSite {
        let site = try await TestSite()
        let reply = ReplyRow(
            id: "r1", contact: "c", customer: "customer-1", thread: "incident/i", from: "Pat <p@acme1.example>",
            subject: "Re: <b>Fax</b>", text: "It rings.", receivedAt: site.now, isAutomatic: false)
        try await site.store.change([.putReply(reply)])
        return site
    }

    @Test("Today shows a reply until somebody has read it, as text and never as markup")
    func today() async throws {
        let site = try await site()
        let (cookie, csrf) = try await site.logIn()
        let today = try await site.send(.get, "/console", headers: ["Cookie": cookie]).body
        #expect(today.contains("Re: &lt;b&gt;Fax") && today.contains("nobody has read it"))
        let page = try await site.send(.get, "/console/replies/r1", headers: ["Cookie": cookie]).body
        #expect(page.contains("It rings.") && page.contains("incident/i") && !page.contains("<b>Fax"))
        let answer = try await site.form("/console/replies/r1/read", "csrf=\(csrf)&key=k", cookie: cookie)
        #expect(answer.status == 303)
        #expect(try await site.store.replies(ReplyQuery(id: "r1")).first?.readBy == "root")
        #expect(
            !(try await site.send(.get, "/console", headers: ["Cookie": cookie]).body.contains("nobody has read it")))
    }

    @Test("a reply stands on the page of the incident it answers, and its own page leads there")
    func onIncident() async throws {
        let site = try await TestSite()
        let incident = try await site.own(
            #"{"title":"Fax","impact":"minor","components":["fax"],"body":"b","audience":"customer==customer-1"}"#)
        func reply(_ id: String, _ thread: String?, from: String, subject: String, text: String) -> ReplyRow {
            ReplyRow(
                id: id, contact: nil, customer: nil, thread: thread, from: from, subject: subject, text: text,
                receivedAt: site.now, isAutomatic: false)
        }
        try await site.store.change([
            .putReply(reply("r1", "incident/\(incident)", from: "Pat", subject: "Re: Fax", text: "It rings.")),
            .putReply(reply("r2", nil, from: "", subject: " ", text: "\n")),
        ])
        let (cookie, _) = try await site.logIn()
        func page(_ path: String) async throws -> String {
            try await site.send(.get, path, headers: ["Cookie": cookie]).body
        }
        let shown = try await page("/console/incidents/\(incident)")
        #expect(shown.contains("/console/replies/r1") && shown.contains("Re: Fax") && !shown.contains("replies/r2"))
        let own = try await page("/console/replies/r1")
        #expect(own.contains(#"<a href="/console/incidents/\#(incident)"><bdi>Fax"#))
        let empty = try await page("/console/replies/r2")
        #expect(empty.contains("Without a subject") && empty.contains("an unknown sender"))
        #expect(empty.contains("The mail holds no text."))
        let today = try await page("/console")
        #expect(today.contains("From an unknown sender") && !today.contains("From ,"))
    }

    @Test("the API lists and reads them; reading needs reading, marking needs more")
    func api() async throws {
        let site = try await site()
        #expect(try await site.get("/api/v1/replies", token: TestSite.reporter).status == 403)
        #expect(try await site.get("/api/v1/replies?waiting=true", token: TestSite.reader).body.contains("It rings."))
        #expect(try await site.post("/api/v1/replies/r1/read", token: TestSite.reader).status == 403)
        #expect(try await site.post("/api/v1/replies/r1/read").json["read_by"] as? String == "root")
        #expect(try await site.post("/api/v1/replies/none/read").status == 404)
    }

    @Test("an address in quarantine is listed with what the server said, and mailed to again once it is released")
    func quarantine() async throws {
        let site = try await site()
        let address = try #require(TestSite.contacts.first?.email)
        try await site.store.change([.putQuarantine(address, Quarantine(since: site.now, reason: "550 no <user>"))])
        let (cookie, _) = try await site.logIn()
        let today = try await site.send(.get, "/console", headers: ["Cookie": cookie]).body
        #expect(today.contains(address.description) && today.contains("550 no &lt;user&gt;"))
        let list = try await site.get("/api/v1/recipients?quarantined=true")
        #expect(list.body.contains("550 no <user>") && !list.body.contains("person2@"))
        #expect(try await site.post("/api/v1/recipients/\(address)/release", token: TestSite.reader).status == 403)
        #expect(try await site.post("/api/v1/recipients/\(address)/release").status == 200)
        #expect(try await site.store.quarantines().isEmpty)
        #expect(try await site.post("/api/v1/recipients/x@y.example/release").status == 404)
    }

    @Test("an endpoint that takes nothing stands on Today with its customer, and is released by its name")
    func endpoint() async throws {
        let program = Endpoint(name: "acme-ops", customer: "customer-1")
        let site = try await TestSite(endpoints: [program])
        let address = try #require(program.contact?.email)
        try await site.store.change([.putQuarantine(address, Quarantine(since: site.now, reason: "410: <gone>"))])
        let (cookie, _) = try await site.logIn()
        let today = try await site.send(.get, "/console", headers: ["Cookie": cookie]).body
        #expect(today.contains("Endpoint acme-ops of Acme Clinic 1") && today.contains("410: &lt;gone&gt;"))
        #expect(try await site.get("/api/v1/recipients?quarantined=true").body.contains("410: <gone>"))
        #expect(try await site.post("/api/v1/recipients/acme-ops/release").status == 200)
        #expect(try await site.store.quarantines().isEmpty)
    }

    @Test("Today names an affected customer whom no mail reaches, and no other")
    func unreached() async throws {
        let site = try await TestSite()
        _ = try await site.own(
            #"{"title":"Fax","components":["fax"],"body":"b","audience":"customer=in=(customer-1,customer-2)"}"#)
        let contact = try #require(TestSite.contacts.first)
        try await site.store.change([
            .putQuarantine(contact.email, Quarantine(since: site.now, reason: "550 no such user"))
        ])
        let (cookie, _) = try await site.logIn()
        let page = try await site.send(.get, "/console", headers: ["Cookie": cookie]).body
        #expect(page.contains("no mail reaches anybody there") && page.contains("Acme Clinic 1"))
        #expect(page.ranges(of: "no mail reaches anybody there").count == 1)
    }
}
