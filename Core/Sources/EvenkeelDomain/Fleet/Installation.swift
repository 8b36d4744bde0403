/// One site or tenant running a product at a version: the unit that is scheduled.
///
/// Nil means that a fact is unknown; an empty collection, or an empty text, means that there is none. An unknown fact
/// never makes a site simple, friendly or covered.
public struct Installation: Hashable, Sendable, Codable {
    public let id: InstallationID
    public var customer: CustomerID
    public var product: String?
    public var version: Version?
    public var features: Set<String>?
    public var environment: [String: String]?
    public var complexity: Share?
    public var friendly: Share?
    public var feedback: Share?
    public var criticality: Criticality?
    public var seats: Int?
    public var wants: Set<String>?
    public var region: String?
    public var country: String?
    public var timezone: String?
    public var locale: String?
    public var workweek: WorkingWeek?
    public var serviceHours: String?
    public var window: String?
    public var accountManager: String?
    public var team: String?
    public var externalID: String?
    public var executor: String?
    public var probe: String?
    public var pinnedUntil: CivilDate?
    public var supportEnds: CivilDate?
    /// The day by which a contract asks for the upgrade.
    public var contractDue: CivilDate?
    public var after: InstallationID?
    public var movesWith: String?
    public var tags: Set<String>?

    public init(id: InstallationID, customer: CustomerID) {
        self.id = id
        self.customer = customer
    }
}

extension Installation {
    /// Features and environment attributes as one set of marks, `call-queue`, `platform=debian-12`: what
    /// combinations are made of. Nil where the features are unknown.
    public func marks(environment keys: Set<String>?) -> Set<String>? {
        guard var marks = features else { return nil }
        for (key, value) in environment ?? [:] where keys?.contains(key) ?? true { marks.insert("\(key)=\(value)") }
        return marks
    }

    /// Complexity as given, else derived: 0.05 for every feature and 0.02 for every environment attribute, at most 1.
    /// Nil where it is not given and one of the two is unknown: what nobody knows makes no site simpler.
    public var effectiveComplexity: Double? {
        if let complexity { return complexity.value }
        guard let features, let environment else { return nil }
        return Self.derivedComplexity(features: features.count, attributes: environment.count)
    }

    static func derivedComplexity(features: Int, attributes: Int) -> Double {
        min(1, 0.05 * Double(features) + 0.02 * Double(attributes))
    }
}
