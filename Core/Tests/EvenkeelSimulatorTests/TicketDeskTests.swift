import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Tickets: one for each affected customer")
struct TicketDeskTests {
    private static let start = CivilDate(dayNumber: 20_514).startUTC + .hours(8)
    private let id: IncidentID = "calls"

    /// Keeps what it was asked, and refuses for now as long as it is told to.
    private actor Tool: TicketTool {
        var calls: [TicketCall] = []
        var isDown = false

        func turn(down: Bool) { isDown = down }

        func carry(_ call: TicketCall) async throws(SendError) -> TicketAnswer {
            calls.append(call)
            if isDown { throw .later("busy") }
            return TicketAnswer(reference: "T-\(call.customer)", url: "https://tickets.example/\(call.customer)")
        }

        var asked: [String] { calls.map { "\($0.action.rawValue) \($0.customer)" }.sorted() }
        func forget() { calls = [] }
    }

    /// Two customers are affected, and somebody has said live.
    private func owned(_ outbound: OutboundState = .live) async throws -> (Operations, TicketDesk, Tool) {
        let store = MemoryStore()
        let operations = Operations(ledger: try await Ledger.open(store: store, settings: Settings()), store: store)
        try await store.change([
            .putCustomers([Customer(id: "alpha", name: "Alpha"), Customer(id: "beta", name: "Beta")]),
            .putInstallations([
                Installation(id: "a", customer: "alpha"), Installation(id: "b", customer: "beta"),
            ]),
        ])
        try await operations.perform(.changeOutbound(outbound), id: "live", by: "ada", at: Self.start)
        try await operations.open(
            id,
            IncidentOpening(
                title: "Calls fail", impact: .major, components: [], visibility: .audience, began: Self.start,
                signal: Signal(source: .staff, at: Self.start)), body: "Calls fail.", command: "own", by: "ada",
            at: Self.start)
        let tool = Tool()
        return (operations, TicketDesk(operations: operations, tool: tool, holder: "test"), tool)
    }

    private func rounds(_ desk: TicketDesk, at now: Timestamp) async throws {
        while try await desk.tick(at: now) > 0 {}
    }

    @Test("opened with the incident, updated with each word, closed for whom it works again, and asked once each")
    func life() async throws {
        let (operations, desk, tool) = try await owned()
        try await rounds(desk, at: Self.start)
        #expect(await tool.asked == ["open alpha", "open beta"])
        await tool.forget()
        try await operations.post(
            PostUpdate(incident: id, status: .identified, body: "We know why."), id: "u", by: "ada",
            at: Self.start + .minutes(5))
        try await rounds(desk, at: Self.start + .minutes(5))
        #expect(await tool.asked == ["update alpha", "update beta"])
        #expect(await tool.calls.allSatisfy { $0.text == "We know why." && $0.reference == "T-\($0.customer)" })
        await tool.forget()
        _ = try await operations.restore(
            id, ["alpha"], how: "a way round", command: "r", by: "ada", at: Self.start + .minutes(9))
        try await rounds(desk, at: Self.start + .minutes(9))
        #expect(await tool.asked == ["close alpha"])
        let tickets = try await operations.store.tickets(id)
        #expect(tickets.map { $0.closedAt == nil } == [false, true])
        #expect(tickets.first?.url == "https://tickets.example/alpha")
        await tool.forget()
        try await rounds(desk, at: Self.start + .minutes(10))
        #expect(await tool.asked.isEmpty, "nothing is asked twice")
    }

    @Test("a tool that is down is asked again under the same request, later and later, and the reason is on record")
    func down() async throws {
        let (operations, desk, tool) = try await owned()
        await tool.turn(down: true)
        try await rounds(desk, at: Self.start)
        #expect(try await operations.store.tickets(id).map(\.problem) == ["busy", "busy"])
        try await rounds(desk, at: Self.start + .seconds(9))
        #expect(await tool.calls.count == 2, "not before its time")
        await tool.turn(down: false)
        try await rounds(desk, at: Self.start + .seconds(13))
        #expect(await Set(tool.calls.map(\.request)).count == 2, "the same requests")
        #expect(try await operations.store.tickets(id).allSatisfy { $0.reference != nil && $0.problem == nil })
    }

    @Test("nothing leaves while outbound is capture")
    func capture() async throws {
        let (_, desk, tool) = try await owned(.capture)
        try await rounds(desk, at: Self.start)
        #expect(await tool.calls.isEmpty)
    }
}
