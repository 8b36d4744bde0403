/// Which row of a builder each site of the image is: all rows as they stand, or a list.
struct RowOrder {
    let count: Int
    /// Nil: site `i` is row `i`.
    private let rows: [Int32]?

    init(count: Int) {
        self.count = count
        rows = nil
    }

    init(_ rows: [Int32]) {
        count = rows.count
        self.rows = rows
    }

    @inline(__always)
    subscript(_ site: Int) -> Int { rows.map { Int($0[site]) } ?? site }
}
