import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("The outbox of the next 24 hours")
struct OutboxTests {
    /// A site with one message that leaves in an hour and one that leaves in two days.
    private func site() async throws -> (site: TestSite, id: String) {
        let site = try await TestSite()
        let incident = try await site.own(
            #"{"title":"Fax","impact":"minor","components":["fax"],"body":"b","audience":"customer==customer-1"}"#)
        let contact = try #require(TestSite.contacts.first)
        func delivery(_ update: UpdateID, _ hours: Int) -> Delivery {
            Delivery(
                recipient: contact.id, customer: contact.customer, subject: .update(IncidentID(incident), update),
                queuedAt: site.now, notBefore: site.now + .hours(hours))
        }
        let soon = delivery("later-1", 1)
        try await site.store.change([.putDeliveries([soon, delivery("later-2", 48)])])
        return (site, soon.id.text)
    }

    private func state(_ site: TestSite, _ id: String) async throws -> DeliveryState? {
        try await site.store.deliveries(DeliveryQuery(id: DeliveryID(id), limit: 1)).first?.state
    }

    @Test("lists what leaves within a day and nothing later")
    func soon() async throws {
        let (site, id) = try await site()
        let list = try await site.get("/api/v1/deliveries?soon=true")
        #expect(list.body.contains(id) && !list.body.contains("later-2"))
        let first = try #require((list.json["deliveries"] as? [[String: Any]])?.first)
        #expect(first["leaves"] as? String == "when outbound is live; until then it goes no further than the outbox")
        #expect((list.json["announced"] as? [Any])?.isEmpty == true, "no wave is announced today")
        let (cookie, _) = try await site.logIn()
        let page = try await site.send(.get, "/console/outbox?soon=true", headers: ["Cookie": cookie])
        #expect(page.status == 200 && page.body.contains(id) && page.body.contains("when outbound is live"))
        _ = try await site.operations.perform(.changeOutbound(.live), id: "live", by: "root", at: site.now)
        let live = try await site.get("/api/v1/deliveries?soon=true").body
        #expect(live.contains("at 2026-06-01 09:00 UTC"), "in an hour")
        #expect(try await site.send(.get, "/console/announced/none/1", headers: ["Cookie": cookie]).status == 404)
    }

    @Test(
        "what is held back leaves only when somebody sends it, at once; what is dropped never leaves; each says who and why"
    )
    func moves() async throws {
        let (site, id) = try await site()
        let path = "/api/v1/deliveries/\(id)"
        #expect(try await site.post("\(path)/hold", token: TestSite.reader).status == 403)
        let held = try await site.post("\(path)/hold", #"{"reason":"They called."}"#)
        #expect(held.json["state"] as? String == "held")
        #expect(held.json["reason"] as? String == "held back by root: They called.")
        _ = try await site.operations.perform(.changeOutbound(.live), id: "live", by: "root", at: site.now)
        site.now = site.now + .hours(2)
        _ = try await site.courier.tick(at: site.now)
        #expect(try await state(site, id) == .held, "not even going live sends it")
        #expect(try await site.post("\(path)/send").json["state"] as? String == "queued")
        _ = try await site.courier.tick(at: site.now)
        #expect(try await state(site, id) == .suppressed, "nothing of that update is known")
        let late = try await site.post("\(path)/hold")
        #expect(late.status == 409 && late.code == "delivery_cannot")
        #expect(try await site.post("/api/v1/deliveries/none/hold").status == 404)
        #expect(try await site.post("\(path)/burn").status == 404)
    }

    @Test("a message to a quarantined address is not sent to nobody: the address is released first")
    func quarantined() async throws {
        let (site, id) = try await site()
        let contact = try #require(TestSite.contacts.first)
        let since = site.now
        try await site.store.change([.putQuarantine(contact.email, Quarantine(since: since, reason: "550 none"))])
        let refused = try await site.post("/api/v1/deliveries/\(id)/send")
        #expect(refused.status == 409 && refused.code == "address_quarantined")
        #expect(refused.body.contains("evenkeel recipient release \(contact.email)"))
        #expect(try await state(site, id) == .queued)
        try await site.store.change([.liftQuarantine(contact.email)])
        #expect(try await site.post("/api/v1/deliveries/\(id)/send").status == 200)
    }

    @Test("the console holds and drops with a form of its own, and not with another's")
    func console() async throws {
        let (site, id) = try await site()
        let (cookie, csrf) = try await site.logIn()
        #expect(try await site.form("/console/outbox/\(id)/hold", "csrf=x", cookie: cookie).status == 403)
        #expect(
            try await site.form("/console/outbox/\(id)/hold", "csrf=\(csrf)&reason=no", cookie: cookie).status == 303)
        #expect(try await state(site, id) == .held)
        let page = try await site.send(.get, "/console/outbox/\(id)", headers: ["Cookie": cookie]).body
        #expect(page.contains("Send it now") && page.contains("held back by root: no"))
        #expect(try await site.form("/console/outbox/\(id)/drop", "csrf=\(csrf)", cookie: cookie).status == 422)
        #expect(try await state(site, id) == .held, "somebody is not told something, and nobody would know why")
        let drop = "csrf=\(csrf)&reason=Told."
        #expect(try await site.form("/console/outbox/\(id)/drop", drop, cookie: cookie).status == 303)
        #expect(try await state(site, id) == .suppressed)
    }
}
