#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// When to halt: for each number of failing sites, the largest expectation at which they are too many.
///
/// The rule may be asked after every single outcome and still halts a harmless release with a probability of at most
/// `falseHalt` over the whole rollout. Calibrating it takes milliseconds for fleets of
/// thousands, so the caller makes it once and keeps it.
///
/// Unreported sites may be counted as healthy: the expectation is added in full when a site is enrolled, so what is
/// not known yet can only delay a halt. Counting only sites that have reported is not valid, since failures report
/// earlier than successes.
///
/// Sources: exactly calibrated boundaries for Poisson counts as in vaccine safety, Kulldorff et al. 2011 (MaxSPRT);
/// mixtures of likelihood ratios for canaries, Lindon and Malek 2020.
public struct Staircase: Sendable, Equatable {
    enum Line: Sendable, Equatable {
        case mixture(threshold: Double)
        /// The steps as they stand, then a straight line.
        case table(perFurtherFailure: Double)
    }

    /// Largest probability of halting a release that is no worse than its baseline (0.01 is 1 %).
    public let falseHalt: Double
    /// Events expected over the whole rollout, the length the line is calibrated for; nil for any length.
    public let horizon: Double?
    let line: Line
    /// `steps[k]` is the limit for k failures; minus infinity where k failures never halt.
    let steps: [Double]

    /// A line for a rollout of known length whose probability of a false halt equals `falseHalt` exactly.
    ///
    /// Falls back to `unbounded` when the horizon is not finite (a baseline of 100 %).
    /// - Parameters:
    ///   - falseHalt: between 0 and 1, both excluded.
    ///   - horizon: events expected if every site of the rollout takes part and fails at its baseline.
    public static func calibrated(falseHalt: Double, horizon: Double) -> Staircase {
        precondition(falseHalt > 0 && falseHalt < 1, "the false-halt probability lies between 0 and 1")
        precondition(horizon >= 0, "the horizon is not negative")
        guard horizon.isFinite else { return unbounded(falseHalt: falseHalt) }
        return StaircaseCalibration.solve(falseHalt: falseHalt, horizon: horizon)
    }

    /// A line without a horizon, valid for rollouts of any length by Ville's inequality.
    ///
    /// For rollouts that may be prolonged or whose baselines may be revised downwards. It costs 7 to 15 % more
    /// exposure than the calibrated line, and its real rate of false halts is about half of what is allowed.
    public static func unbounded(falseHalt: Double) -> Staircase {
        precondition(falseHalt > 0 && falseHalt < 1, "the false-halt probability lies between 0 and 1")
        return Staircase(falseHalt: falseHalt, horizon: nil, threshold: -log(falseHalt))
    }

    /// The tabulated line for 1 % false halts over 100 expected events, tuned for regressions of 2x and more.
    ///
    /// Found by backward induction on the weighted exposure at 2x, 3x, 5x, 10x and 20x; no rule that is not told the
    /// size of the regression can do noticeably better at all five.
    public static let universalTable = Staircase(
        falseHalt: 0.01, horizon: 100, line: .table(perFurtherFailure: UniversalTable.perFurtherFailure),
        steps: [-.infinity, -.infinity] + UniversalTable.limits)

    /// The line for a fleet whose sites all have the same baseline and count in full when they are enrolled.
    ///
    /// It is somewhat faster than `calibrated` and `tabulated`, which hold for sites of any kind.
    public static func forAlikeSites(
        kind: HaltLineKind = .staircase, falseHalt: Double, baseline: Double, multiplier: Double = 1, sites: Int
    ) -> Staircase {
        precondition(sites >= 0 && multiplier > 0, "sites and multiples of the baseline are not negative")
        return AlikeSites.solve(
            kind: kind, falseHalt: falseHalt, baseline: baseline, multiplier: multiplier, sites: sites)
    }

    /// The line of `universalTable` worked out for another rate of false halts and another length.
    ///
    /// Takes a few hundredths of a second for 100 expected events. Falls back to `unbounded` as `calibrated` does.
    public static func tabulated(falseHalt: Double, horizon: Double) -> Staircase {
        precondition(falseHalt > 0 && falseHalt < 1, "the false-halt probability lies between 0 and 1")
        precondition(horizon >= 0, "the horizon is not negative")
        guard horizon.isFinite else { return unbounded(falseHalt: falseHalt) }
        return LineInduction.solve(falseHalt: falseHalt, horizon: horizon)
    }

    init(falseHalt: Double, horizon: Double?, line: Line, steps: [Double]) {
        self.falseHalt = falseHalt
        self.horizon = horizon
        self.line = line
        self.steps = steps
    }

    /// The mixture line at a threshold, with its steps up to the horizon worked out.
    init(falseHalt: Double, horizon: Double?, threshold: Double) {
        var steps = [-Double.infinity]
        while steps.count < 64 || steps[steps.count - 1] < horizon ?? 0 {
            let start = max(0, steps[steps.count - 1])
            steps.append(
                MultiplierMixture.haltLine.largestExpected(
                    observed: steps.count, threshold: threshold, startingAt: start) ?? -.infinity)
        }
        self.init(falseHalt: falseHalt, horizon: horizon, line: .mixture(threshold: threshold), steps: steps)
    }

