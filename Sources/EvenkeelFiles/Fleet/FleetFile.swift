public import EvenkeelDomain

/// Reads and writes a fleet as a table: CSV (RFC 4180), TSV or JSON Lines, told by the end of the file's name.
///
/// An empty cell means unknown, `-` means none. Customers come from the customer columns: their time zone and
/// locale where all their sites agree, their criticality from their most critical site. All-or-nothing unless
/// `skipBad` says otherwise.
public enum FleetFile {
    public struct Options: Sendable {
        /// Foreign column names and the known ones they stand for.
        public var map: [String: String]
        /// Unknown columns become environment attributes instead of being refused.
        public var extraAsEnvironment: Bool
        /// Rows with problems are left out and reported, instead of nothing being read.
        public var skipBad: Bool

        public init(map: [String: String] = [:], extraAsEnvironment: Bool = false, skipBad: Bool = false) {
            self.map = map
            self.extraAsEnvironment = extraAsEnvironment
            self.skipBad = skipBad
        }
    }

    /// A fleet, and what is wrong with the rows that were left out of it (only with `skipBad`).
    public struct Reading: Sendable {
        public let fleet: Fleet
        public let skipped: FileProblems?
    }

    /// The largest file that is read: room for two million installations.
    public static let sizeLimitBytes = 1 << 30

    public static func read(path: String, options: Options = .init()) throws(FileProblems) -> Reading {
        let format = try TableFormat(ofFileNamed: path)
        return try read(try SourceText(path: path, limit: sizeLimitBytes), format: format, options: options)
    }

    /// - Parameter name: for the messages; its ending tells the format.
    public static func read(
        text: String, named name: String, options: Options = .init()
    ) throws(FileProblems) -> Reading {
        let format = try TableFormat(ofFileNamed: name)
        let source = try SourceText(text: text, named: name, limit: sizeLimitBytes)
        return try read(source, format: format, options: options)
    }

    public static func read(
        bytes: [UInt8], named name: String, options: Options = .init()
    ) throws(FileProblems) -> Reading {
        let format = try TableFormat(ofFileNamed: name)
        let source = try SourceText(bytes: bytes, named: name, limit: sizeLimitBytes)
        return try read(source, format: format, options: options)
    }

    /// A fleet of nobody is nobody's wish: a query that found nothing, or a file that was cut off.
    static func noRows(in source: SourceText) -> FileProblems {
        FileProblems([
            FileProblem(
                file: source.name, line: source.lineCount, expected: "at least one row: the file names no installation",
                hint: "see whether the export that wrote it found anything")
        ])
    }

    static func table(
        _ source: SourceText, format: TableFormat, options: Options, problems: ProblemList
    ) -> Table {
        let columns = ColumnMap(
            known: FleetColumn.names, renamed: options.map, acceptsExtra: options.extraAsEnvironment)
        return Table(
            source, format: format, columns: columns,
            required: [FleetColumn.installation.rawValue, FleetColumn.customer.rawValue], problems: problems)
    }

    static func read(
        _ source: SourceText, format: TableFormat, options: Options
    ) throws(FileProblems) -> Reading {
        let problems = ProblemList(file: source.name)
        var table = table(source, format: format, options: options, problems: problems)
        var assembly = FleetAssembly(problems: problems)
        try table.forEachRecord { record, columns in
            let reader = FleetRowReader(record: record, extra: columns.extra, problems: problems)
            if let row = reader.row() { assembly.add(row) } else { assembly.addRefused(record) }
        }
        let fleet = assembly.fleet()
        if !options.skipBad { try problems.throwIfAny() }
        if fleet.installations.isEmpty, problems.isEmpty { throw noRows(in: source) }
        return Reading(fleet: fleet, skipped: problems.isEmpty ? nil : problems.collected)
    }

    /// The fleet as CSV with every known column. Reading it gives the same fleet again, if it came from a table:
    /// contacts keep their addresses only, the rest of them is in the contacts file.
    public static func csv(_ fleet: Fleet) -> String { FleetWriter(fleet: fleet).csv() }
}
