/// Attributes by key that grow row by row. A row nobody makes known has an unknown environment.
public struct EnvironmentColumnBuilder: Sendable {
    private var keys: [String: Int] = [:]
    private var columns: [CodedColumnBuilder<String>] = []
    /// May be shorter than the number of rows.
    private var known: [Bool] = []

    init() {}

    /// The number of a key, new or old, from 0.
    public mutating func number(of key: String) -> Int {
        if let number = keys[key] { return number }
        keys[key] = columns.count
        columns.append(CodedColumnBuilder())
        return columns.count - 1
    }

    /// The code of a value of the key of that number.
    public mutating func intern(_ value: String, key number: Int) -> UInt32 { columns[number].intern(value) }

    /// Makes the environment of a row known, without an attribute yet.
    public mutating func makeKnown(at row: Int) {
        if known.count == row {
            known.append(true)
        } else {
            pad(to: row + 1)
            known[row] = true
        }
    }

    /// Gives a row an attribute, and makes its environment known. Code 0: the site has no such attribute.
    public mutating func set(_ code: UInt32, key number: Int, at row: Int) {
        makeKnown(at: row)
        columns[number].set(code, at: row)
    }

    private mutating func pad(to rows: Int) {
        if known.count < rows { known.append(contentsOf: repeatElement(false, count: rows - known.count)) }
    }

    mutating func append(_ other: Self, after rows: Int) {
        guard !other.known.isEmpty else { return }
        pad(to: rows)
        known.append(contentsOf: other.known)
        for (key, number) in other.keys.sorted(by: { $0.value < $1.value }) {
            columns[self.number(of: key)].append(other.columns[number], after: rows)
        }
    }

    func column(_ rows: RowOrder) -> (known: Bitmap, byKey: [String: CodedColumn<String>]) {
        var bits = Bitmap(count: rows.count)
        for site in 0..<rows.count where rows[site] < known.count && known[rows[site]] { bits[site] = true }
        return (bits, keys.mapValues { columns[$0].column(rows) }.filter { !$0.value.codes.isEmpty })
    }
}
