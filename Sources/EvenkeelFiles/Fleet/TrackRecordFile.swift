public import EvenkeelDomain

/// Reads what past rollouts showed of installations:
/// `installation, asked, answered, hours_to_first_report, reports, confirmed, last_first`, one row each.
///
/// An empty cell is a figure nobody has: counts are then 0, a time or a day unknown. Figures that contradict one another
/// are refused by row.
public enum TrackRecordFile {
    public static let sizeLimitBytes = 1 << 28

    private enum Column: String, CaseIterable {
        case installation, asked, answered
        case hoursToFirstReport = "hours_to_first_report"
        case reports, confirmed
        case lastFirst = "last_first"

        var slot: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// - Parameter map: foreign column names and those they stand for.
    public static func read(
        path: String, map: [String: String] = [:]
    ) throws(FileProblems) -> [InstallationID: TrackRecord] {
        let format = try TableFormat(ofFileNamed: path)
        return try read(try SourceText(path: path, limit: sizeLimitBytes), format, map)
    }

    /// - Parameter name: for the messages; its ending tells the format.
    public static func read(
        text: String, named name: String, map: [String: String] = [:]
    ) throws(FileProblems) -> [InstallationID: TrackRecord] {
        let format = try TableFormat(ofFileNamed: name)
        return try read(try SourceText(text: text, named: name, limit: sizeLimitBytes), format, map)
    }

    /// In the order of ids; reading it again gives the same records.
    public static func csv(_ records: [InstallationID: TrackRecord]) -> String {
        var text = DelimitedRow.csv(Column.allCases.map(\.rawValue))
        for (id, record) in records.sorted(by: { $0.key < $1.key }) {
            text += DelimitedRow.csv([
                id.text, "\(record.asked)", "\(record.answered)", record.hoursToFirstReport.map(hours) ?? "",
                "\(record.reports)", "\(record.confirmed)", record.lastFirst.map { "\($0)" } ?? "",
            ])
        }
        return text
    }

    /// To a hundredth, without an exponent.
    private static func hours(_ hours: Double) -> String {
        let hundredths = Int((hours * 100).rounded())
        let rest = hundredths % 100
        return rest == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func read(
        _ source: SourceText, _ format: TableFormat, _ map: [String: String]
    ) throws(FileProblems) -> [InstallationID: TrackRecord] {
        let problems = ProblemList(file: source.name)
        var table = Table(
            source, format: format, columns: ColumnMap(known: Column.allCases.map(\.rawValue), renamed: map),
            required: [Column.installation.rawValue], problems: problems)
        var records: [InstallationID: TrackRecord] = [:]
        try table.forEachRecord { row, _ in
            guard let (id, record) = record(row, problems) else { return }
            if records[id] != nil {
                problems.add(
                    line: row.line, column: row.cell(Column.installation.slot)?.column, name: "installation",
                    value: id.text, expected: "each installation once")
            }
            records[id] = record
        }
        try problems.throwIfAny()
        return records
    }

    private static func record(_ row: TableRecord, _ problems: ProblemList) -> (InstallationID, TrackRecord)? {
        let before = problems.total
        func value<Value>(_ column: Column, _ form: ValueForm<Value>, required: Bool = false) -> Value? {
            let cell = row.cell(column.slot)
            let text = cell?.text ?? ""
            if !required, text.isEmpty || text == "-" { return nil }
            if !text.isEmpty, let value = form.parse(text) { return value }
            problems.add(
                line: cell?.line ?? row.line, column: cell?.column, name: column.rawValue, value: text,
                expected: form.expected, hint: form.hint(text))
            return nil
        }
        let count = ValueForm<Int>.whole("a whole number", 0...1_000_000)
        let id = value(.installation, .id("an installation id"), required: true) as InstallationID?
        let asked = value(.asked, count) ?? 0
        let answered = value(.answered, count) ?? 0
        let hours = value(.hoursToFirstReport, .hours)
        let reports = value(.reports, count) ?? 0
        let confirmed = value(.confirmed, count) ?? 0
        let lastFirst = value(.lastFirst, .date)
        guard problems.total == before, let id else { return nil }
        let record = TrackRecord(
            asked: asked, answered: answered, hoursToFirstReport: hours, reports: reports, confirmed: confirmed,
            lastFirst: lastFirst)
        guard let record else {
            let column = answered > asked ? Column.answered : .confirmed
            let cell = row.cell(column.slot)
            problems.add(
                line: cell?.line ?? row.line, column: cell?.column, name: column.rawValue, value: cell?.text ?? "",
                expected: column == .answered
                    ? "at most as many as asked, \(asked)" : "at most as many as reports, \(reports)")
            return nil
        }
        return (id, record)
    }
}

extension ValueForm where Value == Double {
    fileprivate static let hours = ValueForm("a number of hours such as 6 or 1.5, 0 or more") { text in
        guard text.utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }), let hours = Double(text), hours < 1e6 else {
            return nil
        }
        return hours
    }
}
