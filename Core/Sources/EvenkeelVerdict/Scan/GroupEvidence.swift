/// The tallies of all groups, with the number of groups the scan was announced to look at.
///
/// The numbers of groups are fixed when the rollout is planned and do not grow with enrolment: a mean over "the groups
/// seen so far" would be topped up whenever a new group appears, and would no longer guard against false halts.
public struct GroupEvidence: Sendable, Equatable {
    /// Groups with at least one enrolled site, in any order.
    public let tallies: [GroupTally]
    /// Features in the selected fleet.
    public let featureCount: Int
    /// Pairs of features that occur together at some site of the selected fleet.
    public let pairCount: Int
    /// Failures expected of all sites together, where that is not what the metric expects: with a delay profile the
    /// groups go on expecting everything at once.
    public let expected: Double?

    public init(tallies: [GroupTally], featureCount: Int, pairCount: Int, expected: Double? = nil) {
        precondition(tallies.count { $0.features.count == 1 } <= featureCount, "no more features than announced")
        precondition(tallies.count { $0.features.count == 2 } <= pairCount, "no more pairs than announced")
        self.tallies = tallies
        self.featureCount = featureCount
        self.pairCount = pairCount
        self.expected = expected
    }

    /// Log evidence that some group, whichever, fails more often than expected.
    ///
    /// - Parameter multiplier: how many times the baseline is still tolerated.
    public func logEvidence(multiplier: Double = 1) -> Double {
        var features: [Double] = []
        var pairs: [Double] = []
        for tally in tallies {
            let evidence = ScanEvidence.ofGroup(observed: tally.observed, expected: tally.expected * multiplier)
            if tally.features.count == 1 { features.append(evidence) } else { pairs.append(evidence) }
        }
        return ScanEvidence.combined(
            features: features, featureCount: featureCount, pairs: pairs, pairCount: pairCount)
    }
}
