public import EvenkeelDomain

/// Turns a fleet and a policy into a plan: who goes when, and why. A pure function: the same input gives the same
/// plan, whatever the order of rows.
///
/// 1. **Selection**: whom the release is for, less those that a hold or an unknown fact keeps out.
/// 2. **Arrangement**: wave by wave, first the day it opens, then who fits in it, in the wave's order. What has been
///    tried in one wave counts for the next.
/// 3. **Report**: what each wave exposes and covers, why everybody is where they are, and whether each gate would pass
///    if nothing failed.
public enum Planner {
    /// - Parameter gateForecast: more clean sites needed before a wave may open; without it gates are not forecast, and
    ///   a limit `auto` allows only what may be risked without evidence.
    public static func plan(
        fleet: Fleet, policy: Policy, context: PlanContext, gateForecast: GateForecaster? = nil
    ) throws(PlanRefusal) -> Plan {
        let arrangement = try Arrangement(fleet: fleet, policy: policy, context: context, forecast: gateForecast)
        if let deadline = policy.deadline, let last = arrangement.waves.last, last.opens > deadline {
            throw .deadlineMissed(
                DeadlineMiss(
                    lastOpens: last.opens, deadline: deadline, waves: arrangement.waves.count,
                    soakDaysLess: try soakDaysLess(
                        toKeep: deadline, fleet: fleet, policy: policy, context: context, gateForecast: gateForecast)))
        }
        return try PlanReport(arrangement, context: context, forecast: gateForecast).plan()
    }

    /// By how many days every soak must be shortened to keep the deadline, leaving each at least one day; nil where
    /// that is not enough. Found by planning again.
    private static func soakDaysLess(
        toKeep deadline: CivilDate, fleet: Fleet, policy: Policy, context: PlanContext, gateForecast: GateForecaster?
    ) throws(PlanRefusal) -> Int? {
        func keeps(_ daysLess: Int) throws(PlanRefusal) -> Bool {
            var hurried = policy
            for number in hurried.waves.indices {
                let days = hurried.waves[number].soak.days
                hurried.waves[number].soak.days = max(min(1, days), days - daysLess)
            }
            let arrangement = try Arrangement(fleet: fleet, policy: hurried, context: context, forecast: gateForecast)
            return (arrangement.waves.last?.opens ?? deadline) <= deadline
        }
        var (low, high) = (1, (policy.waves.map(\.soak.days).max() ?? 0) - 1)
        guard high >= 1, try keeps(high) else { return nil }
        while low < high {
            let middle = (low + high) / 2
            if try keeps(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
