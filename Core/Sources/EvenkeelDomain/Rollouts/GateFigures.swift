/// Everything a verdict was computed from and what came out, so that anyone can compute it again from the journal alone.
public struct GateFigures: Hashable, Sendable, Codable {
    /// One metric with its rule, its tally and its result.
    public struct Member: Hashable, Sendable, Codable {
        public var metric: String
        public var rule: Rule
        public var tally: Tally
        public var scan: Scan?
        /// `advance`, `soaking`, `inconclusive` or `halt`.
        public var state: String
        public var haltReason: String?
        /// The log evidence at which the halt line lies, after calibration; nil for a line that has none.
        public var threshold: Double?
        public var upperBound: Double
        public var upperBoundFixed: Double
        /// Upgraded sites against others; nil where the metric is judged by what was expected.
        public var control: Control?

        public init(
            metric: String, rule: Rule, tally: Tally, scan: Scan?, state: String, haltReason: String?,
            threshold: Double?, upperBound: Double, upperBoundFixed: Double, control: Control? = nil
        ) {
            self.metric = metric
            self.rule = rule
            self.tally = tally
            self.scan = scan
            self.state = state
            self.haltReason = haltReason
            self.threshold = threshold
            self.upperBound = upperBound
            self.upperBoundFixed = upperBoundFixed
            self.control = control
        }
    }

    /// The parameters of a metric's rule.
    public struct Rule: Hashable, Sendable, Codable {
        public var weight: Double
        public var baseline: Double
        public var haltAbove: Double
        public var tolerate: Double
        public var acceptSites: Double
        public var confidence: Double
        public var minSample: Int
        public var soakDeadline: Double
        public var silenceShare: Double
        public var horizonSites: Int
        public var scanShare: Double
        public var isScanning: Bool
        public var isDryRun: Bool
        /// Whether the next wave waits for this metric's evidence.
        public var gates: Bool
        /// `measured` or `control`; nil for a stated tolerance.
        public var basis: String?
        /// Failures that a measured baseline rests on.
        public var events: Int?
        /// `table`; nil for the staircase.
        public var line: String?
        /// Whether the line is calibrated for sites that all count the same.
        public var sitesAreAlike: Bool?
        /// When failures were taken to come; nil where all of them were expected at once.
        public var delay: Delay?

        public init(
            weight: Double, baseline: Double, haltAbove: Double, tolerate: Double, acceptSites: Double,
            confidence: Double, minSample: Int, soakDeadline: Double, silenceShare: Double, horizonSites: Int,
            scanShare: Double, isScanning: Bool, isDryRun: Bool, gates: Bool, basis: String? = nil,
            events: Int? = nil, line: String? = nil, sitesAreAlike: Bool? = nil, delay: Delay? = nil
        ) {
            self.weight = weight
            self.baseline = baseline
            self.haltAbove = haltAbove
            self.tolerate = tolerate
            self.acceptSites = acceptSites
            self.confidence = confidence
            self.minSample = minSample
            self.soakDeadline = soakDeadline
            self.silenceShare = silenceShare
            self.horizonSites = horizonSites
            self.scanShare = scanShare
            self.isScanning = isScanning
            self.isDryRun = isDryRun
            self.gates = gates
            self.basis = basis
            self.events = events
            self.line = line
            self.sitesAreAlike = sitesAreAlike
            self.delay = delay
        }
    }

    /// A delay profile as it was used; the expectation of the tally has it in it.
    public struct Delay: Hashable, Sendable, Codable {
        public var failuresAfterDays: [Double]
        public var speed: Double

        public init(failuresAfterDays: [Double], speed: Double) {
            self.failuresAfterDays = failuresAfterDays
            self.speed = speed
        }
    }

    /// Every failure that was compared, in the order of time, and the evidence that came of them.
    public struct Control: Hashable, Sendable, Codable {
        /// One failure, with the sites at risk in each arm just before.
        public struct Failure: Hashable, Sendable, Codable {
            public var upgraded: Bool
            public var upgradedAtRisk: Double
            public var othersAtRisk: Double

