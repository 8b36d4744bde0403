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
        /// Log evidence that the sites elsewhere, taken together, fail more often than expected too.
        public let logElsewhere: Double
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
        ScanTallies(records: records, featureCount: featureCount, pairCount: pairCount, multiplier: multiplier)
            .logEvidence
    }

    /// The groups that fail more often than expected, strongest first, such that on average no more than a share of
    /// `falseDiscoveries` of them is listed wrongly, however the groups overlap.
    ///
    /// Unlike `named`, which explains the failures in as few groups as possible, this lists every group that is
    /// suspicious, overlapping ones too. Source: the e-BH procedure of Wang and Ramdas, "False discovery rate control
    /// with e-values", JRSS-B 2022.
    public func listed(falseDiscoveries: Double) -> [Named] {
        selected(falseDiscoveries: falseDiscoveries).map { describe($0.group, evidence: $0.evidence, in: records) }
    }

    private func selected(falseDiscoveries: Double) -> [(group: ScanTallies.Group, evidence: Double)] {
        let tallies = ScanTallies(
            records: records, featureCount: featureCount, pairCount: pairCount, multiplier: multiplier)
        var groups: [ScanTallies.Group] = []
        var evidence: [Double] = []
        tallies.forEachPresent { group, tally in
            guard tally.observed > 0 else { return }
            groups.append(group)
            evidence.append(ScanEvidence.ofGroup(observed: Int(tally.observed), expected: tally.expected))
        }
        let selected = EvidenceSelection.select(
            logEvidence: evidence, hypotheses: featureCount + pairCount, falseDiscoveries: falseDiscoveries)
        return selected.map { (groups[$0], evidence[$0]) }
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
            remaining.removeAll { next.features.allSatisfy($0.features.contains) }
        }
        return named
    }

    /// The groups the failures point to, with the names of their features.
    public func implicated(names: [String]) -> [Implicated] {
        let named = named()
        guard !named.isEmpty else { return [] }
        let selected = Set(
            selected(falseDiscoveries: EvidenceSelection.falseDiscoveries).map { one in
                one.group.second.map { [one.group.first, $0] } ?? [one.group.first]
            })
        return named.map { group in
            Implicated(
                features: group.features.map { names[$0] }, logEvidence: group.logEvidence, failed: group.failed,
                sites: group.sites, elsewhereFailed: group.elsewhereFailed, elsewhereSites: group.elsewhereSites,
                logConcentration: group.logConcentration, logElsewhere: group.logElsewhere,
                isSelected: selected.contains(group.features))
        }
    }

    /// The tallies by name, as a verdict takes them. Expectations are at the baseline, without the multiplier.
    ///
    /// - Parameter expected: see `GroupEvidence.expected`.
    public func groupEvidence(names: [String], expected: Double? = nil) -> GroupEvidence {
        let counted = ScanTallies(records: records, featureCount: featureCount, pairCount: pairCount, multiplier: 1)
        // Where a customer counts once, its other failures are still shown.
        let failed =
            records.contains { $0.failed && !$0.isCounted }
            ? ScanTallies(
                records: records.map {
                    SiteRecord(id: $0.id, features: $0.features, expected: $0.expected, failed: $0.failed)
                }, featureCount: featureCount, pairCount: pairCount, multiplier: 1) : counted
        var tallies: [GroupTally] = []
        counted.forEachPresent { group, tally in
            tallies.append(
                GroupTally(
                    features: group.features.map { names[$0] }, observed: Int(tally.observed),
                    expected: tally.expected, sites: Int(tally.sites),
                    failed: Int(failed.tally(group.first, group.second ?? group.first).observed)))
        }
        return GroupEvidence(
            tallies: tallies, featureCount: featureCount, pairCount: pairCount, expected: expected)
    }

    private func strongest(in records: [SiteRecord]) -> Named? {
        let tallies = ScanTallies(
            records: records, featureCount: featureCount, pairCount: pairCount, multiplier: multiplier)
        var best: (group: ScanTallies.Group, evidence: Double)?
        tallies.forEachPresent { group, tally in
            guard tally.observed > 0 else { return }
            let evidence = ScanEvidence.ofGroup(observed: Int(tally.observed), expected: tally.expected)
            if evidence > best?.evidence ?? 0 { best = (group, evidence) }
        }
        return best.map { describe($0.group, evidence: $0.evidence, in: records) }
    }

    private func describe(_ group: ScanTallies.Group, evidence: Double, in records: [SiteRecord]) -> Named {
        var inside = Share()
        var elsewhere = Share()
        for record in records {
            if record.features.contains(group.first), group.second.map(record.features.contains) ?? true {
                inside.add(record, multiplier: multiplier)
            } else {
                elsewhere.add(record, multiplier: multiplier)
            }
        }
        return Named(
            features: group.features, logEvidence: evidence, failed: inside.failed, sites: inside.sites,
            elsewhereFailed: elsewhere.failed, elsewhereSites: elsewhere.sites,
            logConcentration: ScanEvidence.ofConcentration(
                failed: inside.counted, expected: inside.expected, elsewhereFailed: elsewhere.counted,
                elsewhere: elsewhere.expected),
            logElsewhere: MultiplierMixture.groups.logEvidence(
                observed: elsewhere.counted, expected: elsewhere.expected))
    }

    /// The sites inside or outside a group.
    private struct Share {
        var sites = 0
        var failed = 0
        var counted = 0
        var expected = 0.0

        mutating func add(_ record: SiteRecord, multiplier: Double) {
            sites += 1
            expected += record.expected * multiplier
            if record.failed { failed += 1 }
            if record.isCounted { counted += 1 }
        }
    }
}
