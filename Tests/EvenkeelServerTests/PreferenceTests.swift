import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("What somebody is told, by the link in their mail")
struct PreferenceTests {
    private static let oneClick = "List-Unsubscribe=One-Click"

    /// A site with one mail about an incident to customer 1, and the path of its unsubscribe link.
    private func mailed() async throws -> (site: TestSite, path: String, contact: Contact) {
        let site = try await TestSite()
        let contact = try #require(TestSite.contacts.first)
        return (site, try await path(site, contact, .update("i", "u1")), contact)
    }

    private func path(_ site: TestSite, _ contact: Contact, _ subject: DeliverySubject) async throws -> String {
        let links = Links(
            store: site.store, baseURL: "http://localhost", mailbox: EmailAddress("replies@northwind.example"),
            clock: { [site] in site.now })
        let delivery = Delivery(
            recipient: contact.id, customer: contact.customer, subject: subject, queuedAt: site.now)
        let made = try await links.links(of: delivery, for: contact)
        #expect(try await links.links(of: delivery, for: contact) == made, "the same at every attempt")
        #expect(try #require(made.replyTo).wholeMatch(of: #/replies\+[0-9a-f]{32}@northwind\.example/#) != nil)
        return String(try #require(made.unsubscribe).dropFirst("http://localhost".count))
    }

    private func form(
        _ site: TestSite, _ path: String, _ body: String, type: String = "application/x-www-form-urlencoded",
        headers: [String: String] = [:]
    ) async throws -> Answer {
        try await site.send(.post, path, body: body, type: type, headers: headers)
    }

    @Test("looking at it changes nothing: mail scanners follow links")
    func shows() async throws {
        let (site, path, contact) = try await mailed()
        let page = try await site.get(path, token: nil)
        #expect(page.status == 200 && page.body.contains(contact.email.description))
        #expect(page["Referrer-Policy"] == "no-referrer" && page["Cache-Control"] == "no-store")
        #expect(try await site.store.choice(of: contact.email) == nil)
        #expect(try await site.send(.head, path).status == 200)
        #expect(try await site.store.choice(of: contact.email) == nil)
    }

    @Test("one POST unsubscribes from the list of the mail, as a form or in parts, with no cookie and no redirect")
    func oneClick() async throws {
        let (site, path, contact) = try await mailed()
        try await site.store.change([.putSubscriber(Subscriber(address: contact.email, confirmedAt: site.now))])
        let answer = try await form(site, path, Self.oneClick, headers: ["Origin": "https://mail.example"])
        #expect(answer.status == 200)
        #expect(try await site.store.subscribers().isEmpty, "what the public hears of incidents neither")
        #expect(try await site.store.choice(of: contact.email) == MessageChoice(incidents: .none, planned: true))
        let planned = try await self.path(site, contact, .notice("r", revision: 1, wave: 0, round: 1))
        #expect(planned != path)
        let parts = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
        #expect(try await form(site, planned, parts, type: "multipart/form-data; boundary=x").status == 200)
        #expect(try await site.store.choice(of: contact.email) == MessageChoice(incidents: .none, planned: false))
        #expect(try await form(site, planned, Self.oneClick).status == 200, "once more")
    }

    @Test("the page offers all updates, changes only, start and end, or nothing")
    func choose() async throws {
        let (site, path, contact) = try await mailed()
        let answer = try await form(site, path, "incidents=ends&planned=yes")
        let saved = try #require(answer["Location"])
        #expect(answer.status == 303 && saved.hasPrefix(path + "?said=saved&code="))
        #expect(try await site.store.choice(of: contact.email) == MessageChoice(incidents: .ends, planned: true))
        #expect(try await site.get(saved, token: nil).body.contains("Saved."))
        #expect(try await !site.get(path + "?said=saved", token: nil).body.contains("Saved."), "only after the form")
        #expect(try await form(site, path, "incidents=perhaps").status == 422)
        #expect(try await form(site, path, "incidents=all", headers: ["Sec-Fetch-Site": "cross-site"]).status == 403)
        #expect(try await site.store.choice(of: contact.email)?.incidents == .ends)
    }

    @Test("a link of another kind or of nobody says what any unknown address says")
    func unknown() async throws {
        let (site, path, _) = try await mailed()
        let never = "/u/" + String(repeating: "x", count: 43)
        for (place, status) in [(never, 404), ("/c/" + path.dropFirst(3), 404)] {
            #expect(try await site.get(place, token: nil).status == status)
            #expect(try await form(site, place, Self.oneClick).status == status)
        }
    }

    @Test("who unsubscribed from planned changes is not announced any: the site waits and says so")
    func unreachable() async throws {
        let (site, _, contact) = try await mailed()
        let planned = try await path(site, contact, .notice("r", revision: 1, wave: 0, round: 1))
        _ = try await form(site, planned, Self.oneClick)
        let chosen = try await site.operations.image.current().contacts[contact.customer]?.first
        #expect(chosen?.hearsOfPlannedChanges == false && chosen?.hearsOfOutages == true)
    }
}
