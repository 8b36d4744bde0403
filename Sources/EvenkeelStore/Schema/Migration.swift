import EvenkeelLedger

/// A numbered change of the tables. Once shipped it is never edited: a new one follows.
struct Migration: Sendable {
    let number: Int
    let name: String
    let statements: [String]

    private static let recorded = "SELECT number FROM migrations ORDER BY number"
    private static let record = "INSERT INTO migrations (number, name) VALUES ($1, $2)"

    /// What is sent besides the migrations themselves.
    static let statements = [recorded, record]

    static let register = "CREATE TABLE IF NOT EXISTS migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)"

    /// Brings the tables up to date in one transaction.
    static func run(on driver: any SQLDriver, migrations: [Migration] = all) async throws(Failure) {
        try await driver.write { transaction throws(Failure) in
            _ = try transaction.execute(register, [])
            var done: Set<Int> = []
            for row in try transaction.query(recorded, []) { done.insert(try row.number(0)) }
            let known = migrations.map(\.number).max() ?? 0
            if let newest = done.max(), newest > known {
                throw .damaged(
                    "the database has tables of version \(newest), and this program knows versions up to \(known): "
                        + "a newer Evenkeel has been here; start that one")
            }
            for migration in migrations where !done.contains(migration.number) {
                for statement in migration.statements { _ = try transaction.execute(statement, []) }
                _ = try transaction.execute(record, [.number(migration.number), .text(migration.name)])
            }
        }
    }
}
