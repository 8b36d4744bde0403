public import EvenkeelDomain

/// Turns a fleet and a policy into a plan: who goes when, and why. A pure function: the same input gives the same
/// plan, whatever the order of rows.
///
/// 1. **Selection**: whom the release is for, less those that a hold or an unknown fact keeps out; sites that move
///    together become one item.
/// 2. **Certificate**: whether what is due by a date is more than the waves in time can hold: if placing everybody
///    fails, that is why.
/// 3. **Arrangement**: wave by wave, first the day it opens, then who fits in it: whom the plan before had there, whose
///    date presses, and then the wave's own order. What has been tried in one wave counts for the next.
/// 4. **Report**: what each wave exposes and covers, why everybody is where they are, and whether each gate would pass
///    if nothing failed.
public enum Planner {
    /// - Parameters:
    ///   - gateForecast: more clean sites needed before a wave may open; without it gates are not forecast, and a
    ///     limit `auto` allows only what may be risked without evidence.
    ///   - improvement: looks for a cheaper set of sites where a wave covers everything; see `CoverageImprovement`.
    public static func plan(
        _ image: FleetImage, policy: Policy, context: PlanContext, gateForecast: GateForecaster? = nil,
        improvement: Improvement? = nil
    ) throws(PlanRefusal) -> PlanDraft {
        let remedies = Remedies(image: image, policy: policy, context: context, forecast: gateForecast)
        let arrangement: Arrangement
        do throws(PlanRefusal) {
            arrangement = try Arrangement.made(
                image, policy: policy, context: context, forecast: gateForecast, improvement: improvement)
            if arrangement.isLate, let refusal = arrangement.certificateRefusal() { throw refusal }
        } catch {
            switch error {
            case .infeasible(var refused):
                refused.remedies = remedies.all(for: refused)
                refused.causes = DelayCause.before(refused.due, policy: policy, context: context, image)
                throw .infeasible(refused)
            case .datesMissed(var missed):
                missed.remedies = remedies.common()
                missed.causes = DelayCause.before(missed.due, policy: policy, context: context, image)
                throw .datesMissed(missed)
            default: throw error
            }
        }
        // A gate that cannot pass comes first: no other deadline helps it.
        let draft = try PlanDraft(arrangement, forecast: gateForecast)
        if arrangement.isLate, let deadline = policy.deadline, let last = arrangement.lastInstall {
            var miss = DeadlineMiss(
                lastOpens: arrangement.lastOpens ?? last, lastInstall: last, deadline: deadline,
                waves: arrangement.begun.count + arrangement.waves.count, soakDaysLess: remedies.soakDaysLess(),
                capacityPerDay: remedies.capacityPerDay())
            miss.causes = DelayCause.before(deadline, policy: policy, context: context, image)
            throw .deadlineMissed(miss)
        }
        return draft
    }

    /// The same from rows, written out in full.
    public static func plan(
        fleet: Fleet, policy: Policy, context: PlanContext, gateForecast: GateForecaster? = nil
    ) throws(PlanRefusal) -> Plan {
        try plan(FleetImage(fleet), policy: policy, context: context, gateForecast: gateForecast).plan()
    }
}

/// Looks for a cheaper set with the same coverage; nil where it finds none.
///
/// - Parameters:
///   - pool: whom it may choose from, by item.
///   - before: what had been tried before the picks.
public typealias Improvement = (
    _ pool: [Int32], _ costs: [Double], _ before: CombinationCoverage, _ picks: [Int32]
) -> [Int32]?