            public init(upgraded: Bool, upgradedAtRisk: Double, othersAtRisk: Double) {
                self.upgraded = upgraded
                self.upgradedAtRisk = upgradedAtRisk
                self.othersAtRisk = othersAtRisk
            }
        }

        /// How many times the rate of the others is tolerated.
        public var tolerated: Double
        public var failures: [Failure]
        public var logEvidence: Double

        public init(tolerated: Double, failures: [Failure], logEvidence: Double) {
            self.tolerated = tolerated
            self.failures = failures
            self.logEvidence = logEvidence
        }
    }

    /// What was counted, each unit once.
    public struct Tally: Hashable, Sendable, Codable {
        public var observed: Int
        /// At the baseline, without `haltAbove`.
        public var expected: Double
        public var enrolled: Int
        public var completed: Int
        public var failed: Int
        public var silent: Int

        public init(observed: Int, expected: Double, enrolled: Int, completed: Int, failed: Int, silent: Int) {
            self.observed = observed
            self.expected = expected
            self.enrolled = enrolled
            self.completed = completed
            self.failed = failed
            self.silent = silent
        }
    }

    /// The groups the scan looked at: those with failures by name, the others by how many were expected to fail.
    public struct Scan: Hashable, Sendable, Codable {
        public struct Group: Hashable, Sendable, Codable {
            public var features: [String]
            public var observed: Int
            public var expected: Double
            public var sites: Int
            public var failed: Int

            public init(features: [String], observed: Int, expected: Double, sites: Int, failed: Int) {
                self.features = features
                self.observed = observed
                self.expected = expected
                self.sites = sites
                self.failed = failed
            }
        }

        /// Groups without a failure that expect the same.
        public struct Quiet: Hashable, Sendable, Codable {
            public var expected: Double
            public var features: Int
            public var pairs: Int

            public init(expected: Double, features: Int, pairs: Int) {
                self.expected = expected
                self.features = features
                self.pairs = pairs
            }
        }

        public var featureCount: Int
        public var pairCount: Int
        public var groups: [Group]
        public var quiet: [Quiet]
        /// Expected of all sites together, where the scan expects other than the tally does.
        public var expected: Double?

        public init(
            featureCount: Int, pairCount: Int, groups: [Group], quiet: [Quiet], expected: Double? = nil
        ) {
            self.featureCount = featureCount
            self.pairCount = pairCount
            self.groups = groups
            self.quiet = quiet
            self.expected = expected
        }
    }

    /// A limit of the policy as it stood.
    public struct Limit: Hashable, Sendable, Codable {
        public var metric: String
        public var failures: Int
        /// The sites that count, as a predicate; nil for all.
        public var among: String?
        public var failed: Int
        public var sites: Int

        public init(metric: String, failures: Int, among: String?, failed: Int, sites: Int) {
            self.metric = metric
            self.failures = failures
            self.among = among
            self.failed = failed
            self.sites = sites
        }
    }

    /// Allowed over the whole rollout, for all metrics together.
    public var falseHalt: Double
    public var members: [Member]
    public var limits: [Limit]
    public var soakElapsedDays: Double
    public var soakRequiredDays: Double
    public var isPastDeadline: Bool
    /// Nil for the last wave.
    public var nextWaveSites: Int?
    /// Asked-for evidence that was missing, in words.
    public var unmet: [String]
    /// Evidence of before does not count.
    public var since: Timestamp?
    public var state: String

    public init(
        falseHalt: Double, members: [Member], limits: [Limit], soakElapsedDays: Double, soakRequiredDays: Double,
        isPastDeadline: Bool, nextWaveSites: Int?, unmet: [String], since: Timestamp?, state: String
    ) {
        self.falseHalt = falseHalt
        self.members = members
        self.limits = limits
        self.soakElapsedDays = soakElapsedDays
        self.soakRequiredDays = soakRequiredDays
        self.isPastDeadline = isPastDeadline
        self.nextWaveSites = nextWaveSites
        self.unmet = unmet
        self.since = since
        self.state = state
    }
}
