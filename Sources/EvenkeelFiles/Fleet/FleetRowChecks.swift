import EvenkeelDomain

/// What of a row is compared with other rows.
struct FleetRowIdentity {
    let id: InstallationID
    let customer: CustomerID
    let customerName: String?
    let after: InstallationID?
    let line: Int
}

/// Checks what only all rows together can show: duplicate ids, customers told of in two ways, `after` that leads
/// nowhere or in a circle.
struct FleetRowChecks {
    /// Those that stand so far, with the numbers their reader gave them.
    private var rows: [(number: Int, row: FleetRowIdentity)] = []
    private var lines: [InstallationID: Int] = [:]
    private var names: [CustomerID: (name: String, line: Int)] = [:]
    /// Installations whose own row was refused.
    private var refused: Set<String> = []
    private let problems: ProblemList

    init(problems: ProblemList) { self.problems = problems }

    /// What rows call their customers.
    var customerNames: [CustomerID: String] { names.mapValues(\.name) }

    /// Remembers a row that could not be read, so that those who wait for it are told why it is not there.
    mutating func addRefused(_ id: String) { refused.insert(id) }

    /// Takes a row unless it contradicts an earlier one; says whether it did.
    ///
    /// - Parameter cell: the row's cells, for the report.
    mutating func take(_ row: FleetRowIdentity, number: Int, cell: (FleetColumn) -> Cell?) -> Bool {
        if let line = lines[row.id] {
            refuse(row, .installation, cell(.installation), "each installation once", "it stands in line \(line) too")
            return false
        }
        if let name = row.customerName {
            if let earlier = names[row.customer], earlier.name != name {
                refuse(
                    row, .customerName, cell(.customerName), "one name for customer \(row.customer)",
                    "line \(earlier.line) says \"\(earlier.name)\"")
                refused.insert(row.id.text)
                return false
            }
            names[row.customer] = (name, row.line)
        }
        lines[row.id] = row.line
        rows.append((number, row))
        return true
    }

    /// The numbers of the rows taken whose `after` names no row or leads in a circle, and of those that wait for one
    /// of them: a row that waits for a removed one is removed too.
    mutating func brokenOrder(cell: (Int, FleetColumn) -> Cell?) -> Set<Int> {
        let waiting = rows.indices.filter { rows[$0].row.after != nil }
        if waiting.isEmpty { return [] }
        let after = Dictionary(uniqueKeysWithValues: rows.map { ($0.row.id, $0.row.after) })
        let circular = Self.circles(in: after)
        var waitingFor: [InstallationID: [Int]] = [:]
        for index in waiting { if let target = rows[index].row.after { waitingFor[target, default: []].append(index) } }
        var broken: Set<Int> = []
        // Nothing that is removed makes a circle, so those are looked for once.
        var next = waiting.filter { index in
            let row = rows[index].row
            return circular.contains(row.id) || row.after.map { after[$0] == nil } ?? false
        }
        while !next.isEmpty {
            for index in next {
                let (number, row) = rows[index]
                guard let target = row.after else { continue }
                broken.insert(index)
                if circular.contains(row.id) {
                    refuse(
                        row, .after, cell(number, .after), "no circle", "these installations wait for one another")
                } else {
                    refuse(
                        row, .after, cell(number, .after), "the id of another installation of this file",
                        hint(for: target))
                }
            }
            refused.formUnion(next.map { rows[$0].row.id.text })
            next = next.flatMap { waitingFor[rows[$0].row.id] ?? [] }.filter { !broken.contains($0) }.sorted()
        }
        return Set(broken.map { rows[$0].number })
    }

    private func hint(for target: InstallationID) -> String? {
        if refused.contains(target.text) { return "the row of \(target) has a problem of its own" }
        return nearestName(to: target.text, in: rows.lazy.map(\.row.id.text)).map { "did you mean \($0)?" }
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
        _ row: FleetRowIdentity, _ column: FleetColumn, _ cell: @autoclosure () -> Cell?, _ expected: String,
        _ hint: @autoclosure () -> String?
    ) {
        guard !problems.isFull else { return problems.count(1) }
        let cell = cell()
        problems.add(
            line: cell?.line ?? row.line, column: cell?.column, name: column.rawValue, value: cell?.text,
            expected: expected, hint: hint())
    }
}
