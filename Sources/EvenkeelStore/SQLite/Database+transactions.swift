import GRDB

/// As GRDB has them, with statements that are prepared once: to prepare them takes longer than what they do.
extension Database {
    /// Runs `body` in a transaction that has the write lock from its first statement; what it did stands when this returns,
    /// and is undone when it throws.
    func inPreparedTransaction<Value>(_ body: () throws -> Value) throws -> Value {
        try run("BEGIN IMMEDIATE TRANSACTION")
        do {
            let value = try body()
            try run("COMMIT TRANSACTION")
            return value
        } catch {
            // After some errors it is over already (https://www.sqlite.org/lang_transaction.html).
            if isInsideTransaction { try run("ROLLBACK TRANSACTION") }
            throw error
        }
    }

    /// Runs `body` in a part of a transaction, which alone is undone when it throws.
    func inPreparedSavepoint<Value>(_ body: () throws -> Value) throws -> Value {
        try run("SAVEPOINT part")
        do {
            let value = try body()
            try run("RELEASE SAVEPOINT part")
            return value
        } catch {
            if isInsideTransaction {
                try run("ROLLBACK TRANSACTION TO SAVEPOINT part")
                try run("RELEASE SAVEPOINT part")
            }
            throw error
        }
    }

    private func run(_ statement: String) throws { try cachedStatement(sql: statement).execute() }
}
