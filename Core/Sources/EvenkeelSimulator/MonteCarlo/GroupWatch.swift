import EvenkeelVerdict

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The tallies of all groups as a rollout goes on, and a quick answer to "could the scan halt now?".
///
/// The judge looks at every group each time it is asked, which is too much for millions of failures. Between failures the
/// evidence of a group only falls, so a group's evidence at its last failure is a bound on what it has now; the sum of
/// the bounds is kept, and the judge is asked only where it reaches the threshold. It never misses a halt.
struct GroupWatch {
    private let index: GroupIndex
    /// Failures expected from one unit at the halt line.
    private let expectedPerSite: Double
    private let multiplier: Double
    private var units: [Int32]
    private var failed: [Int32]
    private var bounds: [Double]
    private var boundOfMarks: Double
    private var boundOfPairs: Double

    /// - Parameters:
    ///   - baseline: failures expected from one unit at the baseline.
    ///   - multiplier: how many times the baseline is still tolerated.
    init(index: GroupIndex, baseline: Double, multiplier: Double) {
        self.index = index
        self.multiplier = multiplier
        expectedPerSite = baseline * multiplier
        units = Array(repeating: 0, count: index.groupCount)
        failed = units
        bounds = Array(repeating: 1, count: index.groupCount)
        boundOfMarks = Double(index.markCount)
        boundOfPairs = Double(index.pairCount)
    }

    mutating func enrol(_ unit: Int) {
        units.withUnsafeMutableBufferPointer { units in
            index.forEachGroup(of: unit) { units[$0] += 1 }
        }
    }

    mutating func fail(_ unit: Int) {
        index.forEachGroup(of: unit) { group in
            failed[group] += 1
            rescore(group)
        }
    }

    private mutating func rescore(_ group: Int) {
        let evidence = exp(
            MultiplierMixture.groups.logEvidence(
                observed: Int(failed[group]), expected: Double(units[group]) * expectedPerSite))
        if group < index.markCount {
            boundOfMarks += evidence - bounds[group]
        } else {
            boundOfPairs += evidence - bounds[group]
        }
        bounds[group] = evidence
    }

    /// An upper bound on the log evidence that some group fails more often than expected.
    var logBound: Double {
        let marks = index.markCount > 0 ? boundOfMarks / Double(index.markCount) : 1
        let pairs = index.pairCount > 0 ? boundOfPairs / Double(index.pairCount) : 1
        return log(marks / 3 + pairs * 2 / 3)
    }

    /// The tallies as the judge takes them. What they come to becomes the new bound.
    mutating func evidence() -> GroupEvidence {
        var tallies: [GroupTally] = []
        boundOfMarks = Double(index.markCount)
        boundOfPairs = Double(index.pairCount)
        func take(_ first: Int, _ second: Int?, _ group: Int) {
            guard units[group] > 0 else { return }
            bounds[group] = 1
            rescore(group)
            tallies.append(
                GroupTally(
                    features: index.names(of: first, second), observed: Int(failed[group]),
                    expected: Double(units[group]) * expectedPerSite / multiplier, sites: Int(units[group]),
                    failed: Int(failed[group])))
        }
        for first in 0..<index.markCount {
            take(first, nil, first)
            for second in (first + 1)..<max(index.markCount, first + 1) {
                take(first, second, index.number(first, second))
            }
        }
        return GroupEvidence(tallies: tallies, featureCount: index.markCount, pairCount: index.pairCount)
    }
}
