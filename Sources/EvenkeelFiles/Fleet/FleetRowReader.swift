import EvenkeelDomain

/// Reads the cells of one row into typed facts. Every bad cell is reported; a row with one comes back nil.
struct FleetRowReader {
    let record: TableRecord
    /// Names of the columns behind the known ones, which become environment attributes.
    let extra: [String]
    let problems: ProblemList

    private static let installationID = ValueForm<InstallationID>.id("an installation id")
    private static let customerID = ValueForm<CustomerID>.id("a customer id")
    private static let criticality = ValueForm<Criticality>.oneOf()

    func row() -> FleetRow? {
        let before = problems.total
        let id = required(.installation, Self.installationID)
        let customer = required(.customer, Self.customerID)
        var site = Installation(id: id ?? "?", customer: customer ?? "?")
        readProfile(&site)
        readPlace(&site)
        readCare(&site)
        let name = fact(.customerName, .line)
        let contacts = list(.contact, .address) ?? []
        guard problems.total == before else { return nil }
        return FleetRow(site: site, customerName: name, contacts: contacts, record: record)
    }

    private func readProfile(_ site: inout Installation) {
        site.product = fact(.product, .line)
        site.version = fact(.version, .version)
        site.features = list(.features, .feature).map(Set.init)
        site.environment = environment()
        site.complexity = fact(.complexity, .share)
        site.friendly = fact(.friendly, .friendly)
        site.feedback = fact(.feedback, .share)
        site.criticality = fact(.criticality, Self.criticality)
        site.seats = fact(.seats, .seats)
        site.wants = list(.wants, .line).map(Set.init)
    }

    private func readPlace(_ site: inout Installation) {
        site.region = text(.region)
        site.country = fact(.country, .country)
        site.timezone = fact(.timezone, .zone)
        site.locale = fact(.locale, .locale)
        site.workweek = fact(.workweek, .workingWeek)
        site.serviceHours = text(.serviceHours, .serviceHours)
        site.window = text(.window, .window)
    }

    private func readCare(_ site: inout Installation) {
        site.accountManager = text(.accountManager)
        site.team = text(.team)
        site.externalID = text(.externalID)
        site.executor = text(.executor)
        site.probe = text(.probe)
        site.pinnedUntil = optional(.pinnedUntil, .date)
        site.supportEnds = optional(.supportEnds, .date)
        site.contractDue = optional(.contractDue, .date)
        site.after = optional(.after, Self.installationID)
        site.movesWith = optional(.movesWith, .line)
        site.tags = list(.tags, .line).map(Set.init)
    }

    private func refuse(
        _ cell: Cell, _ name: String, _ value: String, _ expected: String, _ hint: @autoclosure () -> String?
    ) {
        problems.add(
            line: cell.line, column: cell.column, name: name, value: value, expected: expected, hint: hint())
    }

    private func parse<Value>(_ cell: Cell, _ name: String, _ text: String, _ form: ValueForm<Value>) -> Value? {
        if let value = form.parse(text) { return value }
        refuse(cell, name, text, form.expected, form.hint(text))
        return nil
    }

    private func required<Value>(_ column: FleetColumn, _ form: ValueForm<Value>) -> Value? {
        guard let cell = record.cell(column.slot), !cell.isUnknown else {
            problems.add(
                line: record.line, column: record.cell(column.slot)?.column, name: column.rawValue, value: "",
                expected: form.expected)
            return nil
        }
        return parse(cell, column.rawValue, cell.text, form)
    }

    /// A fact of which there is always one: `-` makes no sense.
    private func fact<Value>(_ column: FleetColumn, _ form: ValueForm<Value>) -> Value? {
        guard let cell = record.cell(column.slot), !cell.isUnknown else { return nil }
        if cell.isNone {
            refuse(
                cell, column.rawValue, cell.text, form.expected,
                form.hint(cell.text) ?? "leave the cell empty if it is not known")
            return nil
        }
        return parse(cell, column.rawValue, cell.text, form)
    }

    /// A text there may be none of: `-` becomes the empty text.
    private func text(_ column: FleetColumn, _ form: ValueForm<String> = .line) -> String? {
        guard let cell = record.cell(column.slot), !cell.isUnknown else { return nil }
        return cell.isNone ? "" : parse(cell, column.rawValue, cell.text, form)
    }

    /// A fact for which unknown and none are the same.
    private func optional<Value>(_ column: FleetColumn, _ form: ValueForm<Value>) -> Value? {
        guard let cell = record.cell(column.slot), !cell.isUnknown, !cell.isNone else { return nil }
        return parse(cell, column.rawValue, cell.text, form)
    }

    private func list<Value>(_ column: FleetColumn, _ form: ValueForm<Value>) -> [Value]? {
        guard let cell = record.cell(column.slot), !cell.isUnknown else { return nil }
        if cell.isNone { return [] }
        return cell.text.split(separator: ";", omittingEmptySubsequences: false).compactMap { item in
            let item = trimmed(item)
            guard !item.isEmpty, item != "-" else {
                refuse(cell, column.rawValue, cell.text, "a list separated by \";\" without empty items", nil)
                return nil
            }
            return parse(cell, column.rawValue, item, form)
        }
    }

    /// The `environment` cell and the extra columns together.
    private func environment() -> [String: String]? {
        var attributes: [String: String]?
        if let cell = record.cell(FleetColumn.environment.slot), !cell.isUnknown {
            attributes = [:]
            for item in cell.isNone ? [] : cell.text.split(separator: ";", omittingEmptySubsequences: false) {
                let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
                guard parts.count == 2, ValueForm.line.parse(parts[0]) != nil, ValueForm.line.parse(parts[1]) != nil
                else {
                    refuse(
                        cell, "environment", String(item), "attributes as key=value, separated by \";\"",
                        "for example platform=debian-12;db=postgres")
                    continue
                }
                add(parts[0], parts[1], to: &attributes, from: cell)
            }
        }
        for (offset, name) in extra.enumerated() {
            guard let cell = record.cell(FleetColumn.allCases.count + offset), !cell.isUnknown else { continue }
            attributes = attributes ?? [:]
            guard !cell.isNone, let value = parse(cell, name, cell.text, .attribute) else { continue }
            add(name, value, to: &attributes, from: cell)
        }
        return attributes
    }

    private func add(_ key: String, _ value: String, to attributes: inout [String: String]?, from cell: Cell) {
        if let earlier = attributes?[key] {
            refuse(cell, "environment", "\(key)=\(value)", "each attribute once", "it is \(earlier) already")
        }
        attributes?[key] = value
    }

    private func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
