import EvenkeelDomain
import EvenkeelVerdict

/// The sites of a rollout counted the way a verdict counts: each unit once, by the worst of its members.
struct UnitTally {
    private struct Unit {
        var isTried = false
        var isInstallOver = true
        var isInstallFailed = false
        var isInstalled = false
        var isTroubled = false
        var isSilent = false
        var startedAt: Timestamp?
        var troubledAt: Timestamp?
        /// Every installed member soaked to the end and was heard of.
        var isComplete = true

        func failed(_ metric: GateEvidence.Metric) -> Bool {
            switch metric {
            case .installs: isInstallFailed
            case .health: isTroubled
            case .silence: isInstalled && isSilent && !isTroubled
            }
        }
    }

    private(set) var tried = 0
    private(set) var installsOver = 0
    private(set) var installsFailed = 0
    private(set) var installed = 0
    private(set) var troubled = 0
    private(set) var silent = 0
    private(set) var completed = 0
    /// Failures of health expected by now at the baseline.
    private(set) var expectedFailures = 0.0
    /// When the next site counts as silent if nothing is heard of it; nil for none.
    private(set) var nextSilenceAt: Timestamp?
    /// One for each unit with an installed member.
    private(set) var records: [SiteRecord] = []
    /// For each limit of the policy the units it counts, and those of them that failed.
    private(set) var scopes: [ScopeTally] = []

    /// - Parameters:
    ///   - since: evidence of before does not count; see `Rollout.evidenceSince`.
    ///   - silence: after how long a site counts as silent.
    ///   - hasSoaked: whether the soak of a site is over.
    init(
        _ sites: [SiteEvidence], judges: Judges, since: Timestamp?, silence: SilenceRule, at now: Timestamp,
        hasSoaked: (SiteEvidence) -> Bool
    ) {
        var units = Array(repeating: Unit(), count: judges.unitCount)
        for site in sites where site.isTried {
            guard let unit = judges.unit(of: site.installation) else { continue }
            units[unit].isTried = true
            let failedNow = site.failedInstall(since: since)
            if failedNow { units[unit].isInstallFailed = true }
            // What failed before the evidence began has no answer yet.
            if !site.state.isSettled || (site.failedInstall(since: nil) && !failedNow) {
                units[unit].isInstallOver = false
            }
            guard site.state == .installed else { continue }
            units[unit].isInstalled = true
            units[unit].startedAt = [units[unit].startedAt, site.startedAt].compactMap(\.self).min()
            if let troubled = site.firstTrouble(since: since) {
                units[unit].isTroubled = true
                units[unit].troubledAt = min(units[unit].troubledAt ?? troubled, troubled)
                continue
            }
            let heard = site.heardSinceStart
            let lastSign = max(heard ?? Timestamp(milliseconds: .min), site.settledAt ?? now)
            let silentFrom = lastSign + silence.limit(of: site.installation)
            if now > silentFrom {
                units[unit].isSilent = true
            } else {
                nextSilenceAt = min(nextSilenceAt ?? silentFrom, silentFrom)
            }
            // Whoever was in trouble before the evidence began is neither well nor ill until it is heard of again.
            let isSetAside = site.isTroubled(since: nil) && (heard ?? now) <= (site.lastTroubleAt ?? now)
            if heard == nil || isSetAside || !hasSoaked(site) { units[unit].isComplete = false }
        }
        let rule = judges.rule(.health)
        let expected = rule.expectedPerSiteAtBaseline
        let probability = rule.baseline > 0 ? min(1, rule.baseline * rule.basis.caution) : 0
        for (number, unit) in units.enumerated() where unit.isTried {
            tried += 1
            if unit.isInstallOver || unit.isInstallFailed { installsOver += 1 }
            if unit.isInstallFailed { installsFailed += 1 }
            guard unit.isInstalled else { continue }
            installed += 1
            if unit.isTroubled {
                troubled += 1
                completed += 1
            } else if unit.isSilent {
                silent += 1
            } else if unit.isComplete {
                completed += 1
            }
            expectedFailures +=
                judges.delay == .assumptionFree
                ? expected
                : judges.delay.expected(
                    probability: probability, enrolledDay: 0,
                    failedDay: unit.troubledAt.map { ($0 - (unit.startedAt ?? $0)).days },
                    day: max(0, (now - (unit.startedAt ?? now)).days))
            // The groups expect everything at once, which is valid, and can be derived again from a few numbers.
            records.append(
                SiteRecord(
                    id: number, features: judges.marks(ofUnit: number), expected: expected, failed: unit.isTroubled))
        }
        scopes = judges.limits.enumerated().map { limit, policy in
            let mine = units.indices.filter { judges.limit(limit, counts: $0) && units[$0].isTried }
            return ScopeTally(failed: mine.count { units[$0].failed(policy.metric) }, sites: mine.count)
        }
    }
}
