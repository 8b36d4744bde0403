public import EvenkeelDomain
import EvenkeelVerdict

/// Whether a gate passes if nothing fails: the advance rule of the verdict, asked before the fact.
public enum EvidenceForecast {
    /// A wave of `nextWaveSites` is covered when `nextWaveSites * max(0, U - tolerated) <= accept`, where U is the upper
    /// bound on the failure rate after `cleanSites` without a failure. Solved for U, that is the rate the evidence must
    /// refute; how many clean sites refute it is the verdict's own arithmetic.
    public static func moreSitesNeeded(cleanSites: Int, nextWaveSites: Int, verdict: VerdictPolicy) -> Int {
        let tolerated = min(1, verdict.baseline.value * verdict.tolerate)
        let rate = tolerated + verdict.acceptSites / Double(max(1, nextWaveSites))
        // A confidence of 0 asks for no evidence, and one of 1 for more than there can be.
        guard verdict.confidence.value > 0 else { return max(0, verdict.minSample - cleanSites) }
        guard verdict.confidence.value < 1 || rate >= 1 else { return Int.max }
        let needed =
            rate >= 1
            ? 0 : UpperBound.sitesNeeded(failed: 0, rate: rate, confidence: verdict.confidence.value) ?? Int.max
        return max(0, max(needed, verdict.minSample) - cleanSites)
    }
}
