import EvenkeelDomain
public import EvenkeelLedger

/// How the evidence of a rollout grew.
public struct GrowthDocument: Codable, Hashable, Sendable {
    public struct Point: Codable, Hashable, Sendable {
        public var at: String
        public var sites: Int
        public var failed: Int
        public var upperBound: Double
    }

    public struct Step: Codable, Hashable, Sendable {
        public var at: String
        public var started: Int
        public var failed: Int
    }

    public struct Line: Codable, Hashable, Sendable {
        public var failures: Int
        @Nullable public var sites: Int?
    }

    @Nullable public var began: String?
    @Nullable public var ended: String?
    @Nullable public var haltedAt: String?
    /// `line`, `scan`, `comparison` or `limit`: what decided the halt.
    @Nullable public var haltedBy: String?
    /// What decided, in words, or that nothing on the picture decides.
    @Nullable public var decided: String?
    /// True where the health of sites is shown and decides nothing.
    public var onlyWatched: Bool
    /// When health would have halted, where it is only watched.
    @Nullable public var wouldHaltAt: String?
    /// True where sites are compared with those that are not upgraded yet, and there is no halt line.
    public var isComparing: Bool
    public var tolerated: Double
    public var confidence: Double
    public var selected: Int
    public var points: [Point]
    public var steps: [Step]
    public var haltLines: [Line]

    public init(_ growth: EvidenceGrowth) {
        began = growth.began?.description
        ended = growth.ended?.description
        haltedAt = growth.halt?.at.description
        haltedBy = growth.halt.map { VerdictSentences.name($0.rule) }
        decided = VerdictSentences.decided(growth)
        onlyWatched = growth.isOnlyWatched
        wouldHaltAt = growth.wouldHaltAt?.description
        isComparing = growth.isComparing
        tolerated = growth.tolerated
        confidence = growth.confidence
        selected = growth.selected
        points = growth.points.map {
            Point(at: $0.at.description, sites: $0.sites, failed: $0.failed, upperBound: $0.upperBound)
        }
        steps = growth.steps.map { Step(at: $0.at.description, started: $0.started, failed: $0.failed) }
        haltLines = growth.lines.map { Line(failures: $0.failures, sites: $0.sites) }
    }
}
