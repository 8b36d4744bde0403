/// The decision on a rollout with the verdict of each metric it rests on.
public struct PanelVerdict: Sendable, Equatable {
    public struct Member: Sendable, Equatable {
        public let metric: Metric
        public let verdict: Verdict
        /// The metric's part of the allowed false halts.
        public let falseHalt: Double

        /// Whether this is a halt that counts.
        public var halts: Bool { !metric.isDryRun && verdict.state == .halt }
    }

    public struct Reached: Sendable, Equatable {
        public let threshold: Threshold
        public let tally: ScopeTally
    }

    public let state: VerdictState
    /// In the order of the panel, dry-run metrics too.
    public let members: [Member]
    /// Thresholds that were reached; any of them halts.
    public let thresholds: [Reached]
    /// Sites of the next wave; nil after the last.
    public let nextWaveSites: Int?
    /// What stands between this and an advance, each thing once; empty when the state is `advance` or `halt`.
    public let missing: [MissingEvidence]

    /// The verdict of one metric; nil if the panel has none of that name.
    public subscript(name: MetricName) -> Verdict? { members.first { $0.metric.name == name }?.verdict }

    /// Whether the halt concerns the health of sites, so that customers may have to be told.
    public var mayOpenIncident: Bool {
        members.contains { $0.halts && $0.metric.mayOpenIncident }
            || thresholds.contains { $0.threshold.metric == .health }
    }
}
