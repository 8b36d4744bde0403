#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Running counts for every feature and every pair of features, with the evidence of those that have failures.
///
/// Enrolling a site adds its expectation to the |F|(|F|+1)/2 groups it belongs to; a failure counts there and scores
/// only these groups again. Between failures evidence only falls, so older scores are upper limits: as long as their
/// mean stays below the halt, so does the true one, and only when it does not are all groups scored anew. 16 bytes and a
/// score of 8 for each group, 480 KB for 200 features. The outcome does not depend on the order of arrival.
public struct ScanTallies: Sendable {
    /// The counts of one group: 16 bytes.
    struct Tally: Equatable {
        var expected = 0.0
        var sites: UInt32 = 0
        var observed: UInt32 = 0
    }

    struct Group: Equatable {
        let first: Int
        let second: Int?

        var features: [Int] { second.map { [first, $0] } ?? [first] }
    }

    public let featureCount: Int
    public let pairCount: Int
    /// The upper triangle with its diagonal, row by row: (i, i) is feature i, (i, j) with i < j a pair.
    private(set) var tallies: [Tally]
    /// The evidence of each group when it was last scored; 0 until its first failure.
    private var scores: [Double]
    private var features = ScoreSum()
    private var pairs = ScoreSum()

    /// The scores of the groups with failures, and how many groups have a site.
    private struct ScoreSum {
        var sum = 0.0
        var present = 0
        /// True once a large score was added or taken away, so that rounding may have swallowed small ones.
        var isRough = false

        mutating func add(_ gain: Double) {
            sum += gain
            if !(abs(gain) < ScanTallies.roughFrom) { isRough = true }
        }
    }

    /// Scores above this make a running sum rough. The halt comes long before.
    fileprivate static let roughFrom = 1e12

    /// - Parameters:
    ///   - featureCount: features in the selected fleet; every index is below it.
    ///   - pairCount: pairs that occur in the selected fleet; nil counts all possible pairs, which is valid but gives
    ///     away power.
    public init(featureCount: Int, pairCount: Int? = nil) {
        self.featureCount = featureCount
        self.pairCount = pairCount ?? featureCount * (featureCount - 1) / 2
        let groups = featureCount * (featureCount + 1) / 2
        tallies = Array(repeating: Tally(), count: groups)
        scores = Array(repeating: 0, count: groups)
    }

    /// A site was given the release.
    ///
    /// - Parameters:
    ///   - features: ascending indices.
    ///   - expected: failures expected from it at the halt line.
    public mutating func enrol(features: [Int], expected: Double) {
        let (count, width) = (features.count, featureCount)
        var newFeatures = 0
        var newPairs = 0
        tallies.withUnsafeMutableBufferPointer { tallies in
            for place in 0..<count {
                let row = Self.row(features[place], width)
                for other in place..<count {
                    let index = row + features[other]
                    if tallies[index].sites == 0 { if other == place { newFeatures += 1 } else { newPairs += 1 } }
                    tallies[index].sites += 1
                    tallies[index].expected += expected
                }
            }
        }
        self.features.present += newFeatures
        pairs.present += newPairs
        precondition(pairs.present <= pairCount, "no more pairs than announced")
    }

    /// An enrolled site that had not failed before failed.
    public mutating func fail(features: [Int]) {
        let (count, width) = (features.count, featureCount)
        var (featureGain, pairGain) = (0.0, 0.0)
        tallies.withUnsafeMutableBufferPointer { tallies in
            scores.withUnsafeMutableBufferPointer { scores in
                GroupScore.withTable { table in
                    for place in 0..<count {
                        let row = Self.row(features[place], width)
                        for other in place..<count {
                            let index = row + features[other]
                            tallies[index].observed += 1
                            let score = GroupScore.evidence(
                                observed: Int(tallies[index].observed), expected: tallies[index].expected,
                                table: table)
                            let gain = score - scores[index]
                            scores[index] = score
                            if other == place { featureGain += gain } else { pairGain += gain }
                        }
                    }
                }
            }
        }
        self.features.add(featureGain)
        pairs.add(pairGain)
    }

