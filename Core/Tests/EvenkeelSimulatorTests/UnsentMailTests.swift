import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

/// The certificate of the mail server is not its own, or nobody listens there.
@Suite("Mail that cannot leave")
struct UnsentMailTests {
    private func bench(_ impact: Impact) async throws -> Bench {
        var settings = Settings()
        settings.rota = Rota(people: [
            OnCallPerson(
                id: "noa", name: "Noa",
                reach: [.email(try #require(EmailAddress("noa@ours.example"))), .command("ring")])
        ])
        let bench = try await Bench(settings: settings)
        try await bench.give(.changeOutbound(.live), id: "live")
        try await bench.ownedIncident(impact: impact)
        return bench
    }

    private func pages(_ bench: Bench) async -> [StaffAlert] {
        let alerts = await bench.operations.ledger.read { $0.incidents[Bench.incident]?.alerts ?? [] }
        return alerts.filter { $0.reason == .wordsDoNotLeave }
    }

    private func tries(_ count: Int, _ bench: Bench, _ courier: Courier) async throws {
        for _ in 0..<count {
            while try await courier.tick(at: bench.now) > 0 {}
            let next = try await bench.deliveries([.queued]).map(\.notBefore).max()
            if let next { bench.clock.advance(to: next) }
        }
    }

    @Test("whoever is on duty is paged at the third try, once, and asks nobody to write")
    func page() async throws {
        let bench = try await bench(.critical)
        for _ in 0..<40 { bench.channel.answer(.unreachable("SSL certificate problem")) }
        let courier = bench.courier()
        try await tries(2, bench, courier)
        #expect(await pages(bench).isEmpty)
        try await tries(1, bench, courier)
        let page = try #require(await pages(bench).first)
        #expect(page.person == "noa" && page.reason.isPage)
        #expect(bench.now < Bench.start + .minutes(2))
        try await tries(5, bench, courier)
        #expect(await pages(bench).count == 1)
        let late = try await bench.store.deliveries(DeliveryQuery(states: [.queued], isTried: true))
        #expect(late.count == 2 && late.allSatisfy { $0.reason == "SSL certificate problem" })
    }

    @Test("once all of it has left, the page goes to nobody else; while it waits, the next person is called")
    func over() async throws {
        for isMended in [true, false] {
            let bench = try await bench(.critical)
            for _ in 0..<(isMended ? 6 : 60) { bench.channel.answer(.unreachable("535 denied")) }
            let courier = bench.courier()
            try await tries(4, bench, courier)
            let page = try #require(await pages(bench).first)
            #expect(try await bench.deliveries([.sent]).count == (isMended ? 2 : 0))
            bench.clock.advance(to: max(bench.now, try #require(page.answerBy)))
            try await PromiseKeeper(operations: bench.operations).tick(at: bench.now)
            #expect(await pages(bench).count == (isMended ? 1 : 2))
            #expect(await pages(bench).last?.wantsAnswer == !isMended)
        }
    }

    @Test("nobody is paged while other mail leaves, or for what hurts few")
    func noPage() async throws {
        let one = try await bench(.critical)
        for _ in 0..<40 { one.channel.answer(.later("450 greylisted"), to: "alpha.example") }
        try await tries(6, one, one.courier())
        #expect(await pages(one).isEmpty, "beta was told")
        let minor = try await bench(.minor)
        for _ in 0..<40 { minor.channel.answer(.unreachable("no route")) }
        try await tries(6, minor, minor.courier())
        #expect(await pages(minor).isEmpty)
    }

    @Test("the update of a person does not answer it, and their acknowledgement ends nothing else")
    func matter() async throws {
        let bench = try await bench(.critical)
        for _ in 0..<40 { bench.channel.answer(.unreachable("no route")) }
        try await tries(3, bench, bench.courier())
        bench.pass(.minutes(1))
        try await bench.give(
            .postUpdate(PostUpdate(incident: Bench.incident, status: .identified, body: "Found.")), id: "word")
        let page = try #require(await pages(bench).first)
        #expect(page.wantsAnswer)
        try await bench.give(.acknowledgeAlert(Bench.incident, page.id), id: "mine")
        #expect(await pages(bench).first?.wantsAnswer == false)
    }

    @Test("a promise that is missed while that page waits has a page of its own")
    func missed() async throws {
        let bench = try await bench(.critical)
        for _ in 0..<40 { bench.channel.answer(.unreachable("no route")) }
        try await tries(3, bench, bench.courier())
        #expect(await pages(bench).first?.wantsAnswer == true)
        let due = await bench.operations.ledger.read { $0.incidents[Bench.incident]?.openPromise?.due }
        bench.clock.advance(to: try #require(due))
        let conductor = Conductor(operations: bench.operations)
        while try await conductor.tick(at: bench.now) {}
        let reasons = await bench.operations.ledger.read { $0.incidents[Bench.incident]?.alerts.map(\.reason) ?? [] }
        #expect(reasons.contains(.missed), "\(reasons)")
    }
}
