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

        public init(
            metric: String, rule: Rule, tally: Tally, scan: Scan?, state: String, haltReason: String?,
            threshold: Double?, upperBound: Double, upperBoundFixed: Double
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

        public init(
            weight: Double, baseline: Double, haltAbove: Double, tolerate: Double, acceptSites: Double,
            confidence: Double, minSample: Int, soakDeadline: Double, silenceShare: Double, horizonSites: Int,
            scanShare: Double, isScanning: Bool, isDryRun: Bool, gates: Bool
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

        public init(featureCount: Int, pairCount: Int, groups: [Group], quiet: [Quiet]) {
            self.featureCount = featureCount
            self.pairCount = pairCount
            self.groups = groups
            self.quiet = quiet
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
