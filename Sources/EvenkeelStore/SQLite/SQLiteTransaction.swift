import EvenkeelLedger
import GRDB

/// A transaction of SQLite. Prepared statements are kept by their text.
struct SQLiteTransaction: SQLTransaction {
    let database: Database

    func query(_ statement: String, _ values: [SQLValue]) throws(Failure) -> [SQLRow] {
        do {
            let prepared = try database.cachedStatement(sql: statement)
            let cursor = try Row.fetchCursor(prepared, arguments: Self.arguments(values))
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                var columns: [SQLValue] = []
                columns.reserveCapacity(row.count)
                for index in 0..<row.count { columns.append(try Self.value(row[index])) }
                rows.append(SQLRow(columns))
            }
            return rows
        } catch {
            throw SQLiteDriver.failure(of: error)
        }
    }

    func execute(_ statement: String, _ values: [SQLValue]) throws(Failure) -> Int {
        do {
            try database.cachedStatement(sql: statement).execute(arguments: Self.arguments(values))
            return database.changesCount
        } catch {
            throw SQLiteDriver.failure(of: error)
        }
    }

    /// By name: SQLite takes `$2` for a name and numbers names by their first occurrence, so that a binding by
    /// position would give `$2` the first value where it stands before `$1`.
    private static func arguments(_ values: [SQLValue]) -> StatementArguments {
        var named: [String: (any DatabaseValueConvertible)?] = [:]
        named.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            let stored: DatabaseValue =
                switch value {
                case .null: .null
                case .integer(let number): number.databaseValue
                case .text(let text): text.databaseValue
                }
            named["\(index + 1)"] = stored
        }
        return StatementArguments(named)
    }

    private static func value(_ value: DatabaseValue) throws(Failure) -> SQLValue {
        switch value.storage {
        case .null: return .null
        case .int64(let number): return .integer(number)
        case .string(let text): return .text(text)
        case .double, .blob: throw .damaged("the database holds a value that is neither a text nor a whole number")
        }
    }
}
