import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// An incident of alpha and beta; the mail server puts alpha off, or the program of alpha is out of reach.
@Suite("In which order an incident is told")
struct CourierOrderTests {
    private let courier: Courier
    private let bench: Bench
    private let program = ScriptedChannel("ops")

    init() async throws {
        var settings = Settings()
        settings.endpoints = [Endpoint(name: "ops", customer: "alpha")]
        settings.ceiling = 3
        bench = try await Bench(settings: settings)
        courier = bench.courier(endpoints: [program])
        try await bench.give(.changeOutbound(.live), id: "live")
        try await bench.ownedIncident()
        try await carry()
    }

    private func carry() async throws {
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
        await courier.finish()
    }

    private func say(
        _ status: IncidentStatus, _ body: String, after pause: TimeSpan = .minutes(1), next: TimeSpan? = nil
    ) async throws {
        bench.pass(pause)
        let update = PostUpdate(
            incident: Bench.incident, status: status, body: body, nextBy: next.map { bench.now + $0 })
        try await bench.give(.postUpdate(update), id: CommandID(body))
        try await carry()
    }

    private var mails: [OutgoingMessage] {
        bench.channel.messages.filter { $0.to.domain == "alpha.example" }
    }

    private func choose(_ incidents: MessageChoice.Incidents) async throws {
        let alpha = try #require(EmailAddress("ada@alpha.example"))
        try await bench.store.change([.putChoice(alpha, MessageChoice(incidents: incidents), at: bench.now)])
    }

    /// What nobody took until then comes due at the same time.
    private func later() async throws {
        bench.pass(.minutes(30))
        try await carry()
    }

    @Test("a word that was put off until it is over goes into the one that says so, which is the last")
    func closedMeanwhile() async throws {
        bench.channel.answer(.later("450 busy", after: .minutes(5)), to: "alpha.example")
        program.answer(.later("503", after: .minutes(5)))
        try await say(.identified, "Cause found.")
        try await say(.resolved, "All is well.")
        try await later()
        #expect(mails.count == 3, "the first word, one attempt, and the end")
        #expect(mails.last?.text.contains("All is well.") == true && mails.last?.text.contains("Cause found.") == true)
        #expect(mails.last?.text.contains("next_by") == false)
        #expect(program.messages.last?.incident?.status == .resolved)
        #expect(
            program.messages.last?.incident?.updates.map(\.body) == ["All is well.", "Cause found.", "Calls fail."])
        let merged = try await bench.deliveries([.merged])
        #expect(merged.count == 2 && merged.allSatisfy { $0.reason?.contains("merged into update/") == true })
    }

    @Test("one that later words have passed on the way goes with the state as it is now; a program has it already")
    func passed() async throws {
        bench.channel.answer(.uncertain("no answer"), to: "alpha.example")
        program.answer(.uncertain("no answer"))
        try await say(.identified, "Cause found.")
        try await say(.identified, "Half of it works.", after: .seconds(5))
        let before = program.messages.count
        try await later()
        #expect(mails.count == 4 && mails.last?.subject.hasPrefix("together") == true)
        #expect(["Cause found.", "Half of it works."].allSatisfy { mails.last?.text.contains($0) == true })
        #expect(program.messages.count == before, "its last word is the newest")
        #expect(program.messages.last?.incident?.updates.first?.body == "Half of it works.")
    }

    @Test("what the ceiling put off does not outlive the incident: it goes along with the end")
    func ceiling() async throws {
        for number in 1...5 { try await say(.investigating, "Word \(number).") }
        #expect(mails.count == 3)
        #expect(program.messages.count == 6, "programs are told at once")
        try await say(.resolved, "All is well.")
        #expect(mails.count == 4)
        #expect((3...5).allSatisfy { mails.last?.text.contains("Word \($0).") == true })
        #expect(mails.last?.text.contains("All is well.") == true)
        bench.pass(.hours(2))
        try await carry()
        #expect(mails.filter { $0.text.contains("Word") }.count == 3, "nothing more of it comes")
    }

    @Test("a ceiling puts nothing off beyond the time by which its reader was promised to hear")
    func promise() async throws {
        for number in 1...2 { try await say(.investigating, "Word \(number).", next: .minutes(20)) }
        let due = bench.now + .minutes(20)
        try await say(.investigating, "Word 3.")
        let waiting = try await bench.deliveries([.queued]).map(\.notBefore)
        #expect(waiting == [due - .minutes(1), due - .minutes(1)])
        bench.clock.advance(to: due - .minutes(1))
        try await carry()
        #expect(mails.last?.text.contains("Word 3.") == true)
    }

    @Test("what somebody chose is asked above the ceiling as below it")
    func choice() async throws {
        for number in 1...2 { try await say(.investigating, "Word \(number).") }
        try await choose(.ends)
        try await say(.identified, "Cause found.")
        let rows = try await bench.deliveries([.suppressed])
        #expect(rows.map(\.reason) == ["the recipient chose start and end only"])
        try await say(.resolved, "All is well.")
        #expect(mails.last?.subject.hasPrefix("resolved") == true, "nothing of what they did not want goes along")
    }
}
