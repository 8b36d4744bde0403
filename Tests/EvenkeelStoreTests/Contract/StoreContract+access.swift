import EvenkeelDomain
import EvenkeelLedger
import Testing

extension StoreContract {
    static let access = [
        StoreCheck("a token is kept by its name and revoked once") { store async throws in
            let tokens = [
                TokenRow(
                    name: "ci", scope: .outcomes, secretHash: "00", createdAt: Fixtures.time(1),
                    predicate: try Predicate(parsing: "team==north;feature==fax")),
                TokenRow(name: "admin", scope: .admin, secretHash: "ff", createdAt: Fixtures.time(0)),
            ]
            try await store.change(tokens.map { .putToken($0) })
            #expect(try await store.tokens() == tokens.reversed())
            #expect(try await store.change([.revokeToken("ci", at: Fixtures.time(5))]) == 1)
            #expect(try await store.change([.revokeToken("ci", at: Fixtures.time(6))]) == 0)
            #expect(try await store.change([.revokeToken("ghost", at: Fixtures.time(6))]) == 0)
            #expect(try await store.tokens().last?.revokedAt == Fixtures.time(5))
        },
        StoreCheck("a lease has one holder at a time, and its generation rises with a new one") { store async throws in
            func acquire(_ holder: String, at minute: Int) async throws -> Int? {
                try await store.acquireLease(
                    "courier", holder: holder, at: Fixtures.time(minute), until: Fixtures.time(minute + 10))
            }
            #expect(try await acquire("one", at: 0) == 1)
            #expect(try await acquire("two", at: 9) == nil)
            #expect(try await acquire("one", at: 9) == 1)
            #expect(try await acquire("two", at: 18) == nil)
            #expect(try await acquire("two", at: 19) == 2)
            #expect(try await acquire("one", at: 20) == nil)
            #expect(try await acquire("one", at: 29) == 3)
            let other = try await store.acquireLease(
                "conductor", holder: "two", at: Fixtures.time(29), until: Fixtures.time(30))
            #expect(other == 1)
        },
        StoreCheck("a lease that was taken by a clock an hour ahead keeps others out no longer than a lease does") {
            store async throws in
            func acquire(_ holder: String, at minute: Int) async throws -> Int? {
                try await store.acquireLease(
                    "pager", holder: holder, at: Fixtures.time(minute), until: Fixtures.time(minute + 1))
            }
            #expect(try await acquire("ahead", at: 60) == 1)
            #expect(try await acquire("right", at: 0) == nil, "its holder may be at work")
            #expect(try await acquire("right", at: 1) == 2)
            #expect(try await acquire("ahead", at: 61) == 3, "whoever is ahead takes what has run out for it")
            #expect(try await acquire("right", at: 2) == nil)
            #expect(try await acquire("ahead", at: 61) == 3, "and renews it")
            #expect(try await acquire("right", at: 2) == nil)
        },
        StoreCheck("who knows that a node's process is gone ends its leases, and the next has a generation of its own")
        {
            store async throws in
            func acquire(_ holder: String) async throws -> Int? {
                try await store.acquireLease("x", holder: holder, at: Fixtures.time(1), until: Fixtures.time(9))
            }
            #expect(try await acquire("node/1") == 1)
            #expect(try await acquire("node/2") == nil)
            #expect(try await store.change([.endLeases(holderPrefix: "other/", at: Fixtures.time(1))]) == 0)
            #expect(try await store.change([.endLeases(holderPrefix: "node/", at: Fixtures.time(1))]) == 1)
            #expect(try await acquire("node/2") == 2)
            #expect(try await acquire("node/1") == nil)
        },
        StoreCheck("of two who ask for a free lease at once, one gets it") { store async throws in
            async let one = store.acquireLease("x", holder: "one", at: Fixtures.time(0), until: Fixtures.time(9))
            async let two = store.acquireLease("x", holder: "two", at: Fixtures.time(0), until: Fixtures.time(9))
            let held = try await [one, two].compactMap(\.self)
            #expect(held == [1])
        },
    ]
}
