import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("What people decide about access, links, recipients and the outbox stands in the journal")
struct JournalledAccessTests {
    /// What the journal says after `position`, as who and what.
    private func said(_ site: TestSite, after position: Position) async throws -> [String] {
        try await site.store.entries(after: position, limit: 100).map {
            "\($0.actor): \(EventSentences.of($0.event).text)"
        }
    }

    @Test("a token that is added or revoked is one entry each, with who did it and without its secret")
    func tokens() async throws {
        let site = try await TestSite()
        let start = try await site.store.head().position
        let made = try await site.post("/api/v1/tokens", #"{"name":"ci","scope":"read"}"#)
        let secret = try #require(made.json["token"] as? String)
        #expect(try await site.get("/api/v1/holds", token: secret).status == 200)
        #expect(try await site.send(.delete, "/api/v1/tokens/ci", token: TestSite.admin).status == 204)
        #expect(try await site.get("/api/v1/holds", token: secret).status == 401)
        #expect(try await site.send(.delete, "/api/v1/tokens/ci", token: TestSite.admin).status == 404)
        #expect(
            try await said(site, after: start)
                == ["root: Token ci was added, scope read.", "root: Token ci was revoked."])
        #expect(try await !site.get("/api/v1/journal").body.contains(Secret.hash(secret)))
    }

