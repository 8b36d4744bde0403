/// One columnar picture of the facts of a fleet, in the order of ids, on which every predicate and plan is evaluated.
///
/// Holds what `Installation` holds, exactly: `installation(at:)` gives it back. A million sites of 200 features,
/// with nearly every fact known, take about 200 MB. Equal fleets have equal images, whatever order their rows came in.
public struct FleetImage: Sendable, Equatable {
    /// Strictly ascending.
    public let ids: [InstallationID]
    /// Customers of installations: strictly ascending.
    public let customerIDs: [CustomerID]
    /// By site: an index into `customerIDs`.
    public let customerNumbers: [Int32]
    /// What is known of customers; may lack one, or hold some without an installation.
    public var customers: [CustomerID: Customer]
    public let features: SignatureColumn
    public let environmentKnown: Bitmap
    /// By key; code 0 where a site has no such attribute, or its environment is unknown.
    public let environment: [String: CodedColumn<String>]
    public let product: CodedColumn<String>
    public let region: CodedColumn<String>
    public let country: CodedColumn<String>
    public let timezone: CodedColumn<String>
    public let locale: CodedColumn<String>
    public let serviceHours: CodedColumn<String>
    public let window: CodedColumn<String>
    public let accountManager: CodedColumn<String>
    public let team: CodedColumn<String>
    public let externalID: CodedColumn<String>
    public let executor: CodedColumn<String>
    public let probe: CodedColumn<String>
    public let movesWith: CodedColumn<String>
    public let version: CodedColumn<Version>
    public let criticality: CodedColumn<Criticality>
    public let workweek: CodedColumn<WorkingWeek>
    public let wants: CodedColumn<Set<String>>
    public let tags: CodedColumn<Set<String>>
    public let complexity: NumberColumn
    public let friendly: NumberColumn
    public let feedback: NumberColumn
    public let seats: IntegerColumn
    public let pinnedUntil: IntegerColumn
    public let supportEnds: IntegerColumn
    public let contractDue: IntegerColumn
    /// As written: may name a site that is not here.
    public let after: CodedColumn<InstallationID>
    /// The site a site comes after, or -1 where there is none, or it is not in the fleet; empty when nobody has one.
    public let afterNumbers: [Int32]
    /// Complexity as given, else derived from features and environment, as `Installation.effectiveComplexity` says.
    public let effectiveComplexity: NumberColumn

    public var count: Int { ids.count }

    init(
        ids: [InstallationID], customerIDs: [CustomerID], customerNumbers: [Int32],
        customers: [CustomerID: Customer], features: SignatureColumn, environmentKnown: Bitmap,
        environment: [String: CodedColumn<String>], product: CodedColumn<String>, region: CodedColumn<String>,
        country: CodedColumn<String>, timezone: CodedColumn<String>, locale: CodedColumn<String>,
        serviceHours: CodedColumn<String>, window: CodedColumn<String>, accountManager: CodedColumn<String>,
        team: CodedColumn<String>, externalID: CodedColumn<String>, executor: CodedColumn<String>,
        probe: CodedColumn<String>, movesWith: CodedColumn<String>, version: CodedColumn<Version>,
        criticality: CodedColumn<Criticality>, workweek: CodedColumn<WorkingWeek>,
        wants: CodedColumn<Set<String>>, tags: CodedColumn<Set<String>>, complexity: NumberColumn,
        friendly: NumberColumn, feedback: NumberColumn, seats: IntegerColumn, pinnedUntil: IntegerColumn,
        supportEnds: IntegerColumn, contractDue: IntegerColumn, after: CodedColumn<InstallationID>
    ) {
        self.ids = ids
        self.customerIDs = customerIDs
        self.customerNumbers = customerNumbers
        self.customers = customers
        self.features = features
        self.environmentKnown = environmentKnown
        self.environment = environment
        self.product = product
        self.region = region
        self.country = country
        self.timezone = timezone
        self.locale = locale
        self.serviceHours = serviceHours
        self.window = window
        self.accountManager = accountManager
        self.team = team
        self.externalID = externalID
        self.executor = executor
        self.probe = probe
        self.movesWith = movesWith
        self.version = version
        self.criticality = criticality
        self.workweek = workweek
        self.wants = wants
        self.tags = tags
        self.complexity = complexity
        self.friendly = friendly
        self.feedback = feedback
        self.seats = seats
        self.pinnedUntil = pinnedUntil
        self.supportEnds = supportEnds
        self.contractDue = contractDue
        self.after = after
        let numbers = [-1] + after.values.map { Self.number(of: $0, in: ids).map(Int32.init) ?? -1 }
        afterNumbers = after.codes.map { numbers[Int($0)] }
        effectiveComplexity = Self.effectiveComplexity(
            given: complexity, features: features, environmentKnown: environmentKnown,
            environment: Array(environment.values))
    }

    private static func effectiveComplexity(
        given: NumberColumn, features: SignatureColumn, environmentKnown: Bitmap,
        environment: [CodedColumn<String>]
    ) -> NumberColumn {
        // One array serves both.
        if !given.values.isEmpty, !given.values.contains(where: \.isNaN) { return given }
        var attributes = [Int32](repeating: 0, count: environment.isEmpty ? 0 : features.known.count)
        for column in environment {
            for site in attributes.indices where column.codes[site] != 0 { attributes[site] += 1 }
        }
        let values = (0..<features.known.count).map { site -> Double in
            if let value = given[site] { return value }
            guard features.isKnown(site), environmentKnown[site] else { return .nan }
            return Installation.derivedComplexity(
                features: features.size(of: site), attributes: attributes.isEmpty ? 0 : Int(attributes[site]))
        }
        return NumberColumn(values: values.allSatisfy(\.isNaN) ? [] : values)
    }

    /// The site of an id, by binary search.
    public func number(of id: InstallationID) -> Int? { Self.number(of: id, in: ids) }

    private static func number(of id: InstallationID, in ids: [InstallationID]) -> Int? {
        var low = 0
        var high = ids.count
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low < ids.count && ids[low] == id ? low : nil
    }

    /// Of its sites and customers.
    public var zoneNames: Set<String> {
        Set(timezone.values).union(customers.values.compactMap(\.timezone))
    }

    public func customerID(of site: Int) -> CustomerID { customerIDs[Int(customerNumbers[site])] }

    /// What is known of a site's customer.
    public func customer(of site: Int) -> Customer? { customers[customerID(of: site)] }

    /// Complexity as given, else derived; nil where neither is known.
    public func effectiveComplexity(of site: Int) -> Double? { effectiveComplexity[site] }
}
