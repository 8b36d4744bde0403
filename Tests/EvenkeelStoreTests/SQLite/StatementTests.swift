import EvenkeelDomain
import EvenkeelLedger
import GRDB
import Testing

@testable import EvenkeelStore

@Suite("The SQL")
struct StatementTests {
    @Test("the tables are those that were shipped: a migration is never edited")
    func schema() throws {
        let statements = [Migration.register] + Migration.all.flatMap(\.statements)
        try Golden.expect(statements.map { $0 + ";\n" }.joined(), equals: "schema.sql")
    }

    /// The file is what `Scripts/check-sql-postgres.sh` puts before PostgreSQL.
    @Test("the statements are those that were put before PostgreSQL")
    func statements() throws {
        #expect(SQLStore.allStatements.allSatisfy { !$0.contains("\n") && !$0.contains(";") })
        try Golden.expect(SQLStore.allStatements.map { $0 + ";\n" }.joined(), equals: "statements.sql")
    }

    @Test("SQLite takes every statement")
    func prepare() async throws {
        try await withSQLite { sqlite in
            try await sqlite.driver.pool.read { database in
                for statement in SQLStore.allStatements { _ = try database.makeStatement(sql: statement) }
            }
        }
    }

    @Test("parameters are numbered from 1 without a gap", arguments: SQLStore.allStatements)
    func parameters(_ statement: String) {
        let numbers = CheckingDriver.parameters(of: statement)
        #expect(numbers == Set(numbers.indices.enumerated().map { $0.offset + 1 }))
    }

    @Test(
        "no word that only one database knows",
        arguments: [
            "AUTOINCREMENT", "INSERT OR", "REPLACE INTO", "datetime(", "strftime(", "now(", "WITHOUT ROWID", "STRICT",
            "SERIAL", "JSONB", "BLOB", "REAL", "BOOLEAN", "TRIGGER", "::", "?", "rowid", "PRAGMA", "FOR UPDATE",
        ])
    func dialect(_ word: String) {
        let statements = SQLStore.allStatements + Migration.all.flatMap(\.statements)
        #expect(statements.filter { $0.uppercased().contains(word.uppercased()) }.isEmpty)
    }

    @Test("a step is one statement, so that no row can take two")
    func step() {
        #expect(
            DeliverySQL.stepState[.captured]?[.goLive]?.text == """
                UPDATE deliveries SET state = 'queued', settled_at = NULL, \
                reason = CASE WHEN reason LIKE 'it may have arrived%' THEN reason END WHERE state IN ('captured')
                """)
        #expect(
            RolloutSQL.stepWave[.start]?.text == """
                UPDATE placements SET state = 'started', settled_at = NULL, started_at = $1, attempts = attempts + 1, \
                not_before = NULL, changed = (SELECT version + 1 FROM tallies WHERE rollout = $2), note = NULL \
                WHERE rollout = $2 AND wave = $3 AND state IN ('due')
                """)
        let own = StepStatement(
            "incidents", IncidentStatus.Step.withdraw, settledIn: [IncidentStatus.withdrawn]
        ) { _ in }
        #expect(
            own?.text == """
                UPDATE incidents SET state = 'withdrawn', settled_at = $1 \
                WHERE state IN ('suspected', 'investigating', 'identified', 'monitoring')
                """)
    }

    @Test("a step that leads to several states moves each row once")
    func severalTargets() async throws {
        let statement = try #require(
            StepStatement("signals", Ladder.Step.climb, settledIn: [Ladder.top]) { _ in })
        try await withSQLite { sqlite in
            try await sqlite.execute("CREATE TABLE signals (id TEXT, state TEXT, settled_at BIGINT)")
            try await sqlite.execute(
                "INSERT INTO signals VALUES ('a', 'bottom', 5), ('b', 'middle', NULL), ('c', 'top', 5)")
            let rows = try await sqlite.driver.write { transaction throws(Failure) in
                _ = try transaction.execute(statement.text, [.integer(9)])
                return try transaction.query("SELECT id, state, settled_at FROM signals ORDER BY id", [])
            }
            #expect(
                rows.map(\.values) == [
                    [.text("a"), .text("middle"), .null], [.text("b"), .text("top"), .integer(9)],
                    [.text("c"), .text("top"), .integer(5)],
                ])
        }
    }

    private enum Ladder: String, StateMachine {
        case bottom, middle, top

        enum Step: String, CaseIterable, Sendable { case climb }

        static let initial = Ladder.bottom

        func after(_ step: Step) -> Ladder? {
            switch self {
            case .bottom: .middle
            case .middle: .top
            case .top: nil
            }
        }
    }
}