    @Test("a token for some installations reports of those only, and learns nothing of others")
    func predicate() async throws {
        let site = try await TestSite()
        try await site.startRollout()
        let start = try await site.store.head().position
        let made = try await site.post(
            "/api/v1/tokens", #"{"name":"one","scope":"outcomes","predicate":"customer==customer-1"}"#)
        let token = try #require(made.json["token"] as? String)
        #expect(made.json["predicate"] as? String == "customer==customer-1")
        #expect(
            try await said(site, after: start)
                == ["root: Token one was added, scope outcomes, for customer==customer-1."])
        func outcome(_ id: String, _ site: String) -> String {
            #"{"id":"\#(id)","installation":"\#(site)","release":"5.2.0","kind":"healthy","at":"2026-06-01T08:00:00Z"}"#
        }
        let batch = [outcome("1", "site-01"), outcome("2", "site-03"), outcome("3", "nowhere")].joined(separator: ",")
        let answer = try await site.post("/api/v1/outcomes", #"{"outcomes":[\#(batch)]}"#, token: token)
        let refused = try #require(answer.json["refused"] as? [[String: Any]])
        let codes = refused.map { "\($0["index"] ?? "") \($0["code"] ?? "")" }
        #expect(codes.filter { $0.hasSuffix("outside_token") } == ["1 outside_token", "2 outside_token"], "\(codes)")
        let theirs = try await site.own(
            #"{"components":["fax"],"body":"b","audience":"customer==customer-1"}"#)
        let others = try await site.own(
            #"{"components":["fax"],"body":"b","audience":"customer==customer-2"}"#)
        func signal(_ incident: String) async throws -> Int {
            try await site.post("/api/v1/incidents/\(incident)/signals", #"{"source":"probe"}"#, token: token).status
        }
        #expect(try await signal(theirs) == 202)
        #expect(try await signal(others) == 403)
        #expect(try await signal("none") == 403, "the same of what does not exist")
        for path in ["fleet", "incidents", "tokens", "installs", "jobs", "outcomes/refusals"] {
            #expect(try await site.get("/api/v1/\(path)", token: token).status == 403)
        }
        for scope in ["admin", "read"] {
            let wide = try await site.post(
                "/api/v1/tokens", #"{"name":"w","scope":"\#(scope)","predicate":"customer==customer-1"}"#)
            #expect(wide.status == 422)
        }
    }

    @Test("links made and taken back are entries; a technician is not named in them")
    func links() async throws {
        let site = try await TestSite()
        let start = try await site.store.head().position
        for path in ["customers/customer-1/links", "technicians/zebulon/links"] {
            #expect(try await site.post("/api/v1/\(path)").status == 201)
            #expect(try await site.send(.delete, "/api/v1/\(path)", token: TestSite.admin).status == 204)
        }
        #expect(
            try await said(site, after: start) == [
                "root: A link to the page of customer customer-1 was made, good until 2026-08-30T08:00:00Z.",
                "root: The links to the page of customer customer-1 were taken back.",
                "root: A link to a technician's jobs was made, good until 2026-08-30T08:00:00Z.",
                "root: The links to a technician's jobs were taken back.",
            ])
        #expect(try await !site.get("/api/v1/journal").body.contains("zebulon"))
    }

    @Test("two links that were asked for with one key are two links that both open")
    func twoLinks() async throws {
        let site = try await TestSite()
        var pages: [String] = []
        for _ in 0..<2 {
            let made = try await site.post(
                "/api/v1/customers/customer-1/links", headers: ["Idempotency-Key": "k"])
            pages.append(try #require(made.json["url"] as? String).replacing("http://localhost", with: ""))
        }
        for page in pages { #expect(try await site.get(page, token: nil).status == 200) }
    }

    @Test("what a recipient chose is an entry of their customer, once, and names no address")
    func choices() async throws {
        let site = try await TestSite()
        let contact = try #require(TestSite.contacts.first)
        let delivery = Delivery(
            recipient: contact.id, customer: contact.customer, subject: .update("i-1", "u-1"), queuedAt: site.now)
        let links = Links(
            store: site.store, baseURL: "http://localhost", clock: { TestSite.start })
        let url = try #require(try await links.links(of: delivery, for: contact).unsubscribe)
        let path = url.replacing("http://localhost", with: "")
        let start = try await site.store.head().position
        for _ in 0..<2 {
            let answer = try await site.send(
                .post, path, body: "List-Unsubscribe=One-Click", type: "application/x-www-form-urlencoded")
            #expect(answer.status == 200)
        }
        #expect(
            try await said(site, after: start) == [
                "customer customer-1: A recipient of customer-1 chose to be told nothing of incidents, and planned changes."
            ])
        try await site.store.change([
            .putQuarantine(contact.email, Quarantine(since: site.now, reason: "550 no such user"))
        ])
        let release = "/api/v1/recipients/\(contact.email.description)/release"
        #expect(try await site.post(release).status == 200)
        #expect(try await said(site, after: start).last == "root: Mail to an address of customer-1 may go again.")
        #expect(try await !site.get("/api/v1/journal").body.contains("@acme1"))
    }

    @Test("holding, sending and dropping a message are entries; what was too late is none")
    func outbox() async throws {
        let site = try await TestSite()
        let contact = try #require(TestSite.contacts.first)
        let delivery = Delivery(
            recipient: contact.id, customer: contact.customer, subject: .update("i-1", "u-1"), queuedAt: site.now,
            notBefore: site.now + .hours(1))
        try await site.store.change([.putDeliveries([delivery])])
        let start = try await site.store.head().position
        let path = "/api/v1/deliveries/\(delivery.id)"
        #expect(try await site.post("\(path)/hold", #"{"reason":"They called."}"#).status == 200)
        #expect(try await site.post("\(path)/send").status == 200)
        #expect(try await site.post("\(path)/send").status == 200, "it waits in the queue, and may go at once")
        #expect(try await site.post("\(path)/drop", #"{"reason":"Told."}"#).status == 200)
        #expect(try await site.post("\(path)/hold").status == 409)
        #expect(
            try await said(site, after: start) == [
                "root: A message to customer-1 (update/i-1/u-1) was held back: They called.",
                "root: A message to customer-1 (update/i-1/u-1) was sent at once.",
                "root: A message to customer-1 (update/i-1/u-1) was sent at once.",
                "root: A message to customer-1 (update/i-1/u-1) was dropped: Told.",
            ])
        #expect(try await !site.get("/api/v1/journal").body.contains("@acme1"))
    }
}
