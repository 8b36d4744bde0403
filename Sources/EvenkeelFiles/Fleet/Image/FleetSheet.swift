import EvenkeelDomain

/// A fleet in delimited text whose header has been read.
struct FleetSheet {
    let name: String
    let bytes: [UInt8]
    let delimiter: UInt8
    let header: TableHeader
    /// Where the records begin.
    let start: Int

    /// Reads the header. Throws where the columns are wrong.
    init(
        _ source: SourceText, format: TableFormat, options: FleetFile.Options, problems: ProblemList
    ) throws(FileProblems) {
        var table = FleetFile.table(source, format: format, options: options, problems: problems)
        var text = DelimitedText(source.bytes, delimiter: format.delimiter, problems: problems)
        header = try table.header(of: &text)
        name = source.name
        bytes = source.bytes
        delimiter = format.delimiter
        start = min(text.index, source.bytes.count)
    }

    /// By field: the known column it belongs to; nil for an extra one.
    var columns: [FleetColumn?] {
        header.slots.map { $0 < FleetColumn.allCases.count ? FleetColumn.allCases[$0] : nil }
    }

    /// Names of extra columns, which become environment attributes.
    var extra: [String] { header.columns.extra }

    /// What the careful reader makes of the record that begins at a place.
    struct CarefulRecord {
        /// Nil where it has a problem, or there is none.
        let row: FleetRow?
        /// What stands in its `installation` column, where it has as many cells as there are columns.
        let id: String?
        let end: Int
    }

    func carefulRecord(at start: Int, line: Int, problems: ProblemList) -> CarefulRecord {
        var text = DelimitedText(bytes, from: start, line: line, delimiter: delimiter, problems: problems)
        guard let cells = text.next(), let record = header.record(cells, problems) else {
            return CarefulRecord(row: nil, id: nil, end: min(text.index, bytes.count))
        }
        return CarefulRecord(
            row: FleetRowReader(record: record, extra: extra, problems: problems).row(),
            id: record.cell(FleetColumn.installation.slot)?.text, end: min(text.index, bytes.count))
    }

    /// A cell as the careful reader sees it.
    func cell(_ column: FleetColumn, ofRecordAt start: Int, line: Int) -> Cell? {
        let problems = ProblemList(file: name, limit: 0)
        var text = DelimitedText(bytes, from: start, line: line, delimiter: delimiter, problems: problems)
        return text.next().flatMap { header.record($0, problems) }?.cell(column.slot)
    }

    /// What the careful reader makes of one cell, whatever else its row says; nil where it is refused.
    func carefulRow(withOnly text: String, inField field: Int) -> FleetRow? {
        let count = FleetColumn.allCases.count + extra.count
        var record = TableRecord(line: 1, cells: Array(repeating: nil, count: count))
        for column in [FleetColumn.installation, .customer] {
            record.cells[column.slot] = Cell(text: "a", line: 1, column: 1)
        }
        record.cells[header.slots[field]] = Cell(text: text, line: 1, column: 1)
        return FleetRowReader(record: record, extra: extra, problems: ProblemList(file: name, limit: 0)).row()
    }
}
