#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What a halt line will do to a release of a given quality, computed exactly: no simulation.
public struct HaltForecast: Sendable, Equatable {
    /// Probability of a halt within the sites looked at.
    public let halted: Double
    /// Mean number of sites at the halt, or all of them where none comes.
    public let meanSites: Double
    /// Mean number of failed sites by then.
    public let meanFailed: Double

    /// The least mean number of sites any rule needs to tell two rates apart, even one that is told both (Wald 1945).
    ///
    /// - Returns: log(1 / falseHalt) over the information in one site; infinity for equal rates.
    public static func waldSites(falseHalt: Double, baseline: Double, rate: Double) -> Double {
        precondition(falseHalt > 0 && falseHalt < 1, "the false-halt probability lies between 0 and 1")
        precondition(baseline > 0 && baseline < 1 && rate > 0 && rate < 1, "rates lie between 0 and 1")
        let information = rate * log(rate / baseline) + (1 - rate) * (log1p(-rate) - log1p(-baseline))
        return -log(falseHalt) / information
    }
}

extension Staircase {
    /// The distribution over sites that fail independently with the same rate, judged after every one.
    ///
    /// - Parameters:
    ///   - rate: probability that a site fails with this release.
    ///   - baseline: probability that the line expects.
    ///   - multiplier: how many times the baseline the line allows.
    ///   - sites: sites of the rollout.
    public func forecast(rate: Double, baseline: Double, multiplier: Double = 1, sites: Int) -> HaltForecast {
        precondition(rate >= 0 && rate <= 1 && sites >= 0, "a rate is a probability")
        let perSite = Self.expected(fromProbability: baseline) * multiplier
        var alive = [1.0]
        var (halted, siteSum, failedSum) = (0.0, 0.0, 0.0)
        var lowest = 0
        var site = 0
        while site < sites, 1 - halted > 1e-9 {
            site += 1
            alive.append(0)
            for count in stride(from: alive.count - 1, through: max(1, lowest), by: -1) {
                alive[count] = alive[count] * (1 - rate) + alive[count - 1] * rate
            }
            if lowest == 0 { alive[0] *= 1 - rate }
            while let most = alive.last, alive.count > 1,
                halts(observed: alive.count - 1, expected: Double(site) * perSite)
            {
                halted += most
                siteSum += most * Double(site)
                failedSum += most * Double(alive.count - 1)
                alive.removeLast()
            }
            while lowest < alive.count - 1, alive[lowest] < 1e-20 {
                alive[lowest] = 0
                lowest += 1
            }
            while let most = alive.last, most < 1e-20, alive.count > lowest + 1 { alive.removeLast() }
        }
        for (failed, probability) in alive.enumerated() { failedSum += probability * Double(failed) }
        return HaltForecast(
            halted: halted, meanSites: siteSum + (1 - halted) * Double(sites), meanFailed: failedSum)
    }
}
