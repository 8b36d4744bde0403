/// The counts of the sites that share one feature, or one pair of features.
public struct GroupTally: Sendable, Equatable {
    /// One or two names.
    public let features: [String]
    /// Failing sites for the scan.
    public let observed: Int
    /// Failures expected by now at the baseline, summed over the enrolled sites of the group.
    public let expected: Double
    /// Enrolled sites of the group.
    public let sites: Int
    /// Failed sites of the group.
    public let failed: Int

    public init(features: [String], observed: Int, expected: Double, sites: Int, failed: Int) {
        precondition(features.count == 1 || features.count == 2, "a group has one or two features")
        precondition(observed >= 0 && expected >= 0 && failed >= 0 && failed <= sites, "a tally is consistent")
        self.features = features
        self.observed = observed
        self.expected = expected
        self.sites = sites
        self.failed = failed
    }
}
