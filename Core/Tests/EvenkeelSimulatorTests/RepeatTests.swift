import EvenkeelDomain
import EvenkeelSimulator
import Testing

@testable import EvenkeelLedger

@Suite("A repeat that a person confirmed")
struct RepeatTests {
    private let again: IncidentID = "calls-fail-again"

    /// The first concerned alpha and beta, the second alpha and gamma.
    private func confirmed() async throws -> Bench {
        let bench = try await Bench()
        try await bench.ownedIncident()
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .resolved, body: "Over.")), id: "resolve")
        try await bench.give(
            .publishReport(
                Bench.incident,
                Report(
                    whatHappened: "Calls failed.", causes: [.init(kind: .ours, text: "a change")], whatWeDid: "Back.",
                    actions: [CorrectiveAction(id: "a1", text: "Test", owner: "Ada", due: CivilDate(dayNumber: 20_600))]
                ),
                guards: []), id: "report")
        bench.pass(.days(2))
        let opening = IncidentOpening(
            title: "Calls fail", impact: .major, components: [], visibility: .audience, began: bench.now,
            concerns: try Predicate(parsing: "customer=in=(alpha,gamma)"), signal: Signal(source: .staff, at: bench.now)
        )
        try await bench.operations.open(again, opening, body: "Again.", command: "again", by: "ada", at: bench.now)
        try await bench.give(.confirmRepeat(again, of: Bench.incident), id: "repeat")
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        return bench
    }

    @Test("the audience hears it once, and of what it was then only those who were told then")
    func told() async throws {
        let bench = try await confirmed()
        let letters = try await bench.store.deliveries(DeliveryQuery(subjectPrefix: "update/\(again)/u2"))
        #expect(letters.map(\.customer).sorted() == ["alpha", "gamma"])
        let courier = bench.courier()
        let common = try await courier.lookUp(letters, fleet: try await bench.operations.image.current())
        for letter in letters {
            #expect(await courier.kind(of: letter.subject) == .repeated)
            guard case .message(let gathered) = try await courier.gather(letter, common, nil) else {
                Issue.record("nothing for \(letter.customer)")
                continue
            }
            #expect(gathered.facts.knowsEarlier == (letter.customer == "alpha"), "\(letter.customer)")
        }
    }

    @Test("a public incident names no earlier one that is not public")
    func notPublic() async throws {
        let done = try await confirmed()
        let opening = IncidentOpening(
            title: "Calls fail", impact: .major, components: [], visibility: .public, began: done.now,
            signal: Signal(source: .staff, at: done.now))
        try await done.operations.open("open", opening, body: "Again.", command: "open", by: "ada", at: done.now)
        await #expect(throws: OperationError.refused(.cannotRepeat("open", of: Bench.incident, .notPublic))) {
            try await done.give(.confirmRepeat("open", of: Bench.incident), id: "public")
        }
    }
}
