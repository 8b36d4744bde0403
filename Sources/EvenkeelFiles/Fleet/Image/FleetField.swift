import EvenkeelDomain

/// A field of the records of a chunk: what its cells came to, and what the record at hand says.
struct FleetField {
    /// Nil for an extra column.
    let column: FleetColumn?
    /// Whole cells, or items of lists.
    var known = CellCache()
    /// Of the record at hand: its bytes, and what they mean. What a code stands for is the column's matter; 0 is unknown.
    var start = 0
    var end = 0
    var code: UInt32 = 0
    var share = Share.zero
    /// The number of an extra column's attribute.
    var attribute = 0

    /// True for columns that say something of the environment.
    var isEnvironment: Bool { column == nil || column == .environment }

    init(_ column: FleetColumn?) { self.column = column }
}
