import EvenkeelLedger
import Testing

@testable import EvenkeelStore

/// A driver that checks what passes through: every statement stands in the list that other databases are shown, and
/// gets as many values as it names.
struct CheckingDriver: SQLDriver {
    let base: any SQLDriver

    private static let known = Set(
        SQLStore.allStatements + [Migration.register] + Migration.all.flatMap(\.statements))

    func read<Value: Sendable>(
        _ body: @Sendable (any SQLTransaction) throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await base.read { transaction throws(Failure) in try body(CheckingTransaction(base: transaction)) }
    }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await base.write { transaction throws(Failure) in try body(CheckingTransaction(base: transaction)) }
    }

    private struct CheckingTransaction: SQLTransaction {
        let base: any SQLTransaction

        func query(_ statement: String, _ values: [SQLValue]) throws(Failure) -> [SQLRow] {
            check(statement, values)
            return try base.query(statement, values)
        }

        func execute(_ statement: String, _ values: [SQLValue]) throws(Failure) -> Int {
            check(statement, values)
            return try base.execute(statement, values)
        }

        private func check(_ statement: String, _ values: [SQLValue]) {
            #expect(known.contains(statement), "not among allStatements: \(statement)")
            #expect(parameters(of: statement) == Set(1...max(1, values.count)).filter { $0 <= values.count })
        }
    }

    /// The numbers that a statement names.
    static func parameters(of statement: String) -> Set<Int> {
        Set(statement.split(separator: "$").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) })
    }
}
