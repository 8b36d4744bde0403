/// Gathers the rows of a fleet, in any order, into a `FleetImage`.
///
/// A reader begins a row, then sets what it knows of it; codes and numbers of values are asked for once and kept, so
/// that a million rows cost a few growing arrays and no allocation each. Threads fill one builder each, which are then
/// appended in the order of the file.
public struct FleetImageBuilder: Sendable {
    /// A thousand million bytes of signatures: 8,000 features of a million sites.
    public static let signatureLimitBits = 8_000_000_000

    private(set) var ids: [InstallationID] = []
    private var customer = CodedColumnBuilder<CustomerID>()
    private var texts = TextFact.allCases.map { _ in CodedColumnBuilder<String>() }
    public var features = SignatureColumnBuilder()
    public var environment = EnvironmentColumnBuilder()
    public var version = CodedColumnBuilder<WrittenVersion>()
    public var criticality = CodedColumnBuilder<Criticality>()
    public var workweek = CodedColumnBuilder<WorkingWeek>()
    public var wants = CodedColumnBuilder<Set<String>>()
    public var tags = CodedColumnBuilder<Set<String>>()
    public var after = CodedColumnBuilder<InstallationID>()
    public var complexity = NumberColumnBuilder()
    public var friendly = NumberColumnBuilder()
    public var feedback = NumberColumnBuilder()
    public var seats = IntegerColumnBuilder()
    public var pinnedUntil = IntegerColumnBuilder()
    public var supportEnds = IntegerColumnBuilder()
    public var contractDue = IntegerColumnBuilder()

    public init() {}

    /// Rows begun so far.
    public var count: Int { ids.count }

    /// The column of a text.
    public subscript(_ fact: TextFact) -> CodedColumnBuilder<String> {
        get { texts[fact.rawValue] }
        _modify { yield &texts[fact.rawValue] }
    }

    /// The code of a customer, for `beginSite`.
    public mutating func intern(customer id: CustomerID) -> UInt32 { customer.intern(id) }

    /// Begins the next row, of which nothing is known yet, and says which one it is: what is set goes there.
    @discardableResult
    public mutating func beginSite(id: InstallationID, customer code: UInt32) -> Int {
        precondition(ids.count < Int(Int32.max), "more installations than an image can number")
        let row = ids.count
        ids.append(id)
        customer.set(code, at: row)
        return row
    }

    @discardableResult
    public mutating func beginSite(id: InstallationID, customer: CustomerID) -> Int {
        beginSite(id: id, customer: intern(customer: customer))
    }

    /// Adds one installation as it is.
    public mutating func append(_ site: Installation) {
        let row = beginSite(id: site.id, customer: site.customer)
        for fact in TextFact.allCases {
            if let value = fact.value(of: site) { self[fact].set(self[fact].intern(value), at: row) }
        }
        if let names = site.features {
            features.begin(at: row)
            for name in names { features.add(features.number(of: name)) }
        }
        if let attributes = site.environment {
            environment.makeKnown(at: row)
            for (key, value) in attributes {
                let number = environment.number(of: key)
                environment.set(environment.intern(value, key: number), key: number, at: row)
            }
        }
        if let value = site.version { version.set(version.intern(WrittenVersion(value)), at: row) }
        if let value = site.criticality { criticality.set(criticality.intern(value), at: row) }
        if let value = site.workweek { workweek.set(workweek.intern(value), at: row) }
        if let value = site.wants { wants.set(wants.intern(value), at: row) }
        if let value = site.tags { tags.set(tags.intern(value), at: row) }
        if let value = site.after { after.set(after.intern(value), at: row) }
        if let value = site.complexity { complexity.set(value, at: row) }
        if let value = site.friendly { friendly.set(value, at: row) }
        if let value = site.feedback { feedback.set(value, at: row) }
        if let value = site.seats { seats.set(value, at: row) }
        if let value = site.pinnedUntil { pinnedUntil.set(value, at: row) }
        if let value = site.supportEnds { supportEnds.set(value, at: row) }
        if let value = site.contractDue { contractDue.set(value, at: row) }
    }

