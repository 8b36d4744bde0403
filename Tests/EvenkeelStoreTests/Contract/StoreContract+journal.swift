import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let journal = [
        StoreCheck("an empty journal begins before position 1") { store async throws in
            #expect(try await store.head() == .start)
            #expect(try await store.entries(after: 0, limit: 10).isEmpty)
        },
        StoreCheck("what was appended is read in order, in parts of any size") { store async throws in
            let entries = Fixtures.entries(1...5)
            try await store.append(Array(entries[..<2]), after: 0, rows: [])
            try await store.append(Array(entries[2...]), after: 2, rows: [])
            #expect(try await store.head().position == 5)
            #expect(try await store.entries(after: 0, limit: 100) == entries)
            #expect(try await store.entries(after: 1, limit: 2) == Array(entries[1...2]))
            #expect(try await store.entries(after: 5, limit: 2).isEmpty)
        },
        StoreCheck("every kind of event comes back as it went in") { store async throws in
            let entries = SampleEvents.all.enumerated().map { Fixtures.entry($0 + 1, event: $1) }
            try await store.append(entries, after: 0, rows: [])
            #expect(try await store.entries(after: 0, limit: 1000) == entries)
        },
        StoreCheck("an append behind or beyond the head fails, and writes nothing") { store async throws in
            try await store.append(Fixtures.entries(1...2), after: 0, rows: [])
            for head in [0, 1, 3] {
                await expectFailure(.headMoved) { () async throws(Failure) in
                    try await store.append(
                        [Fixtures.entry(head + 1, command: "late")], after: head,
                        rows: [.putAudience("i", [AudienceMember(customer: "acme", reason: "late")])])
                }
            }
            #expect(try await store.head().position == 2)
            #expect(try await store.audience("i").isEmpty)
        },
        StoreCheck("of two writers at the same head, one is told that the head has moved") { store async throws in
            async let first = outcome { () async throws(Failure) in
                try await store.append([Fixtures.entry(1, command: "first")], after: 0, rows: [])
            }
            async let second = outcome { () async throws(Failure) in
                try await store.append([Fixtures.entry(1, command: "second")], after: 0, rows: [])
            }
            let failures = await [first, second].compactMap(\.self)
            #expect(failures == [.headMoved])
            #expect(try await store.entries(after: 0, limit: 10).count == 1)
        },
        StoreCheck("eight writers who read on and try again all come through, each once") { store async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        for number in 0..<5 { try await appendPatiently(store, command: "\(writer).\(number)") }
                    }
                }
                try await group.waitForAll()
            }
            let entries = try await store.entries(after: 0, limit: 100)
            #expect(entries.map(\.position) == Array(1...40))
            #expect(Set(entries.map(\.command)).count == 40)
        },
        StoreCheck("a command that is in the journal already is not appended again") { store async throws in
            let rows: [RowChange] = [.putAudience("i", [AudienceMember(customer: "acme", reason: "fax")])]
            try await store.append([Fixtures.entry(1, command: "once")], after: 0, rows: [])
            await expectFailure(.headMoved) { () async throws(Failure) in
                try await store.append([Fixtures.entry(2, command: "once")], after: 1, rows: rows)
            }
            #expect(try await store.head().position == 1)
            #expect(try await store.audience("i").isEmpty)
        },
        StoreCheck("entries and rows are written together") { store async throws in
            let row = Fixtures.placement("a")
            try await store.append([Fixtures.entry(1)], after: 0, rows: [.putPlacements([row])])
            #expect(try await store.head().position == 1)
            #expect(try await store.placements(PlacementQuery()) == [row])
        },
        StoreCheck("a tally that has moved undoes the whole append") { store async throws in
            try await store.change([.putPlacements([Fixtures.placement("a", in: .due)])])
            let seen = try await store.tallyVersion("r")
            try await store.change([.stepPlacement("r", "a", .start, at: Fixtures.time(1), note: nil)])
            let moved = try await store.tallyVersion("r")
            #expect(moved > seen)
            let rows: [RowChange] = [
                .putAudience("i", [AudienceMember(customer: "acme", reason: "fax")]), .requireTally("r", version: seen),
                .stepWave("r", wave: 0, .succeed, at: Fixtures.time(2)),
            ]
            await expectFailure(.rowsMoved) { () async throws(Failure) in
                try await store.append([Fixtures.entry(1)], after: 0, rows: rows)
            }
            #expect(try await store.head() == .start)
            #expect(try await store.audience("i").isEmpty)
            #expect(try await store.tallyVersion("r") == moved)
            try await store.append([Fixtures.entry(1)], after: 0, rows: [.requireTally("r", version: moved)])
            #expect(try await store.head().position == 1)
        },
        StoreCheck("a rollout that nothing has happened to has tally 0, which may be required") { store async throws in
            #expect(try await store.tallyVersion("new") == 0)
            #expect(try await store.change([.requireTally("new", version: 0)]) == 0)
            #expect(try await store.tallyVersion("new") == 0)
            await expectFailure(.rowsMoved) { () async throws(Failure) in
                try await store.change([.requireTally("new", version: 1)])
            }
        },
    ]

    private static func outcome(_ body: () async throws(Failure) -> Void) async -> Failure? {
        do throws(Failure) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    private static func appendPatiently(_ store: any Store, command: String) async throws {
        while true {
            let head = try await store.head().position
            do throws(Failure) {
                try await store.append([Fixtures.entry(head + 1, command: command)], after: head, rows: [])
                return
            } catch .headMoved {
                continue
            } catch {
                throw error
            }
        }
    }
}
