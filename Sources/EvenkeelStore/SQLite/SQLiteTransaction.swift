import EvenkeelLedger
import GRDB
import GRDBSQLite

/// A transaction of SQLite. Prepared statements are kept by their text.
struct SQLiteTransaction: SQLTransaction {
    let database: Database

    func query(_ statement: String, _ values: [SQLValue]) throws(Failure) -> [SQLRow] {
        do {
            let prepared = try prepared(statement)
            try Self.bind(values, in: ParameterOrder.of(statement), to: prepared)
            let cursor = try Row.fetchCursor(prepared)
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
            let prepared = try prepared(statement)
            try Self.bind(values, in: ParameterOrder.of(statement), to: prepared)
            try prepared.execute()
            return database.changesCount
        } catch {
            throw SQLiteDriver.failure(of: error)
        }
    }

    /// Looked up once: finding a statement by its text takes as long as running it.
    func executeEach(_ statement: String, _ lists: [[SQLValue]]) throws(Failure) -> Int {
        guard !lists.isEmpty else { return 0 }
        do {
            let prepared = try prepared(statement)
            let order = ParameterOrder.of(statement)
            var count = 0
            for values in lists {
                try Self.bind(values, in: order, to: prepared)
                try prepared.execute()
                count += database.changesCount
            }
            return count
        } catch {
            throw SQLiteDriver.failure(of: error)
        }
    }

    /// One without a value of an earlier use, to which `bind` gives its values.
    private func prepared(_ statement: String) throws -> Statement {
        let prepared = try database.cachedStatement(sql: statement)
        prepared.setUncheckedArguments(StatementArguments())
        return prepared
    }

    /// By position in the order in which SQLite numbers them: it takes `$2` for a name and numbers names by their first
    /// occurrence, so that a binding in the order of the values would give `$2` the first value where it stands before
    /// `$1`. Names themselves would do, at half the speed.
    ///
    /// To SQLite itself: arguments of GRDB are of any type, and take longer than what the statement does.
    private static func bind(_ values: [SQLValue], in order: ParameterOrder, to prepared: Statement) throws {
        let statement = prepared.sqliteStatement
        // What it answered the last time was reported then.
        sqlite3_reset(statement)
        // It copies the text.
        let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        for index in 0..<order.positions.count {
            let place = Int32(index + 1)
            let code: Int32
            switch values[order.positions[index]] {
            case .null: code = sqlite3_bind_null(statement, place)
            case .integer(let number): code = sqlite3_bind_int64(statement, place, number)
            case .text(var text):
                code = text.withUTF8 { bytes in
                    // Where there are no bytes there may be no place for them, which would be NULL.
                    guard !bytes.isEmpty else { return sqlite3_bind_text(statement, place, "", 0, copies) }
                    return bytes.withMemoryRebound(to: CChar.self) {
                        sqlite3_bind_text(statement, place, $0.baseAddress, Int32($0.count), copies)
                    }
                }
            }
            guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        }
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
