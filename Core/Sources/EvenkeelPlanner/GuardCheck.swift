public import EvenkeelDomain

/// What a plan offers the guards that concern its release.
public enum GuardCheck {
    /// One finding for every guard that concerns the release, by id.
    ///
    /// A guard is satisfied if `atSites` sites that certainly match, or all there are in the plan if they are fewer,
    /// open at least `soakHours` before the wave it names. A plan that has fewer waves must have done so before its
    /// last: a guard cannot be passed by doing everything at once.
    public static func findings(guards: [Guard], plan: Plan, fleet: Fleet, release: Release) -> [GuardFinding] {
        guards.filter { $0.concerns(release) }.sorted { $0.id < $1.id }.map { rule in
            var planned = 0
            var available = 0
            let named = min(rule.beforeWave, plan.waves.count) - 1
            for (number, wave) in plan.waves.enumerated() {
                let matching = wave.placements.count { placement in
                    guard let site = fleet[placement.installation] else { return false }
                    let facts = SiteFacts(site, customer: fleet.customers[site.customer], release: release)
                    return rule.matching.evaluate(facts) == .yes
                }
                available += matching
                if number < named, (plan.waves[named].opens - wave.opens) * 24 >= rule.soakHours { planned += matching }
            }
            return GuardFinding(
                guardID: rule.id, sitesPlanned: planned, sitesAvailable: available,
                satisfied: planned >= min(rule.atSites, available))
        }
    }
}
