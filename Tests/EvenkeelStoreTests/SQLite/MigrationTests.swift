import EvenkeelLedger
import Testing

@testable import EvenkeelStore

@Suite("Migrations")
struct MigrationTests {
    @Test("a database that a newer program has changed is refused, in words")
    func newer() async throws {
        try await withDirectory { directory in
            let sqlite = try await OpenSQLite(directory)
            try await sqlite.execute("INSERT INTO migrations (number, name) VALUES (99, 'from the future')")
            do throws(Failure) {
                _ = try await SQLStore.open(sqlite.driver)
                Issue.record("it opened")
            } catch {
                guard case .damaged(let text) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(text.contains("version 99"))
                #expect(text.contains("a newer Evenkeel has been here"))
            }
        }
    }

    @Test("opening again changes nothing")
    func again() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...2), after: 0, rows: [])
            let store = try await SQLStore.open(sqlite.driver)
            #expect(try await store.head().position == 2)
        }
    }

    @Test("a migration that fails leaves the tables as they were")
    func failing() async throws {
        try await withSQLite { sqlite in
            let broken = Migration(
                number: Migration.all.count + 1, name: "broken",
                statements: ["CREATE TABLE new (id TEXT)", "CREATE TABLE journal (id TEXT)"])
            await expectFailure(.damaged) {
                () async throws(Failure) in
                try await Migration.run(on: sqlite.driver, migrations: Migration.all + [broken])
            }
            let tables = try await sqlite.driver.read { transaction throws(Failure) in
                try transaction.query("SELECT name FROM sqlite_master WHERE name = 'new'", [])
            }
            #expect(tables.isEmpty)
            #expect(try await SQLStore.open(sqlite.driver).head() == .start)
        }
    }

    @Test("numbers rise by one")
    func numbers() {
        #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
    }

    @Test("a snapshot that cannot be read is as good as none")
    func unreadableSnapshot() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...2), after: 0, rows: [])
            try await sqlite.execute(
                "INSERT INTO snapshots (fold_version, position, state) VALUES (\(State.foldVersion), 1, '{}')")
            #expect(try await sqlite.store.snapshot() == nil)
        }
    }

    @Test("a snapshot of another fold, or from beyond the journal's end, is not used")
    func strangeSnapshot() async throws {
        try await withSQLite { sqlite in
            try await sqlite.store.append(Fixtures.entries(1...2), after: 0, rows: [])
            let ledger = try await Ledger.open(store: sqlite.store, settings: Settings())
            try await ledger.saveSnapshot()
            #expect(try await sqlite.store.snapshot()?.position == 2)
            try await sqlite.execute("UPDATE snapshots SET position = 3")
            #expect(try await sqlite.store.snapshot() == nil)
            try await sqlite.execute("UPDATE snapshots SET position = 2, fold_version = fold_version + 1")
            #expect(try await sqlite.store.snapshot() == nil)
        }
    }
}
