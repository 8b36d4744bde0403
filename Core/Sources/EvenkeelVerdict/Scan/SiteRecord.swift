/// One enrolled site, as the scan sees it. Sites that always move together are one record; see `Cohort`.
public struct SiteRecord: Sendable, Equatable {
    public let id: Int
    /// Indices of the site's features, ascending and without repetition.
    public let features: [Int]
    /// Failures expected from this site at its baseline, whether it has reported or not.
    public let expected: Double
    public let failed: Bool
    /// Whether the halt counts its failure; false where another site of the same customer counts for it.
    public let isCounted: Bool

    /// - Parameter isCounted: nil for every failure.
    public init(id: Int, features: [Int], expected: Double, failed: Bool, isCounted: Bool? = nil) {
        precondition(zip(features, features.dropFirst()).allSatisfy { $0 < $1 }, "features ascend without repetition")
        precondition(expected >= 0, "an expectation is not negative")
        precondition(failed || isCounted != true, "only a failure is counted")
        self.id = id
        self.features = features
        self.expected = expected
        self.failed = failed
        self.isCounted = isCounted ?? failed
    }
}
