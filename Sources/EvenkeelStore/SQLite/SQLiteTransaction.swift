import EvenkeelLedger
import GRDB

/// A transaction of SQLite. Prepared statements are kept by their text.
struct SQLiteTransaction: SQLTransaction {
    let database: Database

    func query(_ statement: String, _ values: [SQLValue]) throws(Failure) -> [SQLRow] {
        do {
            let prepared = try database.cachedStatement(sql: statement)
            let cursor = try Row.fetchCursor(prepared, arguments: Self.arguments(values, of: statement))
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
            try database.cachedStatement(sql: statement).execute(arguments: Self.arguments(values, of: statement))
            return database.changesCount
        } catch {
            throw SQLiteDriver.failure(of: error)
        }
    }

    /// Looked up once: finding a statement by its text takes as long as running it.
    func executeEach(_ statement: String, _ lists: [[SQLValue]]) throws(Failure) -> Int {
        guard !lists.isEmpty else { return 0 }
        do {
            let prepared = try database.cachedStatement(sql: statement)
            let order = ParameterOrder.of(statement)
            var count = 0
            for values in lists {
                try prepared.execute(arguments: Self.arguments(values, in: order))
                count += database.changesCount
            }
            return count
        } catch {
            throw SQLiteDriver.failure(of: error)
        }
    }

    /// By position in the order in which SQLite numbers them: it takes `$2` for a name and numbers names by their first
    /// occurrence, so that a binding in the order of the values would give `$2` the first value where it stands before
    /// `$1`. Names themselves would do, at half the speed.
    private static func arguments(_ values: [SQLValue], of statement: String) -> StatementArguments {
        arguments(values, in: ParameterOrder.of(statement))
    }

    private static func arguments(_ values: [SQLValue], in order: ParameterOrder) -> StatementArguments {
        let inOrder = order.isIdentity ? values : order.positions.map { values[$0] }
        // As existentials of what fits into one: what takes values of one type goes through a key path for each of them.
        return StatementArguments(
            inOrder.map { value -> (any DatabaseValueConvertible)? in
                switch value {
                case .null: nil
                case .integer(let number): number
                case .text(let text): text
                }
            })
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
