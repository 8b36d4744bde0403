import EvenkeelDomain

/// Reads how a rollout's metrics share the allowed false halts, and the limits beside them.
struct MetricsReader {
    /// The mapping under `verdict`.
    let verdict: YAMLMapping

    /// Nil where the policy says nothing of either.
    func metrics() -> MetricsPolicy? {
        guard verdict.node("metrics") != nil || verdict.node("limits") != nil else { return nil }
        var metrics = MetricsPolicy()
        if let mapping = verdict.mapping("metrics", GateEvidence.Metric.allCases.map(\.rawValue)) {
            metrics.installs = metric(mapping, "installs", metrics.installs)
            metrics.health = metric(mapping, "health", metrics.health)
            metrics.silence = metric(mapping, "silence", metrics.silence)
            if [metrics.installs, metrics.health, metrics.silence].allSatisfy(\.isDryRun) {
                verdict.refuse("metrics", "at least one metric that decides")
            }
        }
        metrics.limits = limits()
        return metrics
    }

    private func metric(_ parent: YAMLMapping, _ name: String, _ standard: MetricPolicy) -> MetricPolicy {
        guard let mapping = parent.mapping(name, ["weight", "baseline", "decides", "scan"]) else { return standard }
        let choice = ValueForm<Bool>.oneOf([("yes", true), ("no", false)])
        return MetricPolicy(
            weight: mapping.value("weight", .metricWeight) ?? standard.weight,
            baseline: mapping.value("baseline", .risk) ?? standard.baseline,
            isDryRun: mapping.value("decides", choice).map { !$0 } ?? standard.isDryRun,
            isScanning: mapping.value("scan", choice) ?? standard.isScanning)
    }

    private func limits() -> [LimitPolicy] {
        (verdict.items("limits") ?? []).enumerated().compactMap { offset, node in
            let path = "verdict.limits[\(offset + 1)]"
            let keys = ["metric", "failures", "among"]
            guard let mapping = YAMLMapping(node, path: path, known: keys, problems: verdict.problems),
                let failures = mapping.required("failures", .whole("a whole number from 1", 1...1_000_000))
            else { return nil }
            return LimitPolicy(
                metric: mapping.value("metric", .oneOf()) ?? .health, failures: failures,
                among: mapping.predicate("among"))
        }
    }
}

extension ValueForm where Value == Double {
    fileprivate static let metricWeight = ValueForm("a weight above 0 such as 3") { text in
        Double(text).flatMap { $0 > 0 && $0 <= 1000 ? $0 : nil }
    }
}