    /// Whether the scan halts: the exact evidence has reached 1 / `falseHalt`.
    ///
    /// - Parameter falseHalt: the scan's part of the allowed probability of a false halt.
    public mutating func halts(falseHalt: Double) -> Bool {
        guard upperEvidence >= 1 / falseHalt else { return false }
        rescore()
        // Groups without a failure count between 0 and 1 each; seldom does it matter how much exactly.
        guard upperEvidence >= 1 / falseHalt else { return false }
        return evidence(eachWithoutFailure: 0) >= 1 / falseHalt || logEvidence >= -log(falseHalt)
    }

    /// Not below the true evidence: older scores of groups with failures, and 1 for every group without.
    private var upperEvidence: Double {
        guard !features.isRough, !pairs.isRough else { return .infinity }
        // Rounding of the running sums must not hide a halt, hence the hair on top.
        return evidence(eachWithoutFailure: 1) * (1 + 1e-9)
    }

    private func evidence(eachWithoutFailure base: Double) -> Double {
        func mean(_ scores: ScoreSum, _ count: Int) -> Double {
            count > 0 ? (scores.sum + base * Double(count)) / Double(count) : 1
        }
        return (mean(features, featureCount) + 2 * mean(pairs, pairCount)) / 3
    }

    /// Scores all groups with failures at what is expected of them now.
    private mutating func rescore() {
        features = ScoreSum(present: features.present)
        pairs = ScoreSum(present: pairs.present)
        GroupScore.withTable { table in
            for first in 0..<featureCount where tally(first, first).observed > 0 {
                let row = Self.row(first, featureCount)
                for second in first..<featureCount where tallies[row + second].observed > 0 {
                    let index = row + second
                    scores[index] = GroupScore.evidence(
                        observed: Int(tallies[index].observed), expected: tallies[index].expected, table: table)
                    if second == first { features.add(scores[index]) } else { pairs.add(scores[index]) }
                }
            }
        }
    }

    /// The features of the group with the most evidence, of equals the simpler one; nil before the first failure.
    public var strongest: [Int]? {
        var best: (features: [Int], evidence: Double)?
        forEachPresent { group, tally in
            guard tally.observed > 0 else { return }
            let evidence = ScanEvidence.ofGroup(observed: Int(tally.observed), expected: tally.expected)
            if evidence > best?.evidence ?? -.infinity { best = (group.features, evidence) }
        }
        return best?.features
    }

    /// Log evidence that some group, whichever, fails more often than expected; exact.
    public var logEvidence: Double {
        var features: [Double] = []
        var pairs: [Double] = []
        forEachPresent { group, tally in
            let evidence = ScanEvidence.ofGroup(observed: Int(tally.observed), expected: tally.expected)
            if group.second == nil { features.append(evidence) } else { pairs.append(evidence) }
        }
        return ScanEvidence.combined(
            features: features, featureCount: featureCount, pairs: pairs, pairCount: pairCount)
    }

    init(records: [SiteRecord], featureCount: Int, pairCount: Int?, multiplier: Double) {
        self.init(featureCount: featureCount, pairCount: pairCount)
        for record in records { enrol(features: record.features, expected: record.expected * multiplier) }
        for record in records where record.isCounted { count(features: record.features) }
    }

    /// Counts a failure without scoring it.
    private mutating func count(features: [Int]) {
        for (place, first) in features.enumerated() {
            let row = Self.row(first, featureCount)
            for second in features[place...] { tallies[row + second].observed += 1 }
        }
    }

    /// Where (i, j) stands is the row of i plus j.
    private static func row(_ first: Int, _ width: Int) -> Int { first * (2 * width - first - 1) / 2 }

    func tally(_ first: Int, _ second: Int) -> Tally { tallies[Self.row(first, featureCount) + second] }

    /// Visits the groups that have at least one site: features first, then pairs, both ascending.
    func forEachPresent(_ visit: (Group, Tally) -> Void) {
        for first in 0..<featureCount where tally(first, first).sites > 0 {
            visit(Group(first: first, second: nil), tally(first, first))
        }
        for first in 0..<featureCount where tally(first, first).sites > 0 {
            let row = Self.row(first, featureCount)
            for second in (first + 1)..<max(featureCount, first + 1) where tallies[row + second].sites > 0 {
                visit(Group(first: first, second: second), tallies[row + second])
            }
        }
    }
}
