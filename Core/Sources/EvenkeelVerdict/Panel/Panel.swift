/// The judges of all metrics of a rollout: halts if any deciding metric does, advances only if all agree.
///
/// Making one calibrates each halt line, which takes milliseconds; the caller keeps it for the length of the rollout.
public struct Panel: Sendable, Equatable {
    public let metrics: [Metric]
    public let budget: MetricBudget
    /// In the order of `metrics`.
    public let judges: [Judge]
    public let thresholds: [Threshold]
    public let wanted: [WantedEvidence]

    /// - Parameters:
    ///   - falseHalt: probability, over the whole rollout, that a harmless release is halted by any of the metrics.
    ///   - metrics: each name once, at least one of them deciding.
    ///   - calibrate: makes a judge; a caller who keeps judges for reuse hands in its own.
    public init(
        falseHalt: Double, metrics: [Metric], thresholds: [Threshold] = [], wanted: [WantedEvidence] = [],
        calibrate: (VerdictRule, _ isScanning: Bool) -> Judge = { Judge(rule: $0, isScanning: $1) }
    ) {
        precondition(metrics.contains { !$0.isDryRun }, "some metric decides")
        precondition(Set(metrics.map(\.name)).count == metrics.count, "each metric has its own name")
        self.metrics = metrics
        let budget = MetricBudget(falseHalt: falseHalt, metrics: metrics)
        self.budget = budget
        self.thresholds = thresholds
        self.wanted = wanted
        judges = metrics.map { metric in
            var rule = metric.rule
            rule.falseHalt = budget.share(of: metric)
            return calibrate(rule, metric.isScanning)
        }
    }

    /// Judges all metrics together.
    ///
    /// - Parameters:
    ///   - evidence: a metric without an entry has no evidence, and if it gates, the rollout waits for it.
    ///   - soakElapsedDays: how long the current wave has soaked, in the days the policy counts.
    ///   - soakRequiredDays: how long it has to.
    ///   - pastDeadline: whether missing evidence is no longer waited for.
    ///   - nextWaveSites: sites of the next wave; nil for the last wave.
    public func judge(
        _ evidence: PanelEvidence, soakElapsedDays: Double, soakRequiredDays: Double, pastDeadline: Bool,
        nextWaveSites: Int?
    ) -> PanelVerdict {
        let members = zip(metrics, judges).map { metric, judge in
            let verdict = judge.judge(
                evidence.metrics[metric.name]
                    ?? Evidence(observed: 0, expected: 0, enrolled: 0, completed: 0, failed: 0),
                soakElapsedDays: soakElapsedDays, soakRequiredDays: soakRequiredDays, pastDeadline: pastDeadline,
                nextWaveSites: metric.gates ? nextWaveSites : nil)
            return PanelVerdict.Member(metric: metric, verdict: verdict, falseHalt: judge.rule.falseHalt)
        }
        let reached = thresholds.compactMap { threshold -> PanelVerdict.Reached? in
            let tally = evidence.tally(of: threshold)
            return threshold.halts(tally) ? PanelVerdict.Reached(threshold: threshold, tally: tally) : nil
        }
        let isHalted = !reached.isEmpty || members.contains(where: \.halts)
        var missing: [MissingEvidence] = []
        if !isHalted {
            let gating = members.filter { $0.metric.gates && !$0.metric.isDryRun }
            // Where the policy lets none of them decide, nothing advances all the same before some site has shown something.
            let least = gating.isEmpty ? members.filter(\.metric.gates).flatMap(\.verdict.missing) : []
            let asked = gating.flatMap(\.verdict.missing) + least.filter(\.isAskedInAnyCase)
            for thing in asked + wanted.compactMap({ $0.missing(evidence.received) })
            where !missing.contains(thing) { missing.append(thing) }
        }
        let state: VerdictState =
            if isHalted {
                .halt
            } else if missing.isEmpty {
                .advance
            } else {
                pastDeadline ? .inconclusive : .soaking
            }
        return PanelVerdict(
            state: state, members: members, thresholds: reached, nextWaveSites: nextWaveSites, missing: missing)
    }
}
