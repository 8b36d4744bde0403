import EvenkeelDomain
import EvenkeelPlanner

/// The caps of every wave.
extension PlanChecker {
    /// What of a limit a set of sites is too much for: `seats 12 of 10`; nil where it keeps every cap.
    ///
    /// - Parameter automatic: what `auto` allows.
    func excess(_ sites: [Installation], over limit: WaveLimit, automatic: Int) -> String? {
        let total = facts.selected
        let largestCustomer = Dictionary(grouping: sites, by: \.customer).values.map(\.count).max() ?? 0
        let counts = [
            ("installations", sites.count, facts.number(limit.installations, of: total.count)),
            ("seats", facts.seats(sites), facts.number(limit.seats, of: total.reduce(0) { $0 + ($1.seats ?? 0) })),
            ("customers", facts.customerCount(sites), facts.number(limit.customers, of: facts.customerCount(total))),
            ("weight", facts.weight(sites), facts.number(limit.weight, of: facts.weight(total))),
            ("per customer", largestCustomer, limit.perCustomer ?? .max),
            ("auto", sites.count, limit.auto ? automatic : .max),
        ]
        return counts.first { $0.1 > $0.2 }.map { "\($0.0) \($0.1) of \($0.2)" }
    }

    /// Those of a wave, and of the earlier waves that the same wave of the policy was split into.
    func wholeWave(_ wave: Wave) -> [Installation] {
        waves.filter { $0.rule == wave.rule && $0.number <= wave.number }.flatMap(\.sites)
    }

    /// Whether a wave could hold others as well, by its caps.
    func excess(adding sites: [Installation] = [], to wave: Wave) -> String? {
        let rule = policy.waves[wave.rule]
        if let split = rule.split,
            let excess = excess(wave.sites + sites, over: split, automatic: allowed(before: wave.number))
        {
            return excess
        }
        let first = waves.first { $0.rule == wave.rule && $0.number >= begunCount } ?? wave
        return excess(wholeWave(wave) + sites, over: rule.limit, automatic: allowed(before: first.number))
    }

    /// Units that are clean before a wave if nothing fails.
    func clean(before number: Int) -> Int { waves.prefix(number).reduce(0) { $0 + $1.groups.count } }

    /// The largest wave that the evidence of the waves before allows, at least 1.
    private func allowed(before number: Int) -> Int {
        let remaining = waves.dropFirst(number).reduce(0) { $0 + $1.sites.count } + plan.withheld.count
        guard let forecast = given.forecast.forecaster else {
            let excess = max(0.001, 1 - policy.verdict.tolerate * policy.verdict.baseline.value)
            return max(1, Int(min(Double(remaining), policy.verdict.acceptSites / excess)))
        }
        let clean = clean(before: number)
        return max(1, (0...max(0, remaining)).last { forecast(clean, $0, policy.verdict) <= 0 } ?? 0)
    }

    func checkLimits() {
        for wave in decided {
            if let excess = excess(to: wave) { found("wave \(wave.planned.name) is too large: \(excess)") }
            let rule = policy.waves[wave.rule]
            let isLast = wave.rule == policy.waves.count - 1
            let parts = waves.count { $0.rule == wave.rule }
            expect(
                parts == 1 || rule.split != nil || isLast && rule.limit.isUnlimited,
                "wave \(rule.name) is in \(parts) parts")
            if case .sites(let wanted) = rule.atLeast {
                expect(wave.sites.count >= wanted, "wave \(wave.planned.name) has fewer than \(wanted)")
            }
        }
    }

    func checkGates() {
        if let forecast = given.forecast.forecaster, begunCount == 0, let first = waves.first, first.rule > 0 {
            var verdict = policy.verdict
            verdict.minSample = 0
            expect(
                first.groups.count < 2 || forecast(0, first.groups.count, verdict) <= 0,
                "\(first.planned.name) goes first and is larger than may be risked unproven")
        }
        for wave in waves {
            guard wave.number >= begunCount else {
                // What has begun stands; what comes next needs the evidence all the same.
                if wave.number == begunCount - 1, let forecast = given.forecast.forecaster,
                    waves.indices.contains(begunCount)
                {
                    let next = waves[begunCount].groups.count
                    expect(
                        forecast(clean(before: begunCount), next, policy.verdict) <= 0,
                        "the gate after \(wave.planned.name), which has begun, cannot pass")
                }
                continue
            }
            if given.forecast.forecaster != nil, wave.number + 1 < waves.count {
                let asked = policy.waves[wave.rule].soak.responses ?? 0
                expect(asked <= wave.sites.count, "the gate after \(wave.planned.name) waits for \(asked) answers")
            }
            guard let forecast = given.forecast.forecaster, wave.number + 1 < waves.count else {
                expect(wave.planned.gate == nil, "a gate of \(wave.planned.name), after which nothing comes")
                continue
            }
            let clean = clean(before: wave.number + 1)
            let next = waves[wave.number + 1].groups.count
            expect(
                wave.planned.gate == GateForecast(cleanSites: clean, moreSitesNeeded: 0),
                "the gate after \(wave.planned.name) counts \(wave.planned.gate.map { "\($0.cleanSites)" } ?? "nothing"), not \(clean)"
            )
            expect(forecast(clean, next, policy.verdict) <= 0, "the gate after \(wave.planned.name) cannot pass")
        }
    }
}
