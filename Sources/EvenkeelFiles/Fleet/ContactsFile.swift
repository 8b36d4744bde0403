public import EvenkeelDomain

/// Reads and writes the people to be told: `customer, name, email, phone, role, locale`.
///
/// A contact of the same customer and address in the fleet table is the same contact; this file knows more of it.
public enum ContactsFile {
    public static let sizeLimitBytes = 1 << 28

    private enum Column: String, CaseIterable { case customer, name, email, phone, role, locale }

    /// The id of whoever reads that address for that customer.
    public static func id(of address: EmailAddress, at customer: CustomerID) -> ContactID {
        ContactID("\(customer)/\(address)")
    }

    /// - Parameter customers: those that may be named; nil to take any.
    public static func read(
        path: String, customers: Set<CustomerID>? = nil, map: [String: String] = [:]
    ) throws(FileProblems) -> [Contact] {
        let format = try TableFormat(ofFileNamed: path)
        return try read(try SourceText(path: path, limit: sizeLimitBytes), format, customers, map)
    }

    public static func read(
        text: String, named name: String, customers: Set<CustomerID>? = nil, map: [String: String] = [:]
    ) throws(FileProblems) -> [Contact] {
        let format = try TableFormat(ofFileNamed: name)
        return try read(try SourceText(text: text, named: name, limit: sizeLimitBytes), format, customers, map)
    }

    private static func read(
        _ source: SourceText, _ format: TableFormat, _ customers: Set<CustomerID>?, _ map: [String: String]
    ) throws(FileProblems) -> [Contact] {
        let problems = ProblemList(file: source.name)
        var table = Table(
            source, format: format, columns: ColumnMap(known: Column.allCases.map(\.rawValue), renamed: map),
            required: [Column.customer.rawValue, Column.email.rawValue], problems: problems)
        var contacts: [ContactID: Contact] = [:]
        try table.forEachRecord { record, _ in
            guard let contact = contact(record, customers, problems) else { return }
            if contacts[contact.id] != nil {
                let cell = record.cell(2)
                problems.add(
                    line: record.line, column: cell?.column, name: "email", value: cell?.text,
                    expected: "each address once for a customer")
            }
            contacts[contact.id] = contact
        }
        try problems.throwIfAny()
        return contacts.values.sorted { $0.id < $1.id }
    }

    private static func contact(
        _ record: TableRecord, _ customers: Set<CustomerID>?, _ problems: ProblemList
    ) -> Contact? {
        let before = problems.total
        func cell(_ column: Column) -> Cell? { record.cell(Column.allCases.firstIndex(of: column) ?? 0) }
        func value<Value>(_ column: Column, _ form: ValueForm<Value>, required: Bool = false) -> Value? {
            let cell = cell(column)
            let text = cell?.text ?? ""
            if !required, text.isEmpty || text == "-" { return nil }
            if !text.isEmpty, let value = form.parse(text) { return value }
            problems.add(
                line: cell?.line ?? record.line, column: cell?.column, name: column.rawValue, value: text,
                expected: form.expected, hint: form.hint(text))
            return nil
        }
        let customer = value(.customer, .id("a customer id"), required: true) as CustomerID?
        let email = value(.email, .address, required: true)
        let name = value(.name, .line)
        let phone = value(.phone, .line)
        let role = value(.role, .oneOf(Contact.Role.self))
        let locale = value(.locale, .locale)
        if let customer, let customers, !customers.contains(customer) {
            let nearest = nearestName(to: customer.text, in: customers.lazy.map(\.text))
            problems.add(
                line: cell(.customer)?.line, column: cell(.customer)?.column, name: "customer", value: customer.text,
                expected: "a customer of the fleet", hint: nearest.map { "did you mean \($0)?" })
        }
        guard problems.total == before, let customer, let email else { return nil }
        return Contact(
            id: id(of: email, at: customer), customer: customer, name: name, email: email, phone: phone,
            role: role ?? .both, locale: locale)
    }

    /// The contacts as CSV; reading it gives the same contacts again.
    public static func csv(_ contacts: [Contact]) -> String {
        var text = DelimitedRow.csv(Column.allCases.map(\.rawValue))
        for contact in contacts.sorted(by: { $0.id < $1.id }) {
            text += DelimitedRow.csv([
                contact.customer.text, contact.name ?? "", contact.email.description, contact.phone ?? "",
                contact.role.rawValue, contact.locale ?? "",
            ])
        }
        return text
    }

    /// The fleet with these contacts added, each in the place of what the fleet knew of the same address.
    public static func adding(_ contacts: [Contact], to fleet: Fleet) -> Fleet {
        var all = Dictionary(
            fleet.contacts.values.joined().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for contact in contacts { all[contact.id] = contact }
        return Fleet(
            installations: fleet.installations, customers: Array(fleet.customers.values), contacts: Array(all.values))
    }
}
