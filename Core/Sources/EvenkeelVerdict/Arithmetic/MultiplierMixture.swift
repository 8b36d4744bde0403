#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A weighted set of "how many times worse than the baseline" guesses, turned into one running bet against the baseline.
///
/// Nobody knows beforehand how large a regression will be, so the bet is spread: for each multiplier m with weight w,
/// a Poisson count with mean m times the expectation is compared with one at the expectation itself. The weighted mean
/// of those likelihood ratios is an e-process: while the release is no worse than the baseline, the chance that it
/// ever reaches 1/alpha is at most alpha (Ville's inequality), however often one looks.
public struct MultiplierMixture: Sendable, Equatable {
    /// Rate multipliers, each above 1.
    public let multipliers: [Double]
    /// Weights in the order of `multipliers`; they sum to 1.
    public let weights: [Double]
    let logMultipliers: [Double]
    let logWeights: [Double]

    init(multipliers: [Double], weights: [Double]) {
        self.multipliers = multipliers
        self.weights = weights
        logMultipliers = multipliers.map { log($0) }
        logWeights = weights.map { log($0) }
    }

    /// For the halt line of one metric: much weight on 40x, so that a broken release stops after two or three failures.
    public static let haltLine = MultiplierMixture(
        multipliers: [1.5, 2, 3, 5, 9, 18, 40],
        weights: [0.11, 0.11, 0.14, 0.06, 0.06, 0.06, 0.46])

    /// For groups and controls: weight on small multipliers, since a group gathers its evidence slowly.
    public static let groups = MultiplierMixture(
        multipliers: [1.5, 2, 3, 5, 9, 18, 40, 90],
        weights: [0.30, 0.22, 0.14, 0.10, 0.08, 0.07, 0.05, 0.04])

    /// Natural logarithm of the evidence that events come faster than expected.
    ///
    /// - Parameters:
    ///   - observed: events so far, each site counted once.
    ///   - expected: events expected by now at the baseline; may be infinite (a baseline of 100 %).
    /// - Returns: 0 for no data; minus infinity when infinitely many were expected.
    public func logEvidence(observed: Int, expected: Double) -> Double {
        evaluate(observed: observed, expected: expected).value
    }

    /// The log evidence and its derivative in `expected`, which is negative.
    private func evaluate(observed: Int, expected: Double) -> (value: Double, slope: Double) {
        precondition(observed >= 0 && expected >= 0, "counts and expectations are not negative")
        guard expected.isFinite else { return (-.infinity, 0) }
        let count = Double(observed)
        var largest = -Double.infinity
        for index in 0..<multipliers.count {
            let term = logWeights[index] + count * logMultipliers[index] - (multipliers[index] - 1) * expected
            if term > largest { largest = term }
        }
        var sum = 0.0
        var weighted = 0.0
        for index in 0..<multipliers.count {
            let excess = multipliers[index] - 1
            let share = exp(logWeights[index] + count * logMultipliers[index] - excess * expected - largest)
            sum += share
            weighted += share * excess
        }
        return (largest + log(sum), -weighted / sum)
    }

    /// The largest expectation at which `observed` events still reach `threshold`, or nil if they never do.
    ///
    /// The log evidence is convex and falling in the expectation, so Newton's steps from the left stay left of the
    /// answer; once rounding carries one past it, halving what remains finishes. The value returned always reaches the
    /// threshold.
    /// - Parameter start: a known expectation that reaches the threshold, such as the answer for one event fewer.
    func largestExpected(observed: Int, threshold: Double, startingAt start: Double = 0) -> Double? {
        var reaches = start
        var (value, slope) = evaluate(observed: observed, expected: reaches)
        guard value >= threshold else { return nil }
        var misses = reaches
        while misses <= reaches {
            // A little more than Newton's step, so that the last steps bracket the answer instead of creeping up to it.
            let candidate = reaches + (value - threshold) / -slope + 1e-14 * (1 + reaches)
            (value, slope) = evaluate(observed: observed, expected: candidate)
            if value >= threshold { reaches = candidate } else { misses = candidate }
        }
        while true {
            let middle = (reaches + misses) / 2
            guard middle > reaches, middle < misses else { return reaches }
            if evaluate(observed: observed, expected: middle).value >= threshold {
                reaches = middle
            } else {
                misses = middle
            }
        }
    }
}
