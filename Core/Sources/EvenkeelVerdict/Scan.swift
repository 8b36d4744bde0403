/// Looks at every feature and every pair of features for a concentration of failures.
///
/// Memory grows with the square of the number of features (24 bytes for each pair, 480 KB for 200 features), time with
/// the sum over the sites of the square of their number of features.
public struct Scan: Sendable {
    /// A group named by the scan, by feature index.
    public struct Named: Sendable, Equatable {
        /// One or two feature indices.
        public let features: [Int]
        /// Log evidence that the group fails more often than expected.
        public let logEvidence: Double
        public let failed: Int
        public let sites: Int
        /// Failed sites outside the group, and outside the groups named before it.
        public let elsewhereFailed: Int
        public let elsewhereSites: Int
        /// Log evidence that failures are concentrated here rather than elevated everywhere.
        public let logConcentration: Double
    }

    public let records: [SiteRecord]
    public let featureCount: Int
    public let pairCount: Int
    public let multiplier: Double

    /// - Parameters:
    ///   - records: all enrolled sites.
    ///   - featureCount: features in the selected fleet; every index in the records is below it.
    ///   - pairCount: pairs that occur in the selected fleet; nil counts all possible pairs, which is valid but gives
    ///     away power.
    ///   - multiplier: how many times the baseline is still tolerated.
    public init(records: [SiteRecord], featureCount: Int, pairCount: Int? = nil, multiplier: Double = 1) {
        precondition(
            records.allSatisfy { ($0.features.first ?? 0) >= 0 && ($0.features.last ?? -1) < featureCount },
            "feature indices lie below the number of features")
        self.records = records
        self.featureCount = featureCount
        self.pairCount = pairCount ?? featureCount * (featureCount - 1) / 2
        self.multiplier = multiplier
    }

    /// Log evidence that some group, whichever, fails more often than expected.
    public var logEvidence: Double {
        let tallies = ScanTallies(records: records, featureCount: featureCount, multiplier: multiplier)
        var features: [Double] = []
        var pairs: [Double] = []
        tallies.forEachPresent { group, tally in
            let evidence = ScanEvidence.ofGroup(observed: tally.failed, expected: tally.expected)
            if group.second == nil { features.append(evidence) } else { pairs.append(evidence) }
        }
        precondition(pairs.count <= pairCount, "no more pairs than announced")
        return ScanEvidence.combined(
            features: features, featureCount: featureCount, pairs: pairs, pairCount: pairCount)
    }

    /// The groups the failures point to, strongest first.
    ///
    /// The first is the group with the most evidence; since more expected failures weigh against a group, a broken pair
    /// wins over its features. Then its sites are set aside and the rest is searched again, as long as the evidence is
    /// at least 20. Of groups with the same sites the single feature is named.
    /// - Returns: nothing if no group has failed more often than expected.
    public func named() -> [Named] {
        var remaining = records
        var named: [Named] = []
        while let next = strongest(in: remaining) {
            guard named.isEmpty || next.logEvidence >= ScanEvidence.logNaming else { break }
            named.append(next)
            remaining.removeAll { Set($0.features).isSuperset(of: next.features) }
        }
        return named
    }

    /// The groups the failures point to, with the names of their features.
    public func implicated(names: [String]) -> [Implicated] {
        named().map { group in
            Implicated(
                features: group.features.map { names[$0] }, logEvidence: group.logEvidence, failed: group.failed,
                sites: group.sites, elsewhereFailed: group.elsewhereFailed, elsewhereSites: group.elsewhereSites,
                logConcentration: group.logConcentration)
        }
    }

    /// The tallies by name, as a verdict takes them. Expectations are at the baseline, without the multiplier.
    public func groupEvidence(names: [String]) -> GroupEvidence {
        var tallies: [GroupTally] = []
        ScanTallies(records: records, featureCount: featureCount, multiplier: 1).forEachPresent { group, tally in
            tallies.append(
                GroupTally(
                    features: group.features.map { names[$0] }, observed: tally.failed, expected: tally.expected,
                    sites: tally.sites, failed: tally.failed))
        }
        return GroupEvidence(tallies: tallies, featureCount: featureCount, pairCount: pairCount)
    }

    private func strongest(in records: [SiteRecord]) -> Named? {
        let tallies = ScanTallies(records: records, featureCount: featureCount, multiplier: multiplier)
        var best: (group: ScanTallies.Group, tally: ScanTallies.Tally, evidence: Double)?
        tallies.forEachPresent { group, tally in
            guard tally.failed > 0 else { return }
            let evidence = ScanEvidence.ofGroup(observed: tally.failed, expected: tally.expected)
            if evidence > best?.evidence ?? 0 { best = (group, tally, evidence) }
        }
        guard let best else { return nil }
        var elsewhere = ScanTallies.Tally()
        for record in records where !Set(record.features).isSuperset(of: best.group.features) {
            elsewhere.add(record, multiplier: multiplier)
        }
        return Named(
            features: best.group.features, logEvidence: best.evidence, failed: best.tally.failed,
            sites: best.tally.sites, elsewhereFailed: elsewhere.failed, elsewhereSites: elsewhere.sites,
            logConcentration: ScanEvidence.ofConcentration(
                failed: best.tally.failed, expected: best.tally.expected, elsewhereFailed: elsewhere.failed,
                elsewhere: elsewhere.expected))
    }
}
