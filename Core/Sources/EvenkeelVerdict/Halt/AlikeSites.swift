#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Spends the allowed false halts exactly where all sites count the same, in full, when they are enrolled.
///
/// The lines are made for a Poisson process, which any mixture of sites stays below. When every site has the same
/// baseline, the distribution is known exactly, a line for 1 % spends only 0.83 % at a baseline of 1 %, and may be
/// raised. Not valid with a delay profile or with baselines that differ between sites.
enum AlikeSites {
    static func solve(kind: HaltLineKind, falseHalt: Double, baseline: Double, multiplier: Double, sites: Int)
        -> Staircase
    {
        let perSite = Staircase.expected(fromProbability: baseline) * multiplier
        let horizon = Double(sites) * perSite
        // A site fails at the halt line with the probability that its expectation stands for.
        let rate = -expm1(-perSite)
        func spent(_ line: Staircase) -> Double {
            line.forecast(rate: rate, baseline: baseline, multiplier: multiplier, sites: sites).halted
        }
        guard horizon > 0, horizon.isFinite else { return .calibrated(falseHalt: falseHalt, horizon: horizon) }
        if kind == .table, rate > 0.002, sites <= 30_000 {
            return LineInduction.solve(falseHalt: falseHalt, rate: rate, perSite: perSite, sites: sites)
        }
        let start =
            kind == .table
            ? Staircase.tabulated(falseHalt: falseHalt, horizon: horizon)
            : Staircase.calibrated(falseHalt: falseHalt, horizon: horizon)
        guard spent(start) <= falseHalt else { return start }
        var best = start
        var (low, high) = (0.0, 1.0)
        for _ in 0..<16 {
            let middle = (low + high) / 2
            let candidate = raised(start, by: middle)
            if spent(candidate) <= falseHalt {
                low = middle
                best = candidate
            } else {
                high = middle
            }
        }
        return best
    }

    /// A line between the given one (0) and one that halts far too often (1).
    private static func raised(_ line: Staircase, by share: Double) -> Staircase {
        switch line.line {
        case .mixture(let threshold):
            return Staircase(
                falseHalt: line.falseHalt, horizon: line.horizon, threshold: threshold * (1 - 0.5 * share))
        case .table(let slope):
            return Staircase(
                falseHalt: line.falseHalt, horizon: line.horizon, line: .table(perFurtherFailure: slope),
                steps: line.steps.map { $0 > 0 ? $0 * (1 + share) : $0 })
        }
    }
}
