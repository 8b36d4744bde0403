import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import HTTPTypes
import Testing

@testable import EvenkeelServer

@Suite("Two buttons after the install")
struct PressTests {
    /// A rollout whose first sites are installed, and the two paths in the mail to one of their customers.
    private func installed() async throws -> (site: TestSite, links: MessageLinks, placed: [PlacementRow]) {
        let site = try await TestSite()
        try await site.startRollout()
        let conductor = Conductor(operations: site.operations)
        for _ in 0..<20 {
            while try await conductor.tick(at: site.now) {}
            if try await !site.store.placements(PlacementQuery(states: [.due])).isEmpty { break }
            let due = await site.operations.ledger.read { [now = site.now] in $0.agenda.nextAt(after: now) }
            site.now = try #require(due)
        }
        let first = try #require(try await site.store.placements(PlacementQuery(states: [.due])).first)
        let placed = try await site.store.placements(PlacementQuery(wave: first.wave, customer: first.customer))
        for row in placed {
            try await site.store.change([
                .stepPlacement(row.rollout, row.installation, .start, at: site.now, note: nil)
            ])
        }
        site.now = site.now + .minutes(1)
        let contact = try #require(TestSite.contacts.first { $0.customer == first.customer })
        let delivery = Delivery(
            recipient: contact.id, customer: contact.customer,
            subject: .installed(first.rollout, revision: 1, wave: first.wave), queuedAt: site.now)
        let links = Links(store: site.store, baseURL: "http://localhost", clock: { [site] in site.now })
        return (site, try await links.links(of: delivery, for: contact), placed)
    }

    private func path(_ url: String?) throws -> String { String(try #require(url).dropFirst("http://localhost".count)) }

    private func press(_ site: TestSite, _ path: String, _ body: String = "") async throws -> Answer {
        try await site.send(.post, path, body: body, type: "application/x-www-form-urlencoded")
    }

    @Test("looking says nothing; one press is a response for each of the customer's sites, twice pressed is said once")
    func fine() async throws {
        let (site, links, placed) = try await installed()
        let path = try path(links.fine)
        let page = try await site.get(path, token: nil)
        #expect(page.status == 200 && page.body.contains("Everything works"))
        #expect(try await site.store.responses("pbx-5.2").isEmpty)
        #expect(try await press(site, path).body.contains("noted that everything works"))
        site.now = site.now + .minutes(1)
        #expect(try await press(site, path).status == 200)
        let responses = try await site.store.responses("pbx-5.2")
        #expect(Set(responses.map(\.installation)) == Set(placed.map(\.installation)))
        #expect(responses.count == placed.count)
        #expect(responses.allSatisfy { $0.isFine && $0.way == .link && $0.from.hasPrefix("Pat") })
    }

    @Test("trouble is told with a sentence of the customer's own, and is shown as text")
    func trouble() async throws {
        let (site, links, placed) = try await installed()
        #expect(try await press(site, try path(links.trouble), "note=The+%3Cb%3Efax%3C%2Fb%3E").status == 200)
        let responses = try await site.store.responses("pbx-5.2")
        #expect(responses.count == placed.count)
        #expect(responses.allSatisfy { !$0.isFine && $0.note == "The <b>fax</b>" })
    }

    @Test("another word, an unknown address, and a form of another site change nothing")
    func refused() async throws {
        let (site, links, _) = try await installed()
        let path = try path(links.fine)
        #expect(try await site.get(path + "ly", token: nil).status == 404)
        #expect(try await press(site, "/r/" + String(repeating: "x", count: 43) + "/fine").status == 404)
        let forged = try await site.send(.post, path, body: "", headers: ["Sec-Fetch-Site": "cross-site"])
        #expect(forged.status == 403)
        #expect(try await site.store.responses("pbx-5.2").isEmpty)
    }
}
