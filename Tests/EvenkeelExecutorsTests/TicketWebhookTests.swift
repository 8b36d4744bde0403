import EvenkeelDomain
import EvenkeelExecutors
import EvenkeelHTTP
import EvenkeelLedger
import EvenkeelSimulator
import Foundation
import Testing

/// The desk, the signed webhook and a tool on loopback, as on a server.
@Suite("Tickets in a tool that is reached by webhook")
struct TicketWebhookTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)
    private let id: IncidentID = "calls"

    private func operations() async throws -> Operations {
        let store = MemoryStore()
        let operations = Operations(ledger: try await Ledger.open(store: store, settings: Settings()), store: store)
        try await store.change([
            .putCustomers([Customer(id: "alpha", name: "Alpha"), Customer(id: "beta", name: "Beta")]),
            .putInstallations([
                Installation(id: "a", customer: "alpha"), Installation(id: "b", customer: "beta"),
            ]),
        ])
        try await operations.perform(.changeOutbound(.live), id: "live", by: "ada", at: Self.start)
        try await operations.open(
            id,
            IncidentOpening(
                title: "Calls fail", impact: .major, components: [], visibility: .audience, began: Self.start,
                signal: Signal(source: .staff, at: Self.start)), body: "Calls fail.", command: "own", by: "ada",
            at: Self.start)
        return operations
    }

    @Test("one for each affected customer, asked again after a 500, linked, updated, and closed on restore")
    func life() async throws {
        let server = try await CIServer(script: "tickets.py")
        let operations = try await operations()
        let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/tickets"))
        let tool = TicketWebhook(
            webhook: DeclaredWebhook(url: url, secret: WebhookSecret(CIServer.secret)), now: { Self.start })
        let desk = TicketDesk(operations: operations, tool: tool, holder: "test")
        func rounds(_ now: Timestamp) async throws { while try await desk.tick(at: now) > 0 {} }

        try await rounds(Self.start)
        let problems = try await operations.store.tickets(id).map(\.problem)
        #expect(problems.compactMap(\.self) == ["the ticket tool answered 500"], "\(problems)")
        try await rounds(Self.start + .seconds(13))
        let opened = try await operations.store.tickets(id)
        #expect(Set(opened.map(\.reference)) == ["T-1", "T-2"])
        #expect(opened.allSatisfy { $0.url == "https://tickets.example/\($0.reference ?? "")" && $0.problem == nil })
        let lines = server.log
        #expect(lines.count == 3 && lines.count { $0.contains(" 500 ") } == 1, "\(lines)")

        try await operations.post(
            PostUpdate(incident: id, status: .identified, body: "We know why."), id: "u", by: "ada",
            at: Self.start + .minutes(5))
        try await rounds(Self.start + .minutes(5))
        _ = try await operations.restore(
            id, ["alpha", "beta"], how: "The earlier version is back.", command: "r", by: "ada",
            at: Self.start + .minutes(9))
        try await rounds(Self.start + .minutes(9))
        let later = server.log.dropFirst(lines.count).map { $0.split(separator: " ").prefix(4).joined(separator: " ") }
        let reference = Dictionary(uniqueKeysWithValues: opened.map { ($0.customer.text, $0.reference ?? "") })
        let expected = ["update", "close"].flatMap { kind in
            ["alpha", "beta"].map { "ticket.\(kind) \($0) \(reference[$0] ?? "") 200" }
        }
        #expect(later.sorted() == expected.sorted(), "\(later)")
        #expect(try await operations.store.tickets(id).allSatisfy { $0.closedAt != nil })
        try await rounds(Self.start + .minutes(10))
        #expect(server.log.count == 7, "nothing is asked twice")
    }

    @Test("a tool that does not know the secret is not believed to have taken anything")
    func unsigned() async throws {
        let server = try await CIServer(script: "tickets.py")
        let operations = try await operations()
        let url = try #require(URL(string: "http://127.0.0.1:\(server.port)/tickets"))
        let tool = TicketWebhook(
            webhook: DeclaredWebhook(url: url, secret: WebhookSecret("another secret of this length ..")),
            now: { Self.start })
        try await TicketDesk(operations: operations, tool: tool, holder: "test").tick(at: Self.start)
        let tickets = try await operations.store.tickets(id)
        #expect(tickets.map(\.problem) == ["the ticket tool answered 401", "the ticket tool answered 401"])
        #expect(tickets.allSatisfy { $0.reference == nil })
    }
}
