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
        switch format {
        case .csv, .tsv: try delimited(body)
        case .jsonl: try jsonLines(body)
        }
    }

    /// What the first record of delimited text says of those behind it.
    mutating func header(of text: inout DelimitedText) throws(FileProblems) -> TableHeader {
        columns.checkMap(problems: problems)
        try problems.throwIfAny()
        guard let header = text.next() else {
            problems.add(line: 1, expected: "a header row with the names of the columns, found nothing")
            throw problems.collected
        }
        let slots = slots(of: header)
        try problems.throwIfAny()
        return TableHeader(columns: columns, slots: slots)
    }

    private mutating func delimited(_ body: (TableRecord, ColumnMap) -> Void) throws(FileProblems) {
        var text = DelimitedText(source.bytes, delimiter: format.delimiter, problems: problems)
        let header = try header(of: &text)
        while let cells = text.next() {
            if let record = header.record(cells, problems) { body(record, columns) }
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
        columns.checkMap(problems: problems)
        try problems.throwIfAny()
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
