/// How metrics share the false halts that are allowed over a whole rollout.
///
/// The parts of the deciding metrics add up to the whole, so that together they keep the promise (union bound). A
/// dry-run metric is evaluated with the part it would have if it decided beside them, and takes nothing away.
public struct MetricBudget: Sendable, Equatable {
    /// Probability of any false halt over the rollout.
    public let falseHalt: Double
    private let decidingWeight: Double

    public init(falseHalt: Double, metrics: [Metric]) {
        precondition(falseHalt > 0 && falseHalt < 1, "the false-halt probability lies between 0 and 1")
        self.falseHalt = falseHalt
        decidingWeight = metrics.reduce(0) { $0 + ($1.isDryRun ? 0 : $1.weight) }
    }

    /// The part of one of the metrics.
    public func share(of metric: Metric) -> Double {
        falseHalt * metric.weight / (metric.isDryRun ? decidingWeight + metric.weight : decidingWeight)
    }
}
