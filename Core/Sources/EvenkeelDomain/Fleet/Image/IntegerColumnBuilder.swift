/// A column of whole numbers or dates that grows row by row. A row nobody sets is unknown.
public struct IntegerColumnBuilder: Sendable {
    private var values: [Int32] = []

    init() {}

    public mutating func set(_ value: Int, at row: Int) {
        pad(to: row)
        let value = max(IntegerColumn.unknown + 1, Int32(clamping: value))
        if values.count == row { values.append(value) } else { values[row] = value }
    }

    public mutating func set(_ date: CivilDate, at row: Int) { set(date.dayNumber, at: row) }

    private mutating func pad(to rows: Int) {
        guard values.count < rows else { return }
        values.append(contentsOf: repeatElement(IntegerColumn.unknown, count: rows - values.count))
    }

    mutating func append(_ other: Self, after rows: Int) {
        guard !other.values.isEmpty else { return }
        pad(to: rows)
        values.append(contentsOf: other.values)
    }

    func column(_ rows: RowOrder) -> IntegerColumn {
        guard !values.isEmpty else { return IntegerColumn(values: []) }
        let unknown = IntegerColumn.unknown
        let sorted = (0..<rows.count).map { site in rows[site] < values.count ? values[rows[site]] : unknown }
        return IntegerColumn(values: sorted.allSatisfy { $0 == unknown } ? [] : sorted)
    }
}
