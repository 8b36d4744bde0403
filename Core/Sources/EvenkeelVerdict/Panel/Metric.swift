/// One thing a rollout is judged by.
public struct Metric: Sendable, Equatable {
    public let name: MetricName
    /// Its baseline and tolerances. `falseHalt` is replaced by the metric's part of the rollout's.
    public let rule: VerdictRule
    /// Its part of the allowed false halts, relative to the other metrics.
    public let weight: Double
    /// Evaluated and shown, but decides nothing and takes no part of the allowed false halts.
    public let isDryRun: Bool
    /// Whether groups of sites are searched for a concentration. Fixed before the rollout starts.
    public let isScanning: Bool
    /// Whether the next wave waits for this metric's evidence; if not, it can only halt.
    public let gates: Bool

    public init(
        name: MetricName, rule: VerdictRule, weight: Double = 1, isDryRun: Bool = false, isScanning: Bool = false,
        gates: Bool = true
    ) {
        precondition(weight > 0 && weight.isFinite, "a weight is above zero")
        self.name = name
        self.rule = rule
        self.weight = weight
        self.isDryRun = isDryRun
        self.isScanning = isScanning
        self.gates = gates
    }

    /// Whether failures of it may open an incident that customers see. A failed install stays between us and the
    /// technician; only a site that does not work concerns its users.
    public var mayOpenIncident: Bool { name == .health }
}
