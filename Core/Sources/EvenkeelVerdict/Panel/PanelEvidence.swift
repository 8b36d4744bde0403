/// All that is known of a rollout at one moment, for all its metrics.
public struct PanelEvidence: Sendable, Equatable {
    public var metrics: [MetricName: Evidence]
    public var received: ReceivedEvidence
    /// Started and failed sites in the scope of each threshold; one without an entry has no sites.
    public var scopes: [ScopeKey: ScopeTally]

    public struct ScopeKey: Hashable, Sendable {
        public let metric: MetricName
        public let scope: Threshold.Scope

        public init(_ metric: MetricName, _ scope: Threshold.Scope) {
            self.metric = metric
            self.scope = scope
        }
    }

    public init(
        metrics: [MetricName: Evidence], received: ReceivedEvidence = ReceivedEvidence(),
        scopes: [ScopeKey: ScopeTally] = [:]
    ) {
        self.metrics = metrics
        self.received = received
        self.scopes = scopes
    }

    /// All sites of a metric are tallied by its evidence already.
    func tally(of threshold: Threshold) -> ScopeTally {
        if let tally = scopes[ScopeKey(threshold.metric, threshold.scope)] { return tally }
        guard threshold.scope == .allSites, let evidence = metrics[threshold.metric] else {
            return ScopeTally(failed: 0, sites: 0)
        }
        return ScopeTally(failed: evidence.failed, sites: evidence.enrolled)
    }
}
