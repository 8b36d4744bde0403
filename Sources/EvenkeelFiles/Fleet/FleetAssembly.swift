import EvenkeelDomain

/// Puts rows together into a fleet and checks what only all of them can show: duplicate ids, customers told of
/// in two ways, `after` that leads nowhere or in a circle.
struct FleetAssembly {
    private(set) var rows: [FleetRow] = []
    private var lines: [InstallationID: Int] = [:]
    private var names: [CustomerID: (name: String, line: Int)] = [:]
    /// Installations whose own row was refused.
    private var refused: Set<String> = []
    private let problems: ProblemList

    init(problems: ProblemList) { self.problems = problems }

    /// Remembers a row that could not be read, so that those who wait for it are told why it is not there.
    mutating func addRefused(_ record: TableRecord) {
        if let id = record.cell(FleetColumn.installation.slot)?.text { refused.insert(id) }
    }

    /// Takes a row unless it contradicts an earlier one.
    mutating func add(_ row: FleetRow) {
        if let line = lines[row.site.id] {
            refuse(row, .installation, "each installation once", "it stands in line \(line) too")
            return
        }
        if let name = row.customerName {
            if let earlier = names[row.site.customer], earlier.name != name {
                refuse(
                    row, .customerName, "one name for customer \(row.site.customer)",
                    "line \(earlier.line) says \"\(earlier.name)\"")
                refused.insert(row.site.id.text)
                return
            }
            names[row.site.customer] = (name, row.record.line)
        }
        lines[row.site.id] = row.record.line
        rows.append(row)
    }

    /// The fleet of all rows that stand.
    mutating func fleet() -> Fleet {
        dropBrokenOrder()
        var contacts: [ContactID: Contact] = [:]
        for row in rows {
            for address in row.contacts {
                let id = ContactsFile.id(of: address, at: row.site.customer)
                contacts[id] = Contact(id: id, customer: row.site.customer, email: address)
            }
        }
        let sites = Dictionary(grouping: rows.map(\.site), by: \.customer)
        let customers = sites.map { id, sites in
            Customer(
                id: id, name: names[id]?.name ?? id.text, locale: agreed(sites.map(\.locale)),
                timezone: agreed(sites.map(\.timezone)), criticality: sites.compactMap(\.criticality).max())
        }
        return Fleet(installations: rows.map(\.site), customers: customers, contacts: Array(contacts.values))
    }

    /// What all sites that know it agree on. Sites in two countries leave their customer without one answer.
    private func agreed(_ values: [String?]) -> String? {
        let known = Set(values.compactMap(\.self))
        return known.count == 1 ? known.first : nil
    }

    /// Removes rows whose `after` names no row or leads in a circle, until none is left: a row that waits
    /// for a removed one is removed too.
    private mutating func dropBrokenOrder() {
        let known = rows.map(\.site.id)
        while true {
            let after = Dictionary(uniqueKeysWithValues: rows.map { ($0.site.id, $0.site.after) })
            let circular = Self.circles(in: after)
            var broken: Set<InstallationID> = []
            for row in rows {
                guard let target = row.site.after else { continue }
                if after[target] == nil {
                    refuse(row, .after, "the id of another installation of this file", hint(for: target, known))
                    broken.insert(row.site.id)
                } else if circular.contains(row.site.id) {
                    refuse(row, .after, "no circle", "these installations wait for one another")
                    broken.insert(row.site.id)
                }
            }
            if broken.isEmpty { return }
            rows.removeAll { broken.contains($0.site.id) }
            refused.formUnion(broken.map(\.text))
        }
    }

    private func hint(for target: InstallationID, _ known: [InstallationID]) -> String? {
        if refused.contains(target.text) { return "the row of \(target) has a problem of its own" }
        return nearestName(to: target.text, in: known.lazy.map(\.text)).map { "did you mean \($0)?" }
    }

    /// The members of all circles; every installation is visited once.
    private static func circles(in after: [InstallationID: InstallationID?]) -> Set<InstallationID> {
        var circular: Set<InstallationID> = []
        var walkOf: [InstallationID: Int] = [:]
        for (walk, start) in after.keys.enumerated() {
            var next: InstallationID? = start
            while let id = next, after[id] != nil, walkOf[id] == nil {
                walkOf[id] = walk
                next = after[id] ?? nil
            }
            guard let meeting = next, walkOf[meeting] == walk else { continue }
            var member = meeting
            repeat {
                circular.insert(member)
                member = (after[member] ?? nil) ?? meeting
            } while member != meeting
        }
        return circular
    }

    private func refuse(
        _ row: FleetRow, _ column: FleetColumn, _ expected: String, _ hint: @autoclosure () -> String?
    ) {
        let cell = row.cell(column)
        problems.add(
            line: cell?.line ?? row.record.line, column: cell?.column, name: column.rawValue, value: cell?.text,
            expected: expected, hint: hint())
    }
}
