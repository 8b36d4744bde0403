public import EvenkeelDomain

/// What a plan offers the guards that concern its release, and what its run has done for them.
public enum GuardCheck {
    /// One finding for every guard that concerns the release, by id.
    ///
    /// A guard is satisfied if `atSites` sites that certainly match, or all there are in the plan if they are fewer,
    /// open at least `soakHours` before the wave it names. A plan that has fewer waves must have done so before its
    /// last: a guard cannot be passed by doing everything at once.
    ///
    /// - Parameters:
    ///   - begun: how many waves have begun. A guard that names one of them has let it open; it asks no more of a plan.
    ///   - ran: the day of each site of a begun wave on which it was given the release, or is being given it. One that is
    ///     not there offers nothing.
    public static func findings(
        guards: [Guard], plan: Plan, fleet: Fleet, release: Release, begun: Int = 0,
        ran: [InstallationID: CivilDate] = [:]
    ) -> [GuardFinding] {
        guards.filter { $0.concerns(release) }.sorted { $0.id < $1.id }.map { rule in
            var planned = 0
            var available = 0
            let named = max(rule.wave(of: plan.waves.count), 0)
            for (number, wave) in plan.waves.enumerated() {
                for placement in wave.placements where rule.matches(placement.installation, fleet, release) {
                    available += 1
                    guard number < named else { continue }
                    let day = number < begun ? ran[placement.installation] : wave.opens
                    if let day, (plan.waves[named].opens - day) * 24 >= rule.soakHours { planned += 1 }
                }
            }
            return GuardFinding(
                guardID: rule.id, sitesPlanned: planned, sitesAvailable: available,
                satisfied: named < begun || planned >= min(rule.atSites, available))
        }
    }

    /// What the run has done for each guard that keeps the next wave shut, or once did, by id.
    ///
    /// A site counts from its install on, for as long as it runs the release: one that failed, was taken back or was set
    /// aside does not.
    ///
    /// - Parameter sites: all of the rollout, with when those were installed that run its release.
    public static func standings(
        guards: [Guard], rollout: Rollout, sites: [(installation: InstallationID, installedAt: Timestamp?)],
        fleet: Fleet, at now: Timestamp
    ) -> [GuardStanding] {
        guard let next = rollout.nextWave else { return [] }
        return guards.filter { $0.concerns(rollout.release) && $0.wave(of: rollout.waves.count) <= next }
            .sorted { $0.id < $1.id }.map { rule in
                let matching = sites.filter { rule.matches($0.installation, fleet, rollout.release) }
                let soaked = matching.compactMap(\.installedAt).sorted().map { $0 + .hours(rule.soakHours) }
                let needed = min(rule.atSites, matching.count)
                return GuardStanding(
                    rule: rule, wave: next, soaked: soaked.count { $0 <= now }, running: soaked.count, needed: needed,
                    metAt: needed == 0 ? now : soaked.count >= needed ? soaked[needed - 1] : nil)
            }
    }
}

extension Guard {
    /// Whether it certainly speaks of this site.
    fileprivate func matches(_ id: InstallationID, _ fleet: Fleet, _ release: Release) -> Bool {
        guard let site = fleet[id] else { return false }
        return matching.evaluate(SiteFacts(site, customer: fleet.customers[site.customer], release: release)) == .yes
    }
}
