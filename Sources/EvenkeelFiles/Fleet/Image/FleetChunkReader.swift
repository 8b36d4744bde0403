import EvenkeelDomain

/// Reads the records of a stretch of a fleet's bytes into columns.
///
/// Records that are written plainly are split and read here; each distinct cell is given to the careful reader once
/// and then known by its bytes. A record with anything unusual goes to the careful reader as a whole.
struct FleetChunkReader {
    let sheet: FleetSheet
    /// The sheet's.
    let bytes: UnsafeRawBufferPointer
    var fields: [FleetField]
    var chunk: FleetChunk
    /// Of the record at hand: numbers of features, and of environment attributes with their values.
    var features: [UInt32] = []
    var attributes: [(key: Int, value: UInt32)] = []
    /// What items of the environment came to.
    var knownAttributes: [(key: Int, value: UInt32)] = []
    /// What shares that are not written as plain numbers came to, by their codes from 1.
    var knownShares: [Share] = []
    /// By number of an environment's key: the last record that had it, counted from 1.
    var lastUse: [Int] = []
    var recordCount = 0
    var id: InstallationID = "?"
    var customer: UInt32 = 0

    init(_ sheet: FleetSheet, _ bytes: UnsafeRawBufferPointer, from start: Int) {
        self.sheet = sheet
        self.bytes = bytes
        chunk = FleetChunk(start: start)
        fields = sheet.columns.map(FleetField.init)
        for field in fields.indices where fields[field].column == nil {
            let name = sheet.extra[sheet.header.slots[field] - FleetColumn.allCases.count]
            fields[field].attribute = chunk.builder.environment.number(of: name)
        }
    }

    /// Reads the records that begin before `end`, of which the last may reach beyond it.
    ///
    /// - Parameter progress: told how many bytes more have been read, now and then.
    mutating func read(until end: Int, progress: (Int) -> Void) {
        var index = chunk.start
        var told = index
        while index < end {
            if bytes[index] == lineFeed {
                index += 1
            } else if isCRLF(index) {
                index += 2
            } else if let next = split(at: index), readCells() {
                addRow(startingAt: index)
                index = next
            } else {
                index = readCarefully(at: index)
            }
            if index - told >= 1 << 20 {
                progress(index - told)
                told = index
            }
        }
        chunk.end = min(index, bytes.count)
        progress(chunk.end - told)
    }

    /// Finds the fields of the record that begins here, as `DelimitedText` does; nil where it is not plain: as soon as
    /// there is a quote inside a field, a lone CR, or another number of fields than in the header.
    ///
    /// - Returns: where the next record may begin.
    private mutating func split(at start: Int) -> Int? {
        let (bytes, delimiter, count) = (bytes, sheet.delimiter, bytes.count)
        return fields.withUnsafeMutableBufferPointer { fields in
            var index = start
            for field in fields.indices {
                var (first, end) = (index, index)
                if index < count, bytes[index] == quote {
                    index += 1
                    first = index
                    while index < count, bytes[index] != quote { index += 1 }
                    guard index < count else { return nil }
                    end = index
                    index += 1
                } else {
                    while index < count {
                        let byte = bytes[index]
                        // Few bytes are below a comma, and hardly any of those occur.
                        if byte <= 44, byte == delimiter || byte == lineFeed || byte == carriageReturn || byte == quote
                        {
                            break
                        }
                        index += 1
                    }
                    end = index
                }
                while first < end, bytes[first] == space { first += 1 }
                while first < end, bytes[end - 1] == space { end -= 1 }
                fields[field].start = first
                fields[field].end = end
                if field < fields.count - 1 {
                    guard index < count, bytes[index] == delimiter else { return nil }
                    index += 1
                }
            }
            if index == count { return index }
            if bytes[index] == lineFeed { return index + 1 }
            guard bytes[index] == carriageReturn, index + 1 < count, bytes[index + 1] == lineFeed else { return nil }
            return index + 2
        }
    }

    private func isCRLF(_ index: Int) -> Bool {
        bytes[index] == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed
    }

    private mutating func readCarefully(at start: Int) -> Int {
        // Lines count from the beginning of the file, which a chunk does not know. They are needed only for problems,
        // which are found again by whoever knows.
        let problems = ProblemList(file: sheet.name, limit: 0)
        let record = sheet.carefulRecord(at: start, line: 1, problems: problems)
        if let row = record.row {
            add(row, startingAt: start)
        } else {
            chunk.refused.append(
                .init(rowsBefore: chunk.count, start: start, problems: problems.total, id: record.id))
        }
        return record.end
    }

    private mutating func addRow(startingAt start: Int) {
        addKeys(id, customer, start)
        let row = chunk.builder.beginSite(id: id, customer: customer)
        setColumns(at: row)
    }

    private mutating func add(_ row: FleetRow, startingAt start: Int) {
        let customer = chunk.builder.intern(customer: row.site.customer)
        chunk.nameCustomer(row.site.customer, customer)
        let number = chunk.count
        addKeys(row.site.id, customer, start)
        chunk.builder.append(row.site)
        if let name = row.customerName {
            chunk.names.append(name)
            FleetChunk.set(UInt32(chunk.names.count), at: number, in: &chunk.nameNumbers)
        }
        if let after = row.site.after {
            let code = chunk.builder.after.intern(after)
            chunk.nameAfter(after, code)
            FleetChunk.set(code, at: number, in: &chunk.afterNumbers)
        }
        if !row.contacts.isEmpty {
            chunk.contacts.append(row.contacts)
            FleetChunk.set(UInt32(chunk.contacts.count), at: number, in: &chunk.contactNumbers)
        }
    }

    private mutating func addKeys(_ id: InstallationID, _ customer: UInt32, _ start: Int) {
        chunk.ids.append(id)
        chunk.customers.append(customer)
        chunk.starts.append(UInt32(start))
    }

    func cell(of field: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[fields[field].start..<fields[field].end])
    }

    func text(of field: Int) -> String { String(decoding: cell(of: field), as: UTF8.self) }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
