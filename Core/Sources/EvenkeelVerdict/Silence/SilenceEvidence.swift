extension Evidence {
    /// Silence as a metric of its own: a site that missed too many heartbeats is one event, once, even if it is heard
    /// of again later.
    ///
    /// Silence is neither health nor failure: in the health metric a silent site is pending, and a failure in the worst
    /// case; here many of them halt the rollout by the same staircase, with their own baseline.
    /// - Parameters:
    ///   - everSilent: sites that were silent at some time since they were given the release.
    ///   - enrolled: sites that were given the release and are expected to send heartbeats.
    ///   - rule: the rule of the silence metric.
    public static func silence(everSilent: Int, enrolled: Int, rule: VerdictRule) -> Evidence {
        Evidence(
            observed: everSilent, expected: enrolled > 0 ? Double(enrolled) * rule.expectedPerSiteAtBaseline : 0,
            enrolled: enrolled, completed: enrolled, failed: everSilent)
    }
}
