import EvenkeelDomain

/// All rows of a sheet, in the order of the file: what is needed of them beside their columns.
struct FleetRows {
    let sheet: FleetSheet
    private var chunks: [FleetChunk] = []
    /// What rows say customers are called.
    private(set) var names: [CustomerID: String] = [:]
    private var areNamesAgreed = true

    init(sheet: FleetSheet) { self.sheet = sheet }

    mutating func append(_ chunk: FleetChunk) {
        addNames(of: chunk)
        chunks.append(chunk)
        // The columns are with the others.
        chunks[chunks.count - 1].builder = FleetImageBuilder()
    }

    private mutating func addNames(of chunk: FleetChunk) {
        var last: (customer: UInt32, name: UInt32) = (0, 0)
        for row in chunk.nameNumbers.indices where chunk.nameNumbers[row] > 0 {
            // Rows of a customer often follow one another.
            let next = (chunk.customers[row], chunk.nameNumbers[row])
            guard next != last, let name = chunk.name(of: row) else { continue }
            last = next
            if let earlier = names.updateValue(name, forKey: chunk.customer(of: row)), earlier != name {
                areNamesAgreed = false
            }
        }
    }

    /// True where no row was refused and all agree on the names of customers.
    var isCertainlyGood: Bool { areNamesAgreed && chunks.allSatisfy(\.refused.isEmpty) }

    /// Checks the rows one after the other, as they are checked when installations are read: reports every problem, in
    /// the same order and with the same lines.
    ///
    /// - Returns: what customers are called, and which rows do not stand.
    func check(_ problems: ProblemList) -> (names: [CustomerID: String], dropped: Set<Int>) {
        var checks = FleetRowChecks(problems: problems)
        var dropped: Set<Int> = []
        var places: [(start: Int, line: Int)] = []
        var lines = LineCount(sheet.bytes)
        for chunk in chunks {
            var refused = chunk.refused[...]
            for row in 0...chunk.count {
                while let next = refused.first, next.rowsBefore == row {
                    refused.removeFirst()
                    let line = lines.line(at: next.start)
                    if problems.isFull {
                        problems.count(next.problems)
                    } else {
                        _ = sheet.carefulRecord(at: next.start, line: line, problems: problems)
                    }
                    if let id = next.id { checks.addRefused(id) }
                }
                guard row < chunk.count else { break }
                let (start, number) = (Int(chunk.starts[row]), places.count)
                let line = lines.line(at: start)
                places.append((start, line))
                let identity = FleetRowIdentity(
                    id: chunk.ids[row], customer: chunk.customer(of: row), customerName: chunk.name(of: row),
                    after: chunk.after(of: row), line: line)
                let stands = checks.take(identity, number: number) { sheet.cell($0, ofRecordAt: start, line: line) }
                if !stands { dropped.insert(number) }
            }
        }
        dropped.formUnion(
            checks.brokenOrder { number, column in
                sheet.cell(column, ofRecordAt: places[number].start, line: places[number].line)
            })
        return (checks.customerNames, dropped)
    }

    /// The reading of an image of these rows but those dropped.
    func reading(
        _ image: consuming FleetImage, names: [CustomerID: String], dropping dropped: Set<Int>, skipped: FileProblems?
    ) -> FleetFile.ImageReading {
        image.customers = FleetCustomers.of(image, names: names)
        let contacts = Array(contacts(dropping: dropped).values).sorted { $0.id < $1.id }
        return FleetFile.ImageReading(
            image: image, contacts: Dictionary(grouping: contacts, by: \.customer), skipped: skipped)
    }

    private func contacts(dropping dropped: Set<Int>) -> [ContactID: Contact] {
        var contacts: [ContactID: Contact] = [:]
        var rowsBefore = 0
        for chunk in chunks {
            var seen: Set<UInt64> = []
            for row in chunk.contactNumbers.indices {
                guard let number = FleetChunk.number(row, chunk.contactNumbers), !dropped.contains(rowsBefore + row),
                    seen.insert(UInt64(chunk.customers[row]) << 32 | UInt64(number)).inserted
                else { continue }
                let customer = chunk.customer(of: row)
                for address in chunk.contacts[number] {
                    let id = ContactsFile.id(of: address, at: customer)
                    contacts[id] = Contact(id: id, customer: customer, email: address)
                }
            }
            rowsBefore += chunk.count
        }
        return contacts
    }
}
