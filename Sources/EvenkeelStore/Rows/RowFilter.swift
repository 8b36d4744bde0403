import EvenkeelDomain

/// The conditions of a query of which some are set. Made of fixed parts, so that the statements can be listed.
struct RowFilter {
    private var conditions: [String] = []
    private var values: [SQLValue] = []

    private mutating func place(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    mutating func add(_ column: String, _ value: SQLValue?) {
        guard let value else { return }
        conditions.append("\(column) = \(place(value))")
    }

    /// A condition without a value.
    mutating func require(_ condition: String) { conditions.append(condition) }

    /// Values that come after one, by the order of the database, which is that of bytes.
    mutating func add(_ column: String, after value: SQLValue?) {
        guard let value else { return }
        conditions.append("\(column) > \(place(value))")
    }

    /// The list always has as many places as the machine has states, filled up by repeating, so that one statement
    /// serves every set.
    mutating func add<Machine: StateMachine>(_ column: String, among states: Set<Machine>?) {
        guard let states else { return }
        let wanted = states.map(\.rawValue).sorted()
        let filler = wanted.first ?? ""
        let places = Machine.allCases.indices.map { index in
            let offset = Machine.allCases.distance(from: Machine.allCases.startIndex, to: index)
            return place(.text(offset < wanted.count ? wanted[offset] : filler))
        }
        conditions.append("\(column) IN (\(places.joined(separator: ", ")))")
    }

    /// Texts that begin with `prefix`. A range, which an index serves; U+10FFFF is a noncharacter that no id holds.
    mutating func add(_ column: String, prefix: String?) {
        guard let prefix else { return }
        conditions.append("\(column) >= \(place(.text(prefix))) AND \(column) < \(place(.text(prefix + "\u{10FFFF}")))")
    }

    mutating func select(
        _ columns: String, from table: String, orderedBy order: String, limit: Int?
    ) -> (text: String, values: [SQLValue]) {
        let condition = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let limit = place(.number(limit ?? Int.max))
        return ("SELECT \(columns) FROM \(table)\(condition) ORDER BY \(order) LIMIT \(limit)", values)
    }
}
