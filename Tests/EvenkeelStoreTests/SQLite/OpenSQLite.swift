import EvenkeelDomain
import EvenkeelLedger
import GRDB

@testable import EvenkeelStore

/// A store on SQLite with its driver at hand. Waits 20 ms for a lock instead of seconds.
struct OpenSQLite {
    let driver: SQLiteDriver
    let store: SQLStore

    init(_ directory: String) async throws {
        driver = try await SQLiteDriver.open(directory: directory, busyTimeout: TimeSpan(milliseconds: 20))
        store = try await SQLStore.open(driver)
    }

    /// Runs a statement past the store, as somebody who edits the file would.
    func execute(_ sql: String) async throws {
        try await driver.pool.writeWithoutTransaction { database in try database.execute(sql: sql) }
    }
}

/// Opens a store in a temporary folder.
func withSQLite(_ body: (OpenSQLite) async throws -> Void) async throws {
    try await withDirectory { directory in try await body(try await OpenSQLite(directory)) }
}
