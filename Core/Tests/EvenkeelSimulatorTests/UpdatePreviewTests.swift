import EvenkeelDomain
import EvenkeelLedger
import Testing

@Suite("An update before it is posted")
struct UpdatePreviewTests {
    @Test("what it would say is shown in every language, with how many read it, and nothing is decided or queued")
    func languages() async throws {
        let bench = try await Bench()
        try await bench.ownedIncident()
        let position = await bench.operations.ledger.read { $0.position }
        let queued = try await bench.deliveries().count
        let post = PostUpdate(incident: Bench.incident, status: .identified, body: "A card is broken.")
        let preview = try await bench.courier().preview(post, by: "ada", at: bench.now)
        #expect(preview.mails.map(\.language) == Language.allCases)
        #expect(preview.mails.map(\.readers) == [2, 0, 0])
        #expect(preview.mails.allSatisfy { $0.text.contains("A card is broken.") && !$0.subject.isEmpty })
        #expect(preview.leaks.isEmpty)
        #expect(await bench.operations.ledger.read { $0.position } == position)
        #expect(await bench.operations.ledger.read { $0.incidents[Bench.incident]?.updates.count } == 1)
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        #expect(try await bench.deliveries().count == queued)
    }

    @Test("flagged words are shown with what they look like; what could not be posted at all is refused as posting is")
    func refusals() async throws {
        let bench = try await Bench()
        try await bench.ownedIncident()
        let courier = bench.courier()
        var post = PostUpdate(incident: Bench.incident, status: .investigating, body: "It came from db-1.internal.")
        let flagged = try await courier.preview(post, by: "ada", at: bench.now)
        #expect(flagged.leaks.map(\.kind) == [.host] && !flagged.mayStand && flagged.mails.count == 3)
        post.override = "They know the machine."
        #expect(try await courier.preview(post, by: "ada", at: bench.now).mayStand)
        await #expect(throws: OperationError.refused(.bodyMissing)) {
            try await courier.preview(
                PostUpdate(incident: Bench.incident, status: .investigating, body: " "), by: "ada", at: bench.now)
        }
    }
}
