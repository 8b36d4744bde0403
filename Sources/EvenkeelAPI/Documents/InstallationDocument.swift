public import EvenkeelDomain

/// An installation; a fact that is unknown is left out, an empty list means that there is none.
public struct InstallationDocument: Codable, Hashable, Sendable {
    public var id: String
    public var customer: String
    public var customerName: String?
    public var product: String?
    public var version: String?
    /// Who says so: executor, agent, probe, technician or import.
    public var versionSource: String?
    public var versionAt: String?
    public var features: [String]?
    public var environment: [String: String]?
    public var complexity: Double?
    public var friendly: Double?
    public var feedback: Double?
    public var criticality: String?
    public var seats: Int?
    public var wants: [String]?
    public var region: String?
    public var country: String?
    public var timezone: String?
    public var locale: String?
    public var accountManager: String?
    public var team: String?
    public var externalId: String?
    public var executor: String?
    public var pinnedUntil: String?
    public var supportEnds: String?
    public var after: String?
    public var movesWith: String?
    public var tags: [String]?

    public init(_ site: Installation, customer: Customer?, fact: VersionFact? = nil) {
        id = site.id.text
        self.customer = site.customer.text
        customerName = customer?.name
        product = site.product
        version = site.version?.description
        versionSource = fact?.source.rawValue
        // What was imported without a time is as old as anything.
        versionAt = fact.flatMap { $0.at.milliseconds > 0 ? $0.at.description : nil }
        features = site.features?.sorted()
        environment = site.environment
        complexity = site.complexity?.value
        friendly = site.friendly?.value
        feedback = site.feedback?.value
        criticality = site.criticality?.rawValue
        seats = site.seats
        wants = site.wants?.sorted()
        region = site.region
        country = site.country
        timezone = site.timezone
        locale = site.locale
        accountManager = site.accountManager
        team = site.team
        externalId = site.externalID
        executor = site.executor
        pinnedUntil = site.pinnedUntil?.description
        supportEnds = site.supportEnds?.description
        after = site.after?.text
        movesWith = site.movesWith
        tags = site.tags?.sorted()
    }
}
