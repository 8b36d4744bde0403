import EvenkeelDomain

/// Puts rows together into a fleet of those that stand.
struct FleetAssembly {
    private var rows: [FleetRow] = []
    private var checks: FleetRowChecks

    init(problems: ProblemList) { checks = FleetRowChecks(problems: problems) }

    /// Remembers a row that could not be read, so that those who wait for it are told why it is not there.
    mutating func addRefused(_ record: TableRecord) {
        if let id = record.cell(FleetColumn.installation.slot)?.text { checks.addRefused(id) }
    }

    /// Takes a row unless it contradicts an earlier one.
    mutating func add(_ row: FleetRow) {
        if checks.take(row.identity, number: rows.count, cell: row.cell) { rows.append(row) }
    }

    /// The fleet of all rows that stand.
    mutating func fleet() -> Fleet {
        let broken = checks.brokenOrder { [rows] number, column in rows[number].cell(column) }
        rows = rows.enumerated().filter { !broken.contains($0.offset) }.map(\.element)
        var contacts: [ContactID: Contact] = [:]
        for row in rows {
            for address in row.contacts {
                let id = ContactsFile.id(of: address, at: row.site.customer)
                contacts[id] = Contact(id: id, customer: row.site.customer, email: address)
            }
        }
        let names = checks.customerNames
        let sites = Dictionary(grouping: rows.map(\.site), by: \.customer)
        let customers = sites.map { id, sites in
            Customer(
                id: id, name: names[id] ?? id.text, locale: agreed(sites.map(\.locale)),
                timezone: agreed(sites.map(\.timezone)), criticality: sites.compactMap(\.criticality).max())
        }
        return Fleet(installations: rows.map(\.site), customers: customers, contacts: Array(contacts.values))
    }

    /// What all sites that know it agree on. Sites in two countries leave their customer without one answer.
    private func agreed(_ values: [String?]) -> String? {
        let known = Set(values.compactMap(\.self))
        return known.count == 1 ? known.first : nil
    }
}
