/// A column of shares that grows row by row. A row nobody sets is unknown.
public struct NumberColumnBuilder: Sendable {
    private var values: [Double] = []

    init() {}

    public mutating func set(_ share: Share, at row: Int) {
        pad(to: row)
        // Minus zero would be written differently from zero.
        let value = share.value == 0 ? 0 : share.value
        if values.count == row { values.append(value) } else { values[row] = value }
    }

    private mutating func pad(to rows: Int) {
        if values.count < rows { values.append(contentsOf: repeatElement(.nan, count: rows - values.count)) }
    }

    mutating func append(_ other: Self, after rows: Int) {
        guard !other.values.isEmpty else { return }
        pad(to: rows)
        values.append(contentsOf: other.values)
    }

    func column(_ rows: RowOrder) -> NumberColumn {
        guard !values.isEmpty else { return NumberColumn(values: []) }
        let sorted = (0..<rows.count).map { site in rows[site] < values.count ? values[rows[site]] : .nan }
        return NumberColumn(values: sorted.allSatisfy(\.isNaN) ? [] : sorted)
    }
}
