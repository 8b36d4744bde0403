#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The arithmetic of the scan over groups of sites.
enum ScanEvidence {
    /// A group is named beyond the first only with this much evidence: 20 to 1.
    static let logNaming = log(20.0)

    static func ofGroup(observed: Int, expected: Double) -> Double {
        MultiplierMixture.groups.logEvidence(observed: observed, expected: expected)
    }

    /// One third of the mean over features and two thirds of the mean over pairs, as a logarithm.
    ///
    /// A mean of e-processes is an e-process however the groups overlap. Groups without a site yet count as 1.
    static func combined(features: [Double], featureCount: Int, pairs: [Double], pairCount: Int) -> Double {
        logSumExp([log(1.0 / 3) + mean(features, count: featureCount), log(2.0 / 3) + mean(pairs, count: pairCount)])
    }

    private static func mean(_ logs: [Double], count: Int) -> Double {
        guard count > 0 else { return 0 }
        let absent = count - logs.count
        return logSumExp(absent > 0 ? logs + [log(Double(absent))] : logs) - log(Double(count))
    }

    /// Log evidence that a failure falls into the group more often than the group's share of the expectation.
    ///
    /// Tells "concentrated here" from "elevated everywhere": the second leaves each group with its share.
    static func ofConcentration(failed: Int, expected: Double, elsewhereFailed: Int, elsewhere: Double) -> Double {
        guard expected > 0, elsewhere > 0, expected.isFinite, elsewhere.isFinite else { return 0 }
        let mixture = MultiplierMixture.groups
        let share = expected / (expected + elsewhere)
        let terms = mixture.multipliers.indices.map { index in
            let raised = mixture.multipliers[index] * expected
            let raisedShare = raised / (raised + elsewhere)
            return mixture.logWeights[index] + Double(failed) * log(raisedShare / share)
                + Double(elsewhereFailed) * (log1p(-raisedShare) - log1p(-share))
        }
        return logSumExp(terms)
    }
}
