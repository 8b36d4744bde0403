/// A version of a product, with what it fixes, what it touches and how it is explained to customers.
public struct Release: Hashable, Sendable, Codable {
    public var product: String
    public var version: Version
    public var fixes: Set<String>
    public var touches: Set<String>
    /// Versions that must be installed on the way.
    public var requires: [Version]
    /// The incident this release ends: it passes that incident's holds and guards.
    public var fixesIncident: IncidentID?
    public var supersedes: Version?
    /// By language tag, `en`.
    public var texts: [String: ReleaseText]

    public init(
        product: String, version: Version, fixes: Set<String> = [], touches: Set<String> = [],
        requires: [Version] = [], fixesIncident: IncidentID? = nil, supersedes: Version? = nil,
        texts: [String: ReleaseText] = [:]
    ) {
        self.product = product
        self.version = version
        self.fixes = fixes
        self.touches = touches
        self.requires = requires
        self.fixesIncident = fixesIncident
        self.supersedes = supersedes
        self.texts = texts
    }

    /// What a notice is written in where there is no text in its reader's language.
    public static let fallbackLanguage = "en"

    /// The name a release goes by: `pbx 5.2.0`.
    public var name: String { "\(product) \(version)" }
}

/// What a notice must tell a customer, in one language.
public struct ReleaseText: Hashable, Sendable, Codable {
    public var summary: String
    public var downtime: String
    public var whatYouDo: String
    public var whatToTest: String
    public var wayBack: String

    public init(summary: String, downtime: String, whatYouDo: String, whatToTest: String, wayBack: String) {
        self.summary = summary
        self.downtime = downtime
        self.whatYouDo = whatYouDo
        self.whatToTest = whatToTest
        self.wayBack = wayBack
    }
}
