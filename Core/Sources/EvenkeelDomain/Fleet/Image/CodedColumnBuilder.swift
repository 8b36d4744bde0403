/// A dictionary-coded column that grows row by row. A row nobody sets is unknown.
public struct CodedColumnBuilder<Value: Hashable & Sendable>: Sendable {
    /// May be shorter than the number of rows: the rest is unknown.
    @usableFromInline var codes: [UInt32] = []
    @usableFromInline var values: [Value] = []
    @usableFromInline var numbers: [Value: UInt32] = [:]

    init() {}

    /// The code of a value, new or old: 1 or more. A reader keeps it by the bytes of the cell.
    @inlinable
    public mutating func intern(_ value: Value) -> UInt32 {
        if let code = numbers[value] { return code }
        values.append(value)
        let code = UInt32(values.count)
        numbers[value] = code
        return code
    }

    /// Sets a row, whose code may be 0: unknown.
    @inlinable
    public mutating func set(_ code: UInt32, at row: Int) {
        if codes.count == row {
            codes.append(code)
        } else {
            setOutOfOrder(code, at: row)
        }
    }

    @usableFromInline
    mutating func setOutOfOrder(_ code: UInt32, at row: Int) {
        pad(to: row + 1)
        codes[row] = code
    }

    private mutating func pad(to rows: Int) {
        if codes.count < rows { codes.append(contentsOf: repeatElement(0, count: rows - codes.count)) }
    }

    /// Adds the rows of another column behind the first `rows`.
    mutating func append(_ other: Self, after rows: Int) {
        guard !other.codes.isEmpty else { return }
        pad(to: rows)
        if values.isEmpty {
            values = other.values
            numbers = other.numbers
            codes.append(contentsOf: other.codes)
            return
        }
        numbers.reserveCapacity(values.count + other.values.count)
        let mapped = [0] + other.values.map { intern($0) }
        codes.append(contentsOf: other.codes.lazy.map { mapped[Int($0)] })
    }

    /// The column in the order of sites, codes given anew in that order, values no site has left out.
    func column<Kept>(_ rows: RowOrder, _ keep: (Value) -> Kept) -> CodedColumn<Kept> {
        guard !codes.isEmpty else { return CodedColumn(codes: [], values: []) }
        var renumbered = [UInt32](repeating: 0, count: values.count + 1)
        var kept: [Kept] = []
        let sorted = [UInt32](unsafeUninitializedCapacity: rows.count) { buffer, initialized in
            for site in 0..<rows.count {
                let row = rows[site]
                let code = row < codes.count ? Int(codes[row]) : 0
                if code != 0, renumbered[code] == 0 {
                    kept.append(keep(values[code - 1]))
                    renumbered[code] = UInt32(kept.count)
                }
                buffer[site] = renumbered[code]
            }
            initialized = rows.count
        }
        return kept.isEmpty ? CodedColumn(codes: [], values: []) : CodedColumn(codes: sorted, values: kept)
    }

    func column(_ rows: RowOrder) -> CodedColumn<Value> { column(rows) { $0 } }
}