    /// The log evidence that halts; nil for the tabulated line, which has none.
    public var threshold: Double? {
        guard case .mixture(let threshold) = line else { return nil }
        return threshold
    }

    /// Natural logarithm of the evidence against the baseline: 0 for no data, growing with failures.
    public static func logE(observed: Int, expected: Double) -> Double {
        MultiplierMixture.haltLine.logEvidence(observed: observed, expected: expected)
    }

    /// The largest expectation at which `failures` failing sites halt, or nil if that many never do.
    public func tau(_ failures: Int) -> Double? {
        precondition(failures >= 0, "a number of failures is not negative")
        if failures < steps.count { return steps[failures] >= 0 ? steps[failures] : nil }
        switch line {
        case .mixture(let threshold):
            return MultiplierMixture.haltLine.largestExpected(
                observed: failures, threshold: threshold, startingAt: max(0, steps[steps.count - 1]))
        case .table(let perFurtherFailure):
            let last = steps.count - 1
            return steps[last] + perFurtherFailure * Double(failures - last)
        }
    }

    /// Whether so many failing sites are too many while so few were expected.
    ///
    /// Past the horizon the calibration no longer speaks, and the line without a horizon is used instead. That adds
    /// less than `falseHalt` once more; `haltProbability(multiplier:within:)` computes the sum.
    public func halts(observed: Int, expected: Double) -> Bool {
        if isPastHorizon(expected) {
            return Self.logE(observed: observed, expected: expected) >= -log(falseHalt)
        }
        guard let limit = tau(observed) else { return false }
        return expected <= limit
    }

    /// A sum over the sites of a fleet may exceed the same number times one site by rounding alone.
    private func isPastHorizon(_ expected: Double) -> Bool {
        guard let horizon else { return false }
        return expected > horizon * (1 + 1e-9)
    }

    /// Events expected from one site with a given probability of failing.
    ///
    /// A site that fails with probability p is dominated by "at least one point" of a Poisson process of length
    /// -log(1-p), so every bound for the Poisson process holds for sites.
    /// - Returns: infinity when the probability is 1.
    public static func expected(fromProbability probability: Double) -> Double {
        precondition(probability >= 0 && probability <= 1, "a probability lies between 0 and 1")
        return -log1p(-probability)
    }

    /// The staircase as a table of sites: "2 failures within 7 sites, 3 within 18, ...".
    ///
    /// Lines that cannot be reached, such as 3 failures within 2 sites, are left out.
    /// - Parameters:
    ///   - baseline: probability that one site fails.
    ///   - multiplier: how many times the baseline is still tolerated by the halt line.
    ///   - count: how many lines at most.
    public func linesInSites(baseline: Double, multiplier: Double = 1, count: Int = 12) -> [HaltLine] {
        let perSite = Self.expected(fromProbability: baseline) * multiplier
        guard perSite.isFinite else { return [] }
        var lines: [HaltLine] = []
        var failures = 1
        // More failures than sites are never seen: a line that only they would reach is none.
        let most = horizon.map { perSite > 0 ? $0 / perSite + 0.5 : 1000 } ?? 1000
        while lines.count < count, Double(failures) <= most {
            if let line = haltLine(failures: failures, perSite: perSite), line.sites ?? failures >= failures {
                lines.append(line)
                if let horizon, line.expected >= horizon { break }
                if line.sites == nil { break }
            }
            failures += 1
        }
        return lines
    }

    /// The smallest number of failing sites that would halt right now, and how long that line lasts.
    ///
    /// - Returns: nil when infinitely many failures are expected, where nothing halts.
    public func nextLine(observed: Int, expected: Double, perSite: Double) -> HaltLine? {
        guard expected.isFinite, perSite.isFinite else { return nil }
        var tooFew = observed
        var step = 1
        while !halts(observed: tooFew + step, expected: expected) {
            tooFew += step
            step *= 2
        }
        var enough = tooFew + step
        while enough - tooFew > 1 {
            let middle = tooFew + (enough - tooFew) / 2
            if halts(observed: middle, expected: expected) { enough = middle } else { tooFew = middle }
        }
        if isPastHorizon(expected) {
            return Self.unbounded(falseHalt: falseHalt).haltLine(failures: enough, perSite: perSite)
        }
        return haltLine(failures: enough, perSite: perSite)
    }

    private func haltLine(failures: Int, perSite: Double) -> HaltLine? {
        guard let limit = tau(failures) else { return nil }
        let reach = min(limit, horizon ?? .infinity)
        let sites = reach / perSite
        return HaltLine(failures: failures, expected: reach, sites: sites < 1e15 ? Int(sites) : nil)
    }
}
