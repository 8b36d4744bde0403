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
        public var tallyVersion: Int
        /// The upper bound computed again; null where none was recorded.
        @Nullable public var upperBoundAgain: Double?
        /// Whether it is the recorded one.
        public var agrees: Bool

        public init(
            position: Int, at: String, by: String, wave: String, metric: String, verdict: VerdictDocument,
            overrideReason: String?, falseHalt: Double, baseline: Double, horizonSites: Int, tallyVersion: Int,
            upperBoundAgain: Double?, agrees: Bool
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
            self.tallyVersion = tallyVersion
            self.upperBoundAgain = upperBoundAgain
            self.agrees = agrees
        }
    }

    public var rollout: String
    public var gates: [Gate]

    public init(rollout: String, gates: [Gate]) {
        self.rollout = rollout
        self.gates = gates
    }
}
