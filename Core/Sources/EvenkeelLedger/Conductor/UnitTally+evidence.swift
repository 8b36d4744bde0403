import EvenkeelDomain
import EvenkeelVerdict

extension UnitTally {
    /// What the panel is asked.
    func evidence(_ judges: Judges, groups: GroupEvidence?, control: TwoSample?) -> PanelEvidence {
        func expected(_ units: Int, _ name: MetricName) -> Double {
            units > 0 ? Double(units) * judges.rule(name).expectedPerSiteAtBaseline : 0
        }
        var scopes: [PanelEvidence.ScopeKey: ScopeTally] = [:]
        for (threshold, tally) in zip(judges.panel.thresholds, self.scopes) {
            scopes[.init(threshold.metric, threshold.scope)] = tally
        }
        return PanelEvidence(
            metrics: [
                .installs: Evidence(
                    observed: installsFailed, expected: expected(tried, .installs), enrolled: tried,
                    completed: installsOver, failed: installsFailed),
                .health: Evidence(
                    observed: troubled,
                    expected: judges.delay == .assumptionFree ? expected(installed, .health) : expectedFailures,
                    enrolled: installed, completed: completed, failed: troubled, silent: silent, groups: groups,
                    control: control),
                .silence: Evidence.silence(everSilent: silent, enrolled: installed, rule: judges.rule(.silence)),
            ], scopes: scopes)
    }
}
