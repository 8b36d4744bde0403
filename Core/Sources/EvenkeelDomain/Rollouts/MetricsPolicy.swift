/// What a rollout is judged by, and how the metrics share the allowed false halts.
public struct MetricsPolicy: Hashable, Sendable, Codable {
    public var installs: MetricPolicy
    public var health: MetricPolicy
    public var silence: MetricPolicy
    /// Limits beside the statistics; each of them halts by itself.
    public var limits: [LimitPolicy]

    /// Health is what a rollout is about and gets most of the allowed false halts. Silence is only watched unless a
    /// policy says otherwise: where nothing sends signs of life, every site is silent and nothing is wrong.
    public init(
        installs: MetricPolicy = MetricPolicy(weight: 1), health: MetricPolicy = MetricPolicy(weight: 3),
        silence: MetricPolicy = MetricPolicy(weight: 1, baseline: Share(0.05), isDryRun: true),
        limits: [LimitPolicy] = []
    ) {
        self.installs = installs
        self.health = health
        self.silence = silence
        self.limits = limits
    }
}

/// One metric of a policy.
public struct MetricPolicy: Hashable, Sendable, Codable {
    /// Its part of the allowed false halts, relative to the others.
    public var weight: Double
    /// Nil for the baseline of the policy.
    public var baseline: Share?
    /// Shown, but decides nothing.
    public var isDryRun: Bool
    /// Whether features and pairs are searched for a concentration; nil for yes where it is possible.
    public var isScanning: Bool?

    public init(weight: Double, baseline: Share? = nil, isDryRun: Bool = false, isScanning: Bool? = nil) {
        self.weight = weight
        self.baseline = baseline
        self.isDryRun = isDryRun
        self.isScanning = isScanning
    }
}

/// So many failing sites halt, whatever was expected: "any failure of criticality revenue halts".
public struct LimitPolicy: Hashable, Sendable, Codable {
    public var metric: GateEvidence.Metric
    public var failures: Int
    /// Which sites count; nil for all.
    public var among: Predicate?

    public init(metric: GateEvidence.Metric = .health, failures: Int, among: Predicate? = nil) {
        self.metric = metric
        self.failures = failures
        self.among = among
    }
}
