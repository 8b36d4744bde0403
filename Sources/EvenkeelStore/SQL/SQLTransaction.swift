public import EvenkeelLedger

/// Statements inside one transaction.
///
/// A statement names its values `$1`, `$2` and so on; `values[0]` belongs to `$1` wherever that stands in the text.
public protocol SQLTransaction {
    /// Runs a statement that gives rows.
    func query(_ statement: String, _ values: [SQLValue]) throws(Failure) -> [SQLRow]

    /// Runs a statement that gives none, and returns the number of rows it changed.
    func execute(_ statement: String, _ values: [SQLValue]) throws(Failure) -> Int

    /// Runs a statement once for each list of values, and returns the number of rows changed in all.
    func executeEach(_ statement: String, _ lists: [[SQLValue]]) throws(Failure) -> Int
}

extension SQLTransaction {
    public func executeEach(_ statement: String, _ lists: [[SQLValue]]) throws(Failure) -> Int {
        var count = 0
        for values in lists { count += try execute(statement, values) }
        return count
    }
}
