import EvenkeelDomain
import EvenkeelPlanner
import Testing

/// Random cases in which the planner once broke a rule, or refused what it could have planned.
@Suite("What once went wrong")
struct PlanRegressionTests {
    /// Canaries that could not go, dates missed by one try, a wave that was left out, re-plans, a gate told too late, and
    /// somebody who is moved for a date from the place it had.
    static let seeds: [UInt64] = [
        2322, 2841, 3234, 3341, 2194, 2537, 528, 2706, 607, 625, 2298, 186, 2386, 2273, 3215, 2566, 967, 210,
    ]

    @Test("does not go wrong again, neither planned nor planned again", arguments: seeds)
    func again(seed: UInt64) {
        let given = RandomCase.of(seed: seed)
        var findings: [String]
        do throws(PlanRefusal) {
            findings = PlanChecker.findings(given, try given.plan())
        } catch { findings = RefusalChecker.findings(given, error) }
        if let underway = Underway(given, turn: Int(seed)) {
            for happening in Underway.Happening.allCases { findings += underway.findings(after: happening) }
        }
        #expect(findings.isEmpty)
    }
}
