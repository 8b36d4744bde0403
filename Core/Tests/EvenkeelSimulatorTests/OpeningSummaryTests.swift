import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// It is 08:00 on a Monday. Alpha has service hours that say so, beta has none that anybody knows.
@Suite("Who is told when")
struct OpeningSummaryTests {
    private func bench(hours: String, impact: Impact = .major) async throws -> Bench {
        let bench = try await Bench()
        var site = Installation(id: "alpha-hq", customer: "alpha")
        site.serviceHours = hours
        try await bench.store.change([.putInstallations([site])])
        try await bench.give(.changeOutbound(.live), id: "live")
        try await bench.ownedIncident(impact: impact)
        return bench
    }

    private func carry(_ bench: Bench, _ courier: Courier) async throws {
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        while try await courier.tick(at: bench.now) > 0 {}
    }

    private func mails(_ bench: Bench) -> [OutgoingMessage] {
        bench.channel.messages.filter { $0.to.domain == "alpha.example" }
    }

    private func say(_ bench: Bench, _ status: IncidentStatus, _ body: String) async throws {
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: status, body: body)), id: CommandID(body))
    }

    @Test("outside their hours they get one summary when they open, as things stand then; each part is on record")
    func summary() async throws {
        let bench = try await bench(hours: "09:00-17:00")
        let courier = bench.courier()
        try await carry(bench, courier)
        bench.pass(.minutes(20))
        try await say(bench, .identified, "Found.")
        try await carry(bench, courier)
        #expect(mails(bench).isEmpty)
        #expect(bench.channel.messages.count == 2, "whose hours nobody knows is told at once")
        let merged = try await bench.deliveries([.merged])
        let summary = try #require(try await bench.deliveries([.queued]).first)
        #expect(merged.count == 2 && merged.allSatisfy { $0.reason?.hasSuffix("merged into \(summary.id)") == true })
        #expect(summary.notBefore == Bench.start + .hours(1))
        bench.clock.advance(to: summary.notBefore)
        try await carry(bench, courier)
        #expect(mails(bench).count == 1)
        #expect(mails(bench).first?.text.contains("Found.") == true)
        bench.pass(.minutes(1))
        try await say(bench, .monitoring, "Fixed.")
        try await carry(bench, courier)
        #expect(mails(bench).count == 2 && mails(bench).last?.text.contains("Fixed.") == true)
        #expect(Set(try await bench.states()) == [.sent, .merged])
    }

    @Test("what waits when they open goes into the summary, and is not said once more beside it")
    func waiting() async throws {
        let bench = try await bench(hours: "09:00-17:00")
        let courier = bench.courier()
        try await carry(bench, courier)
        bench.pass(.minutes(30))
        try await bench.give(
            .postUpdate(
                PostUpdate(
                    incident: Bench.incident, status: .identified, body: "Found.", nextBy: Bench.start + .hours(1))),
            id: "word")
        try await carry(bench, courier)
        bench.clock.advance(to: Bench.start + .hours(1))
        // Nobody spoke: the holding line stands, and its mail waits for a minute.
        _ = try await PromiseKeeper(operations: bench.operations).tick(at: bench.now)
        _ = try await Conductor(operations: bench.operations).tick(at: bench.now)
        let lines = try await bench.deliveries([.queued]).filter { $0.notBefore > bench.now }
        #expect(lines.map(\.customer).sorted() == ["alpha", "beta"])
        while try await courier.tick(at: bench.now) > 0 {}
        bench.pass(.minutes(2))
        while try await courier.tick(at: bench.now) > 0 {}
        #expect(mails(bench).count == 1)
        let text = mails(bench).first?.text ?? ""
        #expect(text.contains("Calls fail.") && text.contains("Found."), "what is broken, and what is known")
        #expect(Set(try await bench.deliveries([.merged]).map(\.id)).isSuperset(of: [lines[0].id]))
        #expect(Set(try await bench.states()) == [.sent, .merged])
    }

    @Test(
        "a critical incident, a customer who is there around the clock, and one who is open are mailed at once",
        arguments: [("09:00-17:00", Impact.critical), ("24x7", .minor), ("07:00-17:00", .minor)])
    func atOnce(hours: String, impact: Impact) async throws {
        let bench = try await bench(hours: hours, impact: impact)
        try await carry(bench, bench.courier())
        #expect(mails(bench).count == 1)
    }

    @Test("one site that is open opens the customer")
    func twoSites() async throws {
        let bench = try await bench(hours: "09:00-17:00")
        var other = Installation(id: "alpha-two", customer: "alpha")
        other.serviceHours = "06:00-12:00"
        try await bench.store.change([.putInstallations([other])])
        try await carry(bench, bench.courier())
        #expect(mails(bench).count == 1)
    }

    @Test("who chose less is not given in the morning what they did not want at night")
    func choice() async throws {
        let bench = try await bench(hours: "09:00-17:00")
        let alpha = try #require(EmailAddress("ada@alpha.example"))
        try await bench.store.change([.putChoice(alpha, MessageChoice(incidents: .none), at: bench.now)])
        try await carry(bench, bench.courier())
        #expect(try await bench.deliveries([.merged]).isEmpty)
        #expect(try await bench.deliveries([.suppressed]).count == 1)
    }

    @Test("who leaves the audience before they open hears nothing of it")
    func left() async throws {
        let bench = try await bench(hours: "09:00-17:00")
        let courier = bench.courier()
        try await carry(bench, courier)
        try await bench.store.change([.dropAudience(Bench.incident, ["alpha"])])
        bench.pass(.hours(2))
        try await carry(bench, courier)
        #expect(mails(bench).isEmpty)
        #expect(try await bench.deliveries([.suppressed]).first?.reason == "there is nothing to tell any more")
    }
}
