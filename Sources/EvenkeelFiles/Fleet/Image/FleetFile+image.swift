public import EvenkeelDomain

extension FleetFile {
    /// The image of a fleet, the contacts its table names, and what is wrong with the rows that were left out of it
    /// (only with `skipBad`).
    public struct ImageReading: Sendable {
        public let image: FleetImage
        /// In the order of their ids.
        public let contacts: [CustomerID: [Contact]]
        public let skipped: FileProblems?
    }

    /// Reads what `read(path:options:)` reads, and refuses what it refuses, as columns instead of installations: a
    /// million of them in seconds and without a value for each.
    ///
    /// CSV and TSV are read by as many threads as there are cores; JSON Lines by one, installation by installation.
    ///
    /// - Parameter progress: told the share of the file's bytes that has been read, now and then, from several threads.
    public static func readImage(
        path: String, options: Options = .init(), progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) throws(FileProblems) -> ImageReading {
        let format = try TableFormat(ofFileNamed: path)
        let source = try SourceText(path: path, limit: sizeLimitBytes)
        return try readImage(source, format: format, options: options, progress: progress)
    }

    /// - Parameters:
    ///   - name: for the messages; its ending tells the format.
    ///   - pieces: into how many the bytes are split; nil for as many as suit their number and the cores.
    static func readImage(
        bytes: [UInt8], named name: String, options: Options = .init(), pieces: Int? = nil
    ) throws(FileProblems) -> ImageReading {
        let format = try TableFormat(ofFileNamed: name)
        let source = try SourceText(bytes: bytes, named: name, limit: sizeLimitBytes)
        return try readImage(source, format: format, options: options, pieces: pieces) { _ in }
    }

    private static func readImage(
        _ source: SourceText, format: TableFormat, options: Options, pieces: Int? = nil,
        progress: @escaping @Sendable (Double) -> Void
    ) throws(FileProblems) -> ImageReading {
        guard format != .jsonl else {
            let reading = try read(source, format: format, options: options)
            return ImageReading(
                image: FleetImage(reading.fleet), contacts: reading.fleet.contacts, skipped: reading.skipped)
        }
        let problems = ProblemList(file: source.name)
        let sheet = try FleetSheet(source, format: format, options: options, problems: problems)
        var (rows, builder) = FleetThreads(sheet: sheet, pieces: pieces, progress: progress).read()
        if rows.isCertainlyGood, let image = soundImage(builder) {
            if image.count == 0 { throw noRows(in: source) }
            return rows.reading(image, names: rows.names, dropping: [], skipped: nil)
        }
        let (names, dropped) = rows.check(problems)
        if !options.skipBad { try problems.throwIfAny() }
        let image: FleetImage
        do { image = try builder.build(dropping: dropped) } catch {
            problems.add(
                name: FleetColumn.features.rawValue, expected: "fewer features or fewer installations",
                hint: "\(error)")
            throw problems.collected
        }
        builder = FleetImageBuilder()
        return rows.reading(
            image, names: names, dropping: dropped, skipped: problems.isEmpty ? nil : problems.collected)
    }

    /// The image of all rows; nil where ids are repeated or the order does not work, which is for `FleetRows.check`
    /// to report.
    private static func soundImage(_ builder: FleetImageBuilder) -> FleetImage? {
        do throws(FleetImageRefusal) {
            let image = try builder.build()
            return FleetOrder.isSound(in: image) ? image : nil
        } catch { return nil }
    }
}
