/// Every gate of a rollout as the journal has it, each with its bounds computed again from the figures it saw.
public struct GateReportDocument: Codable, Hashable, Sendable {
    public struct Gate: Codable, Hashable, Sendable {
        public var position: Int
        public var at: String
        public var by: String
        public var wave: String
        public var metric: String
        public var verdict: VerdictDocument
        public var overrideReason: String?
        public var falseHalt: Double
        public var baseline: Double
        public var horizonSites: Int
        /// What the usual rate rested on, and how failures were expected, in words.
        public var basis: String?
        public var tallyVersion: Int
        /// The upper bound computed again; null where none was recorded.
        @Nullable public var upperBoundAgain: Double?
        /// The whole verdict computed again: its state; null for an entry older than the figures it needs.
        @Nullable public var stateAgain: String?
        /// What differs from the record, in words.
        public var differences: [String]
        /// Whether all that could be computed again is what was recorded.
        public var agrees: Bool

        public init(
            position: Int, at: String, by: String, wave: String, metric: String, verdict: VerdictDocument,
            overrideReason: String?, falseHalt: Double, baseline: Double, horizonSites: Int, basis: String?,
            tallyVersion: Int,
            upperBoundAgain: Double?, stateAgain: String?, differences: [String]
        ) {
            self.position = position
            self.at = at
            self.by = by
            self.wave = wave
            self.metric = metric
            self.verdict = verdict
            self.overrideReason = overrideReason
            self.falseHalt = falseHalt
            self.baseline = baseline
            self.horizonSites = horizonSites
            self.basis = basis
            self.tallyVersion = tallyVersion
            self.upperBoundAgain = upperBoundAgain
            self.stateAgain = stateAgain
            self.differences = differences
            agrees = differences.isEmpty
        }
    }

    public var rollout: String
    public var gates: [Gate]

    public init(rollout: String, gates: [Gate]) {
        self.rollout = rollout
        self.gates = gates
    }
}
