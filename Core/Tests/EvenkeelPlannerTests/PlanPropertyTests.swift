import EvenkeelDomain
import EvenkeelPlanner
import EvenkeelSimulator
import Testing

/// Random policies and fleets, every plan checked by `PlanChecker` and every refusal by `RefusalChecker`.
@Suite("What holds for every plan")
struct PlanPropertyTests {
    private func report(_ findings: [String], _ seed: UInt64, _ what: String) {
        for finding in findings.prefix(3) { Issue.record("seed \(seed), \(what): \(finding)") }
    }

    @Test("a plan keeps every rule, and a refusal is deserved")
    func plansAndRefusals() {
        var outcomes: [String: Int] = [:]
        for seed in Seeds.all {
            let given = RandomCase.of(seed: seed)
            do throws(PlanRefusal) {
                let plan = try given.plan()
                report(PlanChecker.findings(given, plan), seed, "plan")
                outcomes["plan", default: 0] += 1
                for wave in plan.waves {
                    for placement in wave.placements {
                        outcomes["because \(placement.reason.code)", default: 0] += 1
                        if let hindrance = placement.notEarlier { outcomes["not \(hindrance.code)", default: 0] += 1 }
                    }
                }
                for one in plan.withheld { outcomes["withheld \(one.reason.code)", default: 0] += 1 }
            } catch {
                report(RefusalChecker.findings(given, error), seed, "refused \(error)")
                outcomes["\(error)".prefix { $0 != "(" }.description, default: 0] += 1
            }
        }
        print(outcomes.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
        guard Seeds.all.count >= 1000 else { return }
        // A run in which nothing happens proves nothing.
        for name in [
            "plan", "unplaced", "infeasible", "deadlineMissed", "afterCycle", "gateCannotPass", "waveTooSmall",
        ] {
            #expect(outcomes[name, default: 0] > 5, "\(name)")
        }
    }

    @Test("the order of rows changes nothing")
    func shuffled() {
        for seed in Seeds.all {
            let given = RandomCase.of(seed: seed)
            var random = SplitMix64(seed: seed ^ 0xFEED)
            let other = given.changed {
                $0.sites.shuffle(using: &random)
                $0.customers.shuffle(using: &random)
                $0.context.holds.shuffle(using: &random)
                $0.policy.calendar.freezes.shuffle(using: &random)
            }
            #expect(outcome(given) == outcome(other), "seed \(seed)")
        }
    }

    private func outcome(_ given: PlanCase) -> Result<Plan, PlanRefusal> {
        do throws(PlanRefusal) { return .success(try given.plan()) } catch { return .failure(error) }
    }
}
