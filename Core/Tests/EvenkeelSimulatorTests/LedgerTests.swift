import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Testing

@Suite("The ledger on a store")
struct LedgerTests {
    private func component(_ name: String) -> Command {
        .declareComponent(Component(id: ComponentID(name), name: name))
    }

    @Test("two nodes that decide at once both get their way, one after the other")
    func headMoved() async throws {
        let store = MemoryStore()
        let first = try await Ledger.open(store: store, settings: Settings())
        let second = try await Ledger.open(store: store, settings: Settings())
        try await first.perform(component("telephony"), id: "a", by: "ada", at: Bench.start)
        let entries = try await second.perform(component("fax"), id: "b", by: "bob", at: Bench.start)
        #expect(entries.map(\.position) == [2])
        try await first.catchUp()
        #expect(await first.read { $0 } == second.read { $0 })
    }

    @Test("a command that was carried out and reported as failed is recognised when it comes again")
    func reportedFailure() async throws {
        let store = ScriptedStore(MemoryStore())
        let ledger = try await Ledger.open(store: store, settings: Settings())
        store.failAppend(.after)
        await #expect(throws: LedgerError.failed(.unavailable("scripted, after the write"))) {
            try await ledger.perform(component("telephony"), id: "a", by: "ada", at: Bench.start)
        }
        #expect(try await ledger.perform(component("telephony"), id: "a", by: "ada", at: Bench.start).isEmpty)
        #expect(try await store.head().position == 1)
        store.failAppend(.before)
        await #expect(throws: LedgerError.self) {
            try await ledger.perform(component("fax"), id: "b", by: "ada", at: Bench.start)
        }
        #expect(try await ledger.perform(component("fax"), id: "b", by: "ada", at: Bench.start).count == 1)
    }

    @Test("a command that rests on rows fails where the journal has moved since they were read")
    func basis() async throws {
        let store = MemoryStore()
        let ledger = try await Ledger.open(store: store, settings: Settings())
        let other = try await Ledger.open(store: store, settings: Settings())
        try await other.perform(component("telephony"), id: "a", by: "ada", at: Bench.start)
        await #expect(throws: LedgerError.failed(.headMoved)) {
            try await ledger.perform(component("fax"), id: "b", by: "ada", at: Bench.start, basis: 0)
        }
    }

    @Test("rows that rest on the state change only while it says so")
    func guardedChange() async throws {
        let store = MemoryStore()
        let ledger = try await Ledger.open(store: store, settings: Settings())
        let other = try await Ledger.open(store: store, settings: Settings())
        let rows = [RowChange.putCustomers([Customer(id: "alpha", name: "Alpha")])]
        try await other.perform(.changeOutbound(.live), id: "a", by: "ada", at: Bench.start)
        #expect(try await !ledger.change(rows) { $0.outbound == .capture }, "another node changed it")
        #expect(try await store.fleetVersion() == 0)
        #expect(try await ledger.change(rows) { $0.outbound == .live })
        #expect(try await store.fleetVersion() == 1)
        #expect(try await store.head().position == 1, "no entry was needed")
    }

    @Test("the journal's time does not run backwards, whatever a clock says")
    func time() async throws {
        let ledger = try await Ledger.open(store: MemoryStore(), settings: Settings())
        try await ledger.perform(component("telephony"), id: "a", by: "ada", at: Bench.start)
        let entries = try await ledger.perform(component("fax"), id: "b", by: "ada", at: Bench.start - .hours(1))
        #expect(entries.map(\.at) == [Bench.start])
    }

    @Test("a ledger opened on a snapshot and what came after it is the ledger")
    func snapshot() async throws {
        let store = MemoryStore()
        let ledger = try await Ledger.open(store: store, settings: Settings())
        try await ledger.perform(component("telephony"), id: "a", by: "ada", at: Bench.start)
        try await ledger.saveSnapshot()
        try await ledger.perform(component("fax"), id: "b", by: "ada", at: Bench.start)
        let again = try await Ledger.open(store: store, settings: Settings())
        #expect(await again.read { $0 } == ledger.read { $0 })
    }
}
