import EvenkeelDomain
import EvenkeelLedger
import GRDB
import Testing

@testable import EvenkeelStore

@Suite("Writes that come at the same time")
struct WriteQueueTests {
    @Test("each is there once it was answered; those that were refused left nothing")
    func together() async throws {
        try await withSQLite { sqlite in
            let store = sqlite.store
            let refused = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let site = Fixtures.placement("site-\(number)", rollout: "r-\(number)")
                        guard number % 10 == 3 else {
                            try await store.change([.putPlacements([site])])
                            let found = try await store.placements(PlacementQuery(rollout: site.rollout))
                            #expect(found.map(\.installation) == [site.installation])
                            return false
                        }
                        do throws(Failure) {
                            // The second change fails, and takes the first back with it.
                            try await store.change([.putPlacements([site]), .requireTally(site.rollout, version: 99)])
                            return false
                        } catch {
                            #expect(error == .rowsMoved)
                            return true
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(refused == 20)
            let stands = try await store.placements(PlacementQuery()).map(\.rollout.text)
            #expect(Set(stands) == Set((0..<200).filter { $0 % 10 != 3 }.map { "r-\($0)" }))
        }
    }

    @Test("of many who append after the same entry one is first, and the others are told")
    func heads() async throws {
        try await withSQLite { sqlite in
            let store = sqlite.store
            let won = await withTaskGroup(of: Bool.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        do throws(Failure) {
                            try await store.append(
                                [Fixtures.entry(1, command: "command-\(number)")], after: 0, rows: [])
                            return true
                        } catch {
                            #expect(error == .headMoved)
                            return false
                        }
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(won == 1)
            let head = try await store.head()
            #expect(head.position == 1)
            let journal = try await store.verifyJournal()
            #expect(journal.isSound)
        }
    }

    @Test("where the disk is full in the middle of a group, those for whom there was room stand and the others say so")
    func full() async throws {
        try await withSQLite { sqlite in
            let store = sqlite.store
            try await sqlite.driver.pool.writeWithoutTransaction { database in
                let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
                _ = try Int.fetchOne(database, sql: "PRAGMA max_page_count = \(used + 20)")
            }
            let stood = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        // Every third needs more room than there is.
                        let size = number % 3 == 0 ? 2_000 : 1
                        let rows = (0..<size).map { Fixtures.placement("site-\($0)", rollout: "r-\(number)") }
                        do throws(Failure) {
                            try await store.change([.putPlacements(rows)])
                            return number
                        } catch {
                            #expect(FailureKind(of: error) == .full)
                            return nil
                        }
                    }
                }
                return await group.reduce(into: Set<Int>()) { stood, number in
                    if let number { stood.insert(number) }
                }
            }
            #expect(!stood.isEmpty && stood.allSatisfy { $0 % 3 != 0 })
            let found = Set(try await store.placements(PlacementQuery()).map(\.rollout.text))
            #expect(found == Set(stood.map { "r-\($0)" }))
        }
    }
}
