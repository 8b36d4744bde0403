/// The columns of delimited text, in the order of its fields.
struct TableHeader {
    let columns: ColumnMap
    /// By field: where its cell goes in a record.
    let slots: [Int]

    /// The record of these cells; nil where they are none, or not as many as there are columns, which is reported.
    func record(_ cells: [Cell], _ problems: ProblemList) -> TableRecord? {
        guard let first = cells.first else { return nil }
        guard cells.count == slots.count else {
            problems.add(
                line: first.line, column: min(cells.count, slots.count + 1), value: cells.last?.text,
                expected: "\(slots.count) fields as in the header, found \(cells.count)",
                hint: cells.count > slots.count ? "quote fields that contain the separator" : nil)
            return nil
        }
        var record = TableRecord(
            line: first.line, cells: Array(repeating: nil, count: columns.known.count + columns.extra.count))
        for (slot, cell) in zip(slots, cells) { record.cells[slot] = cell }
        return record
    }
}
