import Synchronization

/// In which order a statement first names its values. Worked out once for each statement.
struct ParameterOrder: Sendable {
    /// For each value SQLite asks for, its place in the values given.
    let positions: [Int]

    private static let known = Mutex<[String: ParameterOrder]>([:])

    static func of(_ statement: String) -> ParameterOrder {
        known.withLock { known in
            if let order = known[statement] { return order }
            let order = ParameterOrder(statement)
            known[statement] = order
            return order
        }
    }

    private init(_ statement: String) {
        var seen: Set<Int> = []
        var positions: [Int] = []
        for part in statement.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
            guard let number = Int(part.prefix { $0.isNumber }), seen.insert(number).inserted else { continue }
            positions.append(number - 1)
        }
        self.positions = positions
    }
}
