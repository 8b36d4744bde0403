public import EvenkeelDomain
public import EvenkeelLedger
public import EvenkeelVerdict

/// What the evidence of a wave says, with its figures.
public struct VerdictDocument: Codable, Hashable, Sendable {
    public struct Group: Codable, Hashable, Sendable {
        public var features: [String]
        /// Odds against the baseline (an e-value), at most 1e15.
        public var evidence: Double
        public var failed: Int
        public var sites: Int
        /// Whether failures clearly concentrate here; else it is only the strongest sign, and blames nobody.
        public var concentrated: Bool
    }

    public var state: String
    public var text: String
    /// Sites whose soak is complete.
    public var sites: Int
    public var enrolled: Int
    public var failed: Int
    public var silent: Int
    @Nullable public var upperBound: Double?
    @Nullable public var upperBoundFixed: Double?
    public var expected: Double
    public var implicated: [Group]
    /// Where a halt comes, with the current position marked; absent once it came.
    public var haltLines: String?

    /// The verdict as it stands now.
    public init(_ assessment: Assessment) {
        let verdict = assessment.shown
        let groups = assessment.healthScan
        state = assessment.state.rawValue
        text = assessment.text
        sites = verdict.completed
        enrolled = verdict.sites
        failed = verdict.failed
        silent = verdict.silent
        upperBound = verdict.upperBound
        upperBoundFixed = verdict.upperBoundFixed
        expected = verdict.expected
        implicated = groups.map(Self.group)
        haltLines = assessment.haltLines
    }

    /// A verdict by itself, as in `evenkeel verdict`.
    public init(_ verdict: Verdict) {
        state = verdict.state.rawValue
        text = VerdictSentence.summary(verdict)
        sites = verdict.completed
        enrolled = verdict.sites
        failed = verdict.failed
        silent = verdict.silent
        upperBound = verdict.upperBound
        upperBoundFixed = verdict.upperBoundFixed
        expected = verdict.expected
        implicated = verdict.implicated.map(Self.group)
    }

    /// The verdict a gate was decided by.
    public init(_ evidence: GateEvidence, state: VerdictState) {
        self.state = state.rawValue
        text = evidence.text
        sites = evidence.sites
        enrolled = evidence.enrolled
        // Where silence decided, what it counts are silent sites and not failed ones.
        failed = evidence.metric == .silence ? 0 : evidence.failed
        silent = evidence.metric == .silence ? evidence.failed : evidence.silent
        upperBound = evidence.upperBound
        upperBoundFixed = evidence.upperBoundFixed
        expected = evidence.expected
        implicated = evidence.implicated.map {
            Group(
                features: $0.features, evidence: odds($0.logEvidence), failed: $0.failed, sites: $0.sites,
                concentrated: $0.isConcentrated ?? true)
        }
    }

    private static func group(_ group: Implicated) -> Group {
        Group(
            features: group.features, evidence: min(group.evidence, 1e15), failed: group.failed, sites: group.sites,
            concentrated: group.isConcentrated)
    }
}
