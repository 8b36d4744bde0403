import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let snapshots = [
        StoreCheck("a snapshot comes back as it went in") { store async throws in
            #expect(try await store.snapshot() == nil)
            let entries = try await appendSamples(to: store)
            let state = fold(entries)
            try await store.saveSnapshot(state)
            #expect(try await store.snapshot() == state)
        },
        StoreCheck("an older snapshot does not take the place of a newer one") { store async throws in
            let entries = try await appendSamples(to: store)
            try await store.saveSnapshot(fold(entries))
            try await store.saveSnapshot(fold(Array(entries.prefix(3))))
            #expect(try await store.snapshot()?.position == entries.count)
        },
        StoreCheck("the fold of the journal equals the fold of any snapshot and the tail after it") {
            store async throws in
            let entries = try await appendSamples(to: store)
            let whole = fold(entries)
            for cut in [1, entries.count / 2, entries.count] {
                try await store.saveSnapshot(fold(Array(entries.prefix(cut))))
                let ledger = try await Ledger.open(store: store, settings: Settings())
                #expect(await ledger.read { state in copy state } == whole, "cut at \(cut)")
            }
        },
    ]

    private static func appendSamples(to store: any Store) async throws -> [Entry] {
        let entries = SampleEvents.all.enumerated().map { Fixtures.entry($0 + 1, event: $1) }
        try await store.append(entries, after: 0, rows: [])
        return entries
    }

    private static func fold(_ entries: [Entry]) -> State {
        var state = State()
        for entry in entries { state.apply(entry) }
        return state
    }
}
