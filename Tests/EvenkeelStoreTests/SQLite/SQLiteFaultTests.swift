import EvenkeelLedger
import GRDB
import Testing

@testable import EvenkeelStore

@Suite("SQLite in trouble")
struct SQLiteFaultTests {
    @Test(
        "while another process holds the database, writing is unavailable; afterwards nothing is lost and all goes on")
    func locked() async throws {
        try await withDirectory { directory in
            let sqlite = try await OpenSQLite(directory)
            let store = sqlite.store
            try await store.append(Fixtures.entries(1...2), after: 0, rows: [])
            let other = try anotherProcess(directory)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            let next = [Fixtures.entry(3)]
            await expectFailure(.unavailable) { () async throws(Failure) in
                try await store.append(next, after: 2, rows: [.putPlacements([Fixtures.placement("a")])])
            }
            await expectFailure(.unavailable) { () async throws(Failure) in
                _ = try await store.claimDeliveries(at: Fixtures.time(1), limit: 1, generation: 1)
            }
            #expect(try await store.entries(after: 0, limit: 10) == Fixtures.entries(1...2))
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            try await store.append(next, after: 2, rows: [.putPlacements([Fixtures.placement("a")])])
            #expect(try await store.entries(after: 0, limit: 10) == Fixtures.entries(1...3))
            #expect(try await store.verifyJournal().isSound)
        }
    }

    @Test("a database that is locked cannot be opened, and says so")
    func lockedWhileOpening() async throws {
        try await withDirectory { directory in
            // Closing the last connection would lock the file for a moment as well.
            let first = try await OpenSQLite(directory)
            let other = try anotherProcess(directory)
            try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
            do {
                _ = try await OpenSQLite(directory)
                Issue.record("it opened")
            } catch let failure as Failure {
                #expect(FailureKind(of: failure) == .unavailable)
            }
            try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
            withExtendedLifetime(first) {}
        }
    }

    @Test("on a full disk an append fails whole; what was acknowledged is there, and it goes on once there is room")
    func full() async throws {
        try await withSQLite { sqlite in
            let store = sqlite.store
            let pages = try await sqlite.driver.pool.writeWithoutTransaction { database in
                let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                return try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(used + 10)") ?? 0
            }
            #expect(pages > 10)
            var acknowledged = 0
            var failure: Failure?
            while failure == nil, acknowledged < 10_000 {
                let position = acknowledged + 1
                do throws(Failure) {
                    try await store.append(
                        [Fixtures.entry(position)], after: acknowledged,
                        rows: [.putPlacements([Fixtures.placement("site-\(position)")])])
                    acknowledged = position
                } catch {
                    failure = error
                }
            }
            let found = try #require(failure)
            #expect(FailureKind(of: found) == .full, "\(found)")
            #expect(acknowledged > 5)
            #expect(try await store.entries(after: 0, limit: 20_000) == Fixtures.entries(1...acknowledged))
            #expect(try await store.placements(PlacementQuery()).count == acknowledged)
            #expect(try await store.verifyJournal().isSound)
            // Full for small changes and big ones, again and again.
            let crowd = (0..<200).map { Fixtures.delivery("r\($0)") }
            await expectFailure(.full) { () async throws(Failure) in
                try await store.change([.putDeliveries(crowd)])
            }
            #expect(try await store.deliveries(DeliveryQuery()).isEmpty)

            _ = try await sqlite.driver.pool.writeWithoutTransaction { database in
                try Int.fetchOne(database, sql: "PRAGMA max_page_count = 100000")
            }
            try await store.append(
                [Fixtures.entry(acknowledged + 1)], after: acknowledged, rows: [.putDeliveries(crowd)])
            #expect(try await store.head().position == acknowledged + 1)
            #expect(try await store.deliveries(DeliveryQuery()).count == 200)
        }
    }

    /// A connection that may hold a transaction open.
    private func anotherProcess(_ directory: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: directory + "/" + SQLiteDriver.fileName, configuration: configuration)
    }
}
