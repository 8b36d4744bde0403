/// One record of a table. `cells` is indexed by the slot that the table's `ColumnMap` gave each column.
struct TableRecord {
    let line: Int
    var cells: [Cell?]

    func cell(_ slot: Int) -> Cell? { slot < cells.count ? cells[slot] : nil }
}
