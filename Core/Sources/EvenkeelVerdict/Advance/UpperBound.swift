#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// How high the failure rate can still be, given what was seen so far.
public enum UpperBound {
    /// Guesses for "how much better than the rate in question", as shares of it, with their weights.
    private static let shares = [0, 0.05, 0.2, 0.45, 0.7]
    private static let weights = [0.5, 0.15, 0.15, 0.1, 0.1]

    /// The bound that holds at every moment of the rollout at once, so that it may be read as often as one likes.
    ///
    /// It inverts an e-process: the rates that are not yet refuted at 1/(1 - confidence). With no failures it is about
    /// 3.3 / sites, where the bound for one planned look is 3 / sites.
    /// - Parameters:
    ///   - failed: sites that failed.
    ///   - sites: sites whose outcome is final.
    ///   - confidence: for example 0.95.
    /// - Returns: a rate from 0 to 1; 1 while there are no sites, or none that succeeded.
    public static func anytime(failed: Int, of sites: Int, confidence: Double) -> Double {
        check(failed: failed, of: sites, confidence: confidence)
        guard failed < sites else { return 1 }
        let threshold = -log1p(-confidence)
        return smallestRate(from: 0) { logEvidence(against: $0, failed: failed, of: sites) >= threshold }
    }

    /// The bound for a single look at a number of sites fixed beforehand (Clopper and Pearson 1934, one-sided).
    ///
    /// Shown beside the anytime bound because people know it; no decision rests on it.
    public static func fixed(failed: Int, of sites: Int, confidence: Double) -> Double {
        check(failed: failed, of: sites, confidence: confidence)
        guard failed < sites else { return 1 }
        return smallestRate(from: Double(failed) / Double(sites)) {
            probabilityOfAtMost(failed, of: sites, rate: $0) <= 1 - confidence
        }
    }

    /// The smallest number of sites in all, with these failures and no more, whose anytime bound is at most `rate`.
    ///
    /// - Returns: nil when no number of sites suffices (a rate of zero, or one too small to count for).
    public static func sitesNeeded(failed: Int, rate: Double, confidence: Double) -> Int? {
        check(failed: failed, of: failed, confidence: confidence)
        guard rate < 1 else { return failed }
        guard rate > 0 else { return nil }
        let threshold = -log1p(-confidence)
        func suffices(_ sites: Int) -> Bool {
            logEvidence(against: rate, failed: failed, of: sites) >= threshold
        }
        var tooFew = failed
        var step = 1
        while !suffices(tooFew + step) {
            tooFew += step
            step *= 2
            if step > 1_000_000_000_000 { return nil }
        }
        var enough = tooFew + step
        while enough - tooFew > 1 {
            let middle = tooFew + (enough - tooFew) / 2
            if suffices(middle) { enough = middle } else { tooFew = middle }
        }
        return enough
    }

    private static func check(failed: Int, of sites: Int, confidence: Double) {
        precondition(failed >= 0 && failed <= sites, "failures lie between none and all sites")
        precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
    }

    /// Log evidence against "the rate is `rate` or more"; grows with the rate and with every clean site.
    private static func logEvidence(against rate: Double, failed: Int, of sites: Int) -> Double {
        let clean = Double(sites - failed)
        var terms: [Double] = []
        for (share, weight) in zip(shares, weights) where share > 0 || failed == 0 {
            let gain = clean > 0 ? clean * (log1p(-rate * share) - log1p(-rate)) : 0
            terms.append(log(weight) + (failed > 0 ? Double(failed) * log(share) : 0) + gain)
        }
        return logSumExp(terms)
    }

    /// The binomial distribution function, summed downwards from its largest term, which needs rate >= failed / sites.
    private static func probabilityOfAtMost(_ failed: Int, of sites: Int, rate: Double) -> Double {
        guard rate > 0 else { return 1 }
        guard rate < 1 else { return 0 }
        let total = Double(sites)
        let logChoose = logFactorial(total) - logFactorial(Double(failed)) - logFactorial(total - Double(failed))
        let odds = (1 - rate) / rate
        var term = exp(logChoose + Double(failed) * log(rate) + (total - Double(failed)) * log1p(-rate))
        var sum = term
        var count = Double(failed)
        while count > 0, term > sum * 1e-17 {
            term *= odds * count / (total - count + 1)
            sum += term
            count -= 1
        }
        return sum
    }

    private static func logFactorial(_ number: Double) -> Double {
        lgamma(number + 1)
    }

    /// Bisection for the smallest rate in (start, 1] that satisfies a condition which stays true once it is.
    private static func smallestRate(from start: Double, where holds: (Double) -> Bool) -> Double {
        var low = start
        var high = 1.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}