    /// Adds the rows of another builder behind these.
    public mutating func append(_ other: FleetImageBuilder) {
        if ids.isEmpty {
            self = other
            return
        }
        let rows = ids.count
        precondition(rows + other.count <= Int(Int32.max), "more installations than an image can number")
        ids.append(contentsOf: other.ids)
        customer.append(other.customer, after: rows)
        for index in texts.indices { texts[index].append(other.texts[index], after: rows) }
        features.append(other.features, after: rows)
        environment.append(other.environment, after: rows)
        version.append(other.version, after: rows)
        criticality.append(other.criticality, after: rows)
        workweek.append(other.workweek, after: rows)
        wants.append(other.wants, after: rows)
        tags.append(other.tags, after: rows)
        after.append(other.after, after: rows)
        complexity.append(other.complexity, after: rows)
        friendly.append(other.friendly, after: rows)
        feedback.append(other.feedback, after: rows)
        seats.append(other.seats, after: rows)
        pinnedUntil.append(other.pinnedUntil, after: rows)
        supportEnds.append(other.supportEnds, after: rows)
        contractDue.append(other.contractDue, after: rows)
    }

    /// The image of all rows but `dropped`, in the order of their ids.
    ///
    /// - Parameter dropped: rows to leave out, such as those a reader refused.
    public func build(
        customers: [CustomerID: Customer] = [:], dropping dropped: Set<Int> = []
    ) throws(FleetImageRefusal) -> FleetImage {
        let rows = sortedRows(dropping: dropped)
        let duplicates = duplicates(in: rows)
        guard duplicates.isEmpty else { throw .duplicates(duplicates) }
        guard features.bitCount(sites: rows.count) <= Self.signatureLimitBits else {
            throw .tooManyFeatures(features.names.count, sites: rows.count)
        }
        return image(rows, customers)
    }

    private func sortedRows(dropping dropped: Set<Int>) -> RowOrder {
        if dropped.isEmpty, zip(ids, ids.dropFirst()).allSatisfy({ $0 < $1 }) { return RowOrder(count: ids.count) }
        let rows = (0..<Int32(ids.count)).filter { !dropped.contains(Int($0)) }
        // Equal ids stay in the order of their rows.
        return RowOrder(
            rows.sorted { left, right in
                let (a, b) = (ids[Int(left)], ids[Int(right)])
                return a < b || (a == b && left < right)
            })
    }

    /// By the later row.
    private func duplicates(in rows: RowOrder) -> [DuplicateSite] {
        var found: [DuplicateSite] = []
        var first = 0
        for site in 0..<rows.count {
            if ids[rows[site]] == ids[rows[first]] {
                if site != first {
                    found.append(DuplicateSite(id: ids[rows[site]], firstRow: rows[first], row: rows[site]))
                }
            } else {
                first = site
            }
        }
        return found.sorted { $0.row < $1.row }
    }

    func image(_ rows: RowOrder, _ known: [CustomerID: Customer]) -> FleetImage {
        let ids = (0..<rows.count).map { self.ids[rows[$0]] }
        let customer = customer.column(rows)
        let ranking = customer.values.indices.sorted { customer.values[$0] < customer.values[$1] }
        var ranks = [Int32](repeating: 0, count: ranking.count)
        for (rank, number) in ranking.enumerated() { ranks[number] = Int32(rank) }
        let environment = environment.column(rows)
        func text(_ fact: TextFact) -> CodedColumn<String> { texts[fact.rawValue].column(rows) }
        return FleetImage(
            ids: ids, customerIDs: ranking.map { customer.values[$0] },
            customerNumbers: customer.codes.map { ranks[Int($0) - 1] }, customers: known,
            features: features.column(rows), environmentKnown: environment.known, environment: environment.byKey,
            product: text(.product), region: text(.region), country: text(.country), timezone: text(.timezone),
            locale: text(.locale), serviceHours: text(.serviceHours), window: text(.window),
            accountManager: text(.accountManager), team: text(.team), externalID: text(.externalID),
            executor: text(.executor), probe: text(.probe), movesWith: text(.movesWith),
            version: version.column(rows, \.version), criticality: criticality.column(rows),
            workweek: workweek.column(rows), wants: wants.column(rows), tags: tags.column(rows),
            complexity: complexity.column(rows), friendly: friendly.column(rows), feedback: feedback.column(rows),
            seats: seats.column(rows), pinnedUntil: pinnedUntil.column(rows), supportEnds: supportEnds.column(rows),
            contractDue: contractDue.column(rows), after: after.column(rows))
    }
}
