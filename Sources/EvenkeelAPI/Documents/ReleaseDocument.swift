public import EvenkeelDomain

/// A release, written and read.
public struct ReleaseDocument: Codable, Hashable, Sendable {
    public struct Text: Codable, Hashable, Sendable {
        public var summary: String
        public var downtime: String
        public var whatYouDo: String
        public var whatToTest: String
        public var wayBack: String
    }

    public var product: String
    public var version: String
    public var fixes: [String]
    public var touches: [String]
    public var requires: [String]
    public var fixesIncident: String?
    public var supersedes: String?
    /// By language tag.
    public var texts: [String: Text]

    public init(_ release: Release) {
        product = release.product
        version = release.version.description
        fixes = release.fixes.sorted()
        touches = release.touches.sorted()
        requires = release.requires.map(\.description)
        fixesIncident = release.fixesIncident?.text
        supersedes = release.supersedes?.description
        texts = release.texts.mapValues {
            Text(
                summary: $0.summary, downtime: $0.downtime, whatYouDo: $0.whatYouDo, whatToTest: $0.whatToTest,
                wayBack: $0.wayBack)
        }
    }
}
