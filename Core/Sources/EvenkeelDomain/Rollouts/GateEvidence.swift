/// What a verdict rests on: the tally it saw, the rule with its parameters, and the resulting numbers.
/// Recorded in the journal with the decision, so that anyone can derive the decision again.
public struct GateEvidence: Hashable, Sendable, Codable {
    /// Installs and health are judged apart: only health may open a customer incident.
    public enum Metric: String, CaseIterable, Codable, Sendable { case installs, health, silence }

    public struct Group: Hashable, Sendable, Codable {
        public var features: [String]
        /// Natural logarithm of the e-value.
        public var logEvidence: Double
        public var failed: Int
        public var sites: Int
        /// Whether the failures clearly concentrate here; nil in the records of before it was kept.
        public var isConcentrated: Bool?

        public init(
            features: [String], logEvidence: Double, failed: Int, sites: Int, isConcentrated: Bool? = nil
        ) {
            self.isConcentrated = isConcentrated
            self.features = features
            self.logEvidence = logEvidence
            self.failed = failed
            self.sites = sites
        }
    }

    public var metric: Metric
    /// The version of the tally row that was read; the decision was appended against it.
    public var tallyVersion: Int
    public var enrolled: Int
    /// Sites whose soak is complete.
    public var sites: Int
    public var failed: Int
    public var silent: Int
    /// Events expected by now if the release were as bad as the baseline.
    public var expected: Double
    public var falseHalt: Double
    public var baseline: Double
    public var horizonSites: Int
    public var upperBound: Double?
    public var upperBoundFixed: Double?
    public var implicated: [Group]
    /// The sentence people read.
    public var text: String
    /// All that the verdict was computed from; nil in entries older than this member.
    public var figures: GateFigures?

    public init(
        metric: Metric, tallyVersion: Int, enrolled: Int, sites: Int, failed: Int, silent: Int, expected: Double,
        falseHalt: Double, baseline: Double, horizonSites: Int, upperBound: Double?, upperBoundFixed: Double?,
        implicated: [Group], text: String, figures: GateFigures? = nil
    ) {
        self.metric = metric
        self.tallyVersion = tallyVersion
        self.enrolled = enrolled
        self.sites = sites
        self.failed = failed
        self.silent = silent
        self.expected = expected
        self.falseHalt = falseHalt
        self.baseline = baseline
        self.horizonSites = horizonSites
        self.upperBound = upperBound
        self.upperBoundFixed = upperBoundFixed
        self.implicated = implicated
        self.text = text
        self.figures = figures
    }
}
