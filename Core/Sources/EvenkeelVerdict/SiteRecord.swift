/// One enrolled site, as the scan sees it.
public struct SiteRecord: Sendable, Equatable {
    public let id: Int
    /// Indices of the site's features, ascending and without repetition.
    public let features: [Int]
    /// Failures expected from this site at its baseline, whether it has reported or not.
    public let expected: Double
    public let failed: Bool

    public init(id: Int, features: [Int], expected: Double, failed: Bool) {
        precondition(zip(features, features.dropFirst()).allSatisfy { $0 < $1 }, "features ascend without repetition")
        precondition(expected >= 0, "an expectation is not negative")
        self.id = id
        self.features = features
        self.expected = expected
        self.failed = failed
    }
}
