/// Reads a table record by record, whatever it is written in.
struct Table {
    let source: SourceText
    let format: TableFormat
    let required: [String]
    let problems: ProblemList
    private(set) var columns: ColumnMap

    init(_ source: SourceText, format: TableFormat, columns: ColumnMap, required: [String], problems: ProblemList) {
        self.source = source
        self.format = format
        self.columns = columns
        self.required = required
        self.problems = problems
    }

    /// Calls `body` with every record of good form. Throws where the columns are wrong, since then no row means
    /// what it seems to; problems of single rows are only collected.
    mutating func forEachRecord(_ body: (TableRecord, ColumnMap) -> Void) throws(FileProblems) {
        columns.checkMap(problems: problems)
        try problems.throwIfAny()
        switch format {
        case .csv: try delimited(by: UInt8(ascii: ","), body)
        case .tsv: try delimited(by: UInt8(ascii: "\t"), body)
        case .jsonl: try jsonLines(body)
        }
    }

    private mutating func delimited(
        by delimiter: UInt8, _ body: (TableRecord, ColumnMap) -> Void
    ) throws(FileProblems) {
        var text = DelimitedText(source, delimiter: delimiter, problems: problems)
        guard let header = text.next() else {
            problems.add(line: 1, expected: "a header row with the names of the columns, found nothing")
            throw problems.collected
        }
        let slots = slots(of: header)
        try problems.throwIfAny()
        while let cells = text.next() {
            guard let first = cells.first else { continue }
            guard cells.count == slots.count else {
                problems.add(
                    line: first.line, column: min(cells.count, slots.count + 1), value: cells.last?.text,
                    expected: "\(slots.count) fields as in the header, found \(cells.count)",
                    hint: cells.count > slots.count ? "quote fields that contain the separator" : nil)
                continue
            }
            var record = TableRecord(
                line: first.line, cells: Array(repeating: nil, count: columns.known.count + columns.extra.count))
            for (slot, cell) in zip(slots, cells) { record.cells[slot] = cell }
            body(record, columns)
        }
    }

    private mutating func slots(of header: [Cell]) -> [Int] {
        var slots: [Int] = []
        for cell in header {
            guard let slot = columns.slot(for: cell, problems: problems) else { continue }
            if slots.contains(slot) {
                problems.add(
                    line: cell.line, column: cell.column, name: "column", value: cell.text,
                    expected: "each column once")
            }
            slots.append(slot)
        }
        for name in required where !slots.contains(where: { $0 < columns.known.count && columns.known[$0] == name }) {
            problems.add(
                line: 1, name: "column", value: name, expected: "this column in the header row",
                hint: "give it that name, or map the name it has here")
        }
        return slots
    }

    private mutating func jsonLines(_ body: (TableRecord, ColumnMap) -> Void) throws(FileProblems) {
        for (offset, bytes) in source.bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            let line = offset + 1
            guard bytes.contains(where: { $0 != 32 && $0 != 13 && $0 != 9 }) else { continue }
            var parser = JSONLine(String(decoding: bytes, as: UTF8.self), line: line)
            do throws(JSONLine.Failure) {
                var record = TableRecord(line: line, cells: [])
                for (name, value) in try parser.members() {
                    guard let slot = columns.slot(for: name, problems: problems) else { continue }
                    let count = columns.known.count + columns.extra.count
                    record.cells += Array(repeating: nil, count: count - record.cells.count)
                    guard record.cells[slot] == nil else {
                        throw .init(column: name.column, expected: "each member once")
                    }
                    record.cells[slot] = value
                }
                if !columns.hasRefused { body(record, columns) }
            } catch {
                problems.add(line: line, column: error.column, expected: error.expected)
            }
        }
        if columns.hasRefused { throw problems.collected }
    }
}
