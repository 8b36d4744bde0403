import EvenkeelDomain
import EvenkeelPlanner

/// Everything a plan is made from.
struct PlanCase {
    /// How much evidence a gate asks for; values, so that a case can be kept and changed.
    enum Forecast: Hashable {
        case none
        /// Nobody is needed for a next wave of up to `free`, then one clean site for every `per` more.
        case steps(free: Int, per: Int)

        var forecaster: GateForecaster? {
            guard case .steps(let free, let per) = self else { return nil }
            return { clean, next, _ in max(0, (max(0, next - free) + per - 1) / per - clean) }
        }
    }

    var sites: [Installation]
    var customers: [Customer]
    var policy: Policy
    var context: PlanContext
    var forecast = Forecast.none

    func plan() throws(PlanRefusal) -> Plan {
        try Planner.plan(
            fleet: Fleet(installations: sites, customers: customers), policy: policy, context: context,
            gateForecast: forecast.forecaster)
    }

    func changed(_ change: (inout PlanCase) -> Void) -> PlanCase {
        var copy = self
        change(&copy)
        return copy
    }

    /// The refusal, or nil where there is a plan.
    var refusal: PlanRefusal? {
        do throws(PlanRefusal) {
            _ = try plan()
            return nil
        } catch { return error }
    }
}
