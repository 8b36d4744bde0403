/// What a policy says about when to halt and when to advance.
public struct VerdictRule: Sendable, Equatable {
    /// Probability, over the whole rollout, of halting a release that is no worse than the halt line allows.
    public var falseHalt: Double
    /// What is known of how often sites fail with a release as good as usual; decides which halt rule is used.
    public var basis: Baseline
    /// How many times the baseline the halt line allows.
    public var haltAbove: Double
    /// How many times the baseline is tolerated when advancing.
    public var tolerate: Double
    /// Failing sites beyond the tolerated rate one is ready to bear in the next wave.
    public var acceptExcessSites: Double
    /// Confidence of the upper bound, for example 0.95.
    public var confidence: Double
    /// Completed sites without which a rollout does not advance; it never holds back a halt. At least 1.
    public var minSample: Int
    /// Customers' answers without which a rollout does not advance.
    public var minResponses: Int
    /// A soak that lasts this many times its required time without the evidence is inconclusive.
    public var soakDeadline: Double
    /// Largest share of enrolled sites that may be silent when advancing.
    public var silenceShare: Double
    /// Sites of the whole rollout, for which the halt line is calibrated; nil if it may grow without limit.
    public var horizonSites: Int?
    /// Share of `falseHalt` spent on the scan over groups, when there are groups.
    public var scanShare: Double
    /// The family of halt lines.
    public var haltLine: HaltLineKind
    /// Whether every site has the same baseline and counts in full when it is enrolled, so that the halt line may be
    /// calibrated for exactly that. Evidence that turns out to be of another kind is judged by the general line.
    public var sitesAreAlike: Bool

    /// A rule whose baseline is a stated tolerance.
    public init(
        falseHalt: Double = 0.01, baseline: Double = 0.01, haltAbove: Double = 1, tolerate: Double = 2,
        acceptExcessSites: Double = 10, confidence: Double = 0.95, minSample: Int = 3, minResponses: Int = 0,
        soakDeadline: Double = 2, silenceShare: Double = 0.1, horizonSites: Int? = nil, scanShare: Double = 0.5,
        haltLine: HaltLineKind = .staircase, sitesAreAlike: Bool = false
    ) {
        self.init(
            basis: .stated(baseline), falseHalt: falseHalt, haltAbove: haltAbove, tolerate: tolerate,
            acceptExcessSites: acceptExcessSites, confidence: confidence, minSample: minSample,
            minResponses: minResponses, soakDeadline: soakDeadline, silenceShare: silenceShare,
            horizonSites: horizonSites, scanShare: scanShare, haltLine: haltLine,
            sitesAreAlike: sitesAreAlike)
    }

    /// A rule for any baseline: stated, measured, or unknown.
    public init(
        basis: Baseline, falseHalt: Double = 0.01, haltAbove: Double = 1, tolerate: Double = 2,
        acceptExcessSites: Double = 10, confidence: Double = 0.95, minSample: Int = 3, minResponses: Int = 0,
        soakDeadline: Double = 2, silenceShare: Double = 0.1, horizonSites: Int? = nil, scanShare: Double = 0.5,
        haltLine: HaltLineKind = .staircase, sitesAreAlike: Bool = false
    ) {
        self.falseHalt = falseHalt
        self.basis = basis
        self.haltAbove = haltAbove
        self.tolerate = tolerate
        self.acceptExcessSites = acceptExcessSites
        self.confidence = confidence
        self.minSample = minSample
        self.minResponses = minResponses
        self.soakDeadline = soakDeadline
        self.silenceShare = silenceShare
        self.horizonSites = horizonSites
        self.scanShare = scanShare
        self.haltLine = haltLine
        self.sitesAreAlike = sitesAreAlike
    }

    /// Probability that a site fails with a release as good as usual. Setting it states it.
    public var baseline: Double {
        get { basis.rate }
        set { basis = .stated(newValue) }
    }

    /// Failures expected from one site at the baseline, as `Evidence.expected` adds them up; a measured baseline has its
    /// `caution` in it, which a caller with baselines of its own per site has to put there.
    public var expectedPerSiteAtBaseline: Double {
        baseline > 0 ? Staircase.expected(fromProbability: min(1, baseline * basis.caution)) : 0
    }

    /// Failures expected from one site at the halt line.
    public var expectedPerSite: Double { expectedPerSiteAtBaseline * haltAbove }

    /// The failure rate tolerated when advancing.
    public var toleratedRate: Double { min(1, baseline * tolerate) }

    /// Whether a soak has lasted so long that missing evidence is no longer waited for.
    public func isPastDeadline(soakElapsedDays: Double, soakRequiredDays: Double) -> Bool {
        soakElapsedDays > soakRequiredDays * soakDeadline
    }
}
