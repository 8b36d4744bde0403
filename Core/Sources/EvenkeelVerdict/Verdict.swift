/// The decision on one metric with the numbers it rests on.
public struct Verdict: Sendable, Equatable {
    public let state: VerdictState
    /// Set if and only if the state is `halt`.
    public let haltReason: HaltReason?
    /// Enrolled sites.
    public let sites: Int
    public let completed: Int
    public let failed: Int
    public let silent: Int
    public let pending: Int
    /// Failing sites as the halt line counts them.
    public let observed: Int
    /// Failures expected at the halt line (the baseline times `haltAbove`).
    public let expected: Double
    /// Upgraded sites against others, where the baseline rests on such a comparison.
    public let control: TwoSample?
    public let confidence: Double
    /// Highest failure rate still possible, over completed sites; may be read at any time.
    public let upperBound: Double
    /// The same for a single planned look (Clopper-Pearson).
    public let upperBoundFixed: Double
    /// `upperBound` if every silent site turned out to have failed.
    public let upperBoundIfSilentFailed: Double
    /// The next line of the staircase; nil after a halt, or at a baseline of 100 %.
    public let haltLine: HaltLine?
    /// Sites of the next wave, as it was asked about; nil where there is none, or this metric does not gate it.
    public let nextWaveSites: Int?
    /// The largest next wave that is covered.
    public let waveLimit: WaveLimit
    /// What stands between this and an advance; empty when the state is `advance` or `halt`.
    public let missing: [MissingEvidence]
    /// Where the failures concentrate, strongest first; empty unless groups were tallied.
    public var implicated: [Implicated]
}
