import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("Programs and rooms that take nothing")
struct EndpointQuarantineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let error: SendError
        var attempt = 1
        /// Newest first; true for one that was taken.
        var earlier: [Bool] = []
        var hasTaken = false
        let isOver: Bool
    }

    @Test(
        "an endpoint is left alone",
        arguments: [
            Case(testDescription: "at once where it says it is gone", error: .refused("410: gone"), isOver: true),
            Case(testDescription: "not for a text that begins alike", error: .refused("4100"), isOver: false),
            Case(testDescription: "not after the first refusal", error: .refused("404"), isOver: false),
            Case(testDescription: "not after two", error: .refused("404"), earlier: [false], isOver: false),
            Case(
                testDescription: "after three in a row", error: .refused("404"), earlier: [false, false], isOver: true),
            Case(
                testDescription: "not where it took one between", error: .refused("404"),
                earlier: [false, true, false, false], isOver: false),
            Case(
                testDescription: "not while it is still tried", error: .later("500"), attempt: 29,
                earlier: [false, false], isOver: false),
            Case(
                testDescription: "after three tried in vain", error: .later("500"), attempt: 30,
                earlier: [false, false], isOver: true),
            Case(testDescription: "not after one tried in vain", error: .later("500"), attempt: 30, isOver: false),
            Case(testDescription: "after a day out of reach", error: .unreachable("none"), attempt: 60, isOver: true),
            Case(
                testDescription: "not where it took another meanwhile", error: .unreachable("none"), attempt: 60,
                earlier: [true], hasTaken: true, isOver: false),
            Case(
                testDescription: "out of reach for a day, though it took all before", error: .unreachable("none"),
                attempt: 60, earlier: [true, true], isOver: true),
        ])
    func rule(_ one: Case) {
        #expect(
            EndpointRule.isOver(one.error, attempt: one.attempt, earlier: one.earlier, hasTaken: one.hasTaken)
                == one.isOver)
    }

    @Test(
        "after three refusals its owner is told, what follows says why it does not go, and a release lets it go again")
    func quarantined() async throws {
        var settings = Settings()
        settings.endpoints = [Endpoint(name: "ops", customer: "alpha")]
        settings.staff = [try #require(EmailAddress("desk@ours.example"))]
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "live")
        let program = ScriptedChannel("ops")
        program.answer(.refused("404"), .refused("404"), .refused("404"))
        let courier = bench.courier(endpoints: [program])
        func turn() async throws {
            while try await courier.tick(at: bench.now) > 0 { await courier.finish() }
        }
        func say(_ word: String) async throws {
            bench.pass(.minutes(1))
            try await bench.give(
                .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: word)),
                id: CommandID(word))
            _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
            try await turn()
        }
        try await bench.ownedIncident()
        try await turn()
        try await say("second")
        #expect(try await bench.operations.endpoints().allSatisfy { $0.quarantine == nil })
        try await say("third")
        #expect(try await bench.operations.endpoints().first?.quarantine?.reason == "404")
        #expect(bench.channel.messages.filter { $0.to.domain == "ours.example" }.count == 1)
        try await say("fourth")
        #expect(program.messages.count == 3)
        let kept = try await bench.deliveries([.suppressed])
        #expect(kept.map(\.channel) == ["ops"] && kept.first?.reason == "the endpoint is quarantined: 404")
        let contact = try #require(try await bench.operations.endpoints().first)
        try await bench.give(.liftQuarantine(contact), id: "release")
        try await say("fifth")
        #expect(program.messages.count == 4)
        // What a receiver chose over the address in its webhook counts as what a person chose.
        try await bench.store.change([.putChoice(contact.email, MessageChoice(incidents: .none), at: bench.now)])
        try await say("sixth")
        #expect(program.messages.count == 4)
        #expect(try await bench.operations.endpoints().first?.quarantine == nil)
    }
}
