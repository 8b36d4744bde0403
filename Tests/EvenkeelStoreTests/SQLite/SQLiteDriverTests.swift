import EvenkeelLedger
import Foundation
import GRDB
import Testing

@testable import EvenkeelStore

@Suite("The SQLite driver")
struct SQLiteDriverTests {
    @Test("values go to the parameter they are numbered for, wherever it stands in the text")
    func parametersByNumber() async throws {
        try await withSQLite { sqlite in
            let found = try await sqlite.driver.write { transaction throws(Failure) in
                _ = try transaction.execute("CREATE TABLE words (a TEXT, b TEXT, c TEXT)", [])
                let count = try transaction.execute(
                    "INSERT INTO words (b, a, c) VALUES ($2, $1, $2)", [.text("one"), .text("two")])
                return (
                    count,
                    try transaction.query(
                        "SELECT a, b, c FROM words WHERE b = $2 AND a = $1", [.text("one"), .text("two")])
                )
            }
            #expect(found.0 == 1)
            #expect(found.1 == [SQLRow([.text("one"), .text("two"), .text("two")])])
        }
    }

    @Test("a transaction that throws leaves nothing behind")
    func rollback() async throws {
        try await withSQLite { sqlite in
            await expectFailure(.rowsMoved) { () async throws(Failure) in
                try await sqlite.driver.write { transaction throws(Failure) in
                    _ = try transaction.execute("INSERT INTO counters (name, value) VALUES ('x', 1)", [])
                    throw Failure.rowsMoved
                }
            }
            let rows = try await sqlite.driver.read { transaction throws(Failure) in
                try transaction.query("SELECT name FROM counters", [])
            }
            #expect(rows.isEmpty)
        }
    }

    @Test("every commit reaches the disk before it is acknowledged: write-ahead log, synchronous FULL, foreign keys")
    func settings() async throws {
        try await withSQLite { sqlite in
            let found = try await sqlite.driver.pool.writeWithoutTransaction { database in
                (
                    try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                    try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
                )
            }
            #expect(found.0 == "wal")
            #expect(found.1 == 2)
            #expect(found.2 == 1)
        }
    }

    @Test("only the owner may look into the data directory")
    func permissions() async throws {
        try await withDirectory { directory in
            let sqlite = try await OpenSQLite(directory)  // open, or the log would be gone
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode(directory) == 0o700)
            #expect(try mode(directory + "/" + SQLiteDriver.fileName) == 0o600)
            #expect(try mode(directory + "/" + SQLiteDriver.fileName + "-wal") == 0o600)
            #expect(try await sqlite.store.head() == .start)
        }
    }

    @Test("a second process reads what the first one wrote")
    func reopen() async throws {
        try await withDirectory { directory in
            let first = try await OpenSQLite(directory)
            try await first.store.append(
                Fixtures.entries(1...3), after: 0, rows: [.putPlacements([Fixtures.placement("a")])])
            let second = try await OpenSQLite(directory)
            #expect(try await second.store.head() == first.store.head())
            #expect(try await second.store.placements(PlacementQuery()) == [Fixtures.placement("a")])
        }
    }

    @Test("a file that is no database is damaged, not overwritten")
    func notADatabase() async throws {
        try await withDirectory { directory in
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let file = URL(fileURLWithPath: directory + "/" + SQLiteDriver.fileName)
            let words = Data(String(repeating: "This is a shopping list. ", count: 200).utf8)
            try words.write(to: file)
            await expectFailure(.damaged) {
                () async throws(Failure) in
                _ = try await SQLStore.open(try await SQLiteDriver.open(directory: directory))
            }
            #expect(try Data(contentsOf: file) == words)
        }
    }

    @Test("a data directory that cannot be made is unavailable")
    func noDirectory() async throws {
        await expectFailure(.unavailable) {
            () async throws(Failure) in
            _ = try await SQLiteDriver.open(directory: "/dev/null/evenkeel")
        }
    }

    @Test(
        "an error of SQLite becomes what the caller can do about it",
        arguments: [
            (ResultCode.SQLITE_FULL, FailureKind.full), (.SQLITE_IOERR_SHMSIZE, .full), (.SQLITE_BUSY, .unavailable),
            (.SQLITE_BUSY_SNAPSHOT, .unavailable), (.SQLITE_LOCKED, .unavailable), (.SQLITE_IOERR, .unavailable),
            (.SQLITE_IOERR_FSYNC, .unavailable), (.SQLITE_CANTOPEN, .unavailable), (.SQLITE_CORRUPT, .damaged),
            (.SQLITE_NOTADB, .damaged), (.SQLITE_CONSTRAINT_CHECK, .damaged), (.SQLITE_ERROR, .damaged),
        ])
    func errors(_ code: ResultCode, _ expected: FailureKind) {
        let failure = SQLiteDriver.failure(of: DatabaseError(resultCode: code, message: "no"))
        #expect(FailureKind(of: failure) == expected)
    }

    @Test("a copy holds what was written, and a database that was closed is one file")
    func copyAndClose() async throws {
        try await withDirectory { directory in
            let sqlite = try await OpenSQLite(directory)
            try await sqlite.store.append(Fixtures.entries(1...2), after: 0, rows: [])
            let other = directory + "/copy"
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            try await SQLiteDriver.copy(directory: directory, to: other + "/" + SQLiteDriver.fileName)
            let driver = try await SQLiteDriver.open(directory: other)
            let copy = try await SQLStore.open(driver)
            #expect(try await copy.head().position == 2)
            try await copy.append(Fixtures.entries(3...3), after: 2, rows: [])
            try driver.close()
            let third = directory + "/third"
            try FileManager.default.createDirectory(atPath: third, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: other + "/" + SQLiteDriver.fileName, toPath: third + "/" + SQLiteDriver.fileName)
            let again = try await SQLStore.open(try await SQLiteDriver.open(directory: third))
            #expect(try await again.head().position == 3, "without its log")
        }
    }
}
