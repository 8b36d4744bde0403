import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("What is said to whom it works again")
struct RestoredWordsTests {
    private func restore(
        _ bench: Bench, _ customers: [CustomerID], _ how: String, override: String? = nil
    ) async throws -> [CustomerID] {
        try await bench.operations.restore(
            Bench.incident, customers, how: how, override: override,
            command: CommandID("restore-\(customers.map(\.text).joined())-\(override ?? "")"), by: "ada", at: bench.now)
    }

    @Test("each of them keeps how it came to work again; who is not restored has nothing there")
    func kept() async throws {
        let bench = try await Bench()
        try await bench.ownedIncident()
        #expect(try await restore(bench, ["alpha"], "  The earlier version is back. ") == ["alpha"])
        let audience = try await bench.store.audience(Bench.incident)
        #expect(audience.map(\.restoredHow) == ["The earlier version is back.", nil])
        let member = try #require(try await bench.store.member("alpha", of: Bench.incident))
        let change = AudienceChange(from: [member], to: [AudienceMember(customer: "alpha", reason: "fax")])
        #expect(change.members.first?.restoredHow == "The earlier version is back.", "a new diagnosis keeps it")
    }

    @Test(
        "another customer's name in it is flagged before anybody is told, and stands with a reason that is journalled")
    func flagged() async throws {
        let bench = try await Bench()
        try await bench.store.change([.putCustomers([Customer(id: "alpha", name: "Alpha Clinic")])])
        try await bench.ownedIncident()
        let how = "It is back, as it is at Alpha Clinic."
        do {
            _ = try await restore(bench, ["beta"], how)
            Issue.record("nothing was flagged")
        } catch OperationError.refused(.leaks(let found)) {
            #expect(found.map(\.text) == ["Alpha Clinic"])
        }
        #expect(try await bench.store.audience(Bench.incident).allSatisfy { $0.state == .affected })
        #expect(try await restore(bench, ["beta"], how, override: "they agreed") == ["beta"])
        let events = try await bench.store.entries(after: 0, limit: 100).map(\.event)
        #expect(events.compactMap(\.leakOverride).map(\.why) == ["they agreed"])
        #expect(try await restore(bench, ["alpha"], how) == ["alpha"], "a customer may read its own name")
    }

    @Test("that a word to those not restored is overdue goes to those alone, and stands on no other page")
    func overdue() async throws {
        let bench = try await Bench()
        try await bench.ownedIncident()
        _ = try await restore(bench, ["alpha"], "The earlier version is back.")
        try await bench.operations.post(
            PostUpdate(incident: Bench.incident, status: .resolved, body: "Calls work again.", cause: "a cable"),
            id: "resolve", by: "ada", at: bench.now)
        func incident() async throws -> Incident {
            try #require(await bench.operations.ledger.read { $0.incidents[Bench.incident] })
        }
        let rest = try #require(try await incident().promises.last { $0.kind == .rest })
        bench.clock.advance(to: rest.due)
        while try await PromiseKeeper(operations: bench.operations).tick(at: bench.now) {}
        while try await Conductor(operations: bench.operations).tick(at: bench.now) {}
        let word = try #require(try await incident().updates.last { $0.isOfUnrestored })
        let told = try await bench.deliveries().filter { $0.subject == .update(Bench.incident, word.id) }
        #expect(told.map(\.customer) == ["beta"])
        for member in try await bench.store.audience(Bench.incident) {
            let page = try #require(try await incident().asKnown(to: member, at: bench.now))
            #expect(page.updates.contains { $0.isOfUnrestored } == (member.customer == "beta"))
        }
    }

    @Test("the name of another customer's site is flagged, and of one's own is not")
    func sites() async throws {
        let bench = try await Bench()
        let found = try await bench.operations.leaks(in: ["alpha-hq is down."], to: ["beta"])
        #expect(found == [LeakGuard.Finding(kind: .customer, text: "alpha-hq")])
        #expect(try await bench.operations.leaks(in: ["alpha-hq is down."], to: ["alpha", "beta"]) == found)
        #expect(try await bench.operations.leaks(in: ["alpha-hq is down."], to: ["alpha"]).isEmpty)
    }
}
