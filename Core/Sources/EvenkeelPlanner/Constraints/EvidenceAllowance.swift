public import EvenkeelDomain

/// How many more sites must be clean before a wave of `nextWaveSites` may open, when `cleanSites` have not failed.
public typealias GateForecaster = (_ cleanSites: Int, _ nextWaveSites: Int, VerdictPolicy) -> Int

/// How large the next wave may be if nothing has failed.
struct EvidenceAllowance {
    let verdict: VerdictPolicy
    let forecast: GateForecaster?

    /// The largest wave that needs no further clean site, at most `remaining`; 0 where not even one is covered.
    ///
    /// Without a forecaster the evidence counts for nothing: at a failure rate of 1 the excess of `s` sites is
    /// `s * (1 - tolerated)`, which must not be above `acceptSites`.
    func sites(afterClean cleanSites: Int, remaining: Int) -> Int {
        guard let forecast else {
            let excess = max(0.001, 1 - verdict.tolerate * verdict.baseline.value)
            return Int(min(Double(remaining), verdict.acceptSites / excess))
        }
        var (low, high) = (0, remaining)
        while low < high {
            let middle = (low + high + 1) / 2
            if forecast(cleanSites, middle, verdict) <= 0 { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
