import EvenkeelDomain
import EvenkeelFiles
import EvenkeelLedger
import EvenkeelPlanner
import EvenkeelVerdict
import Foundation
import Testing

@testable import EvenkeelCLI

/// The forecast of a gate is the verdict's own rule, asked before the fact.
@Suite struct EvidenceForecastTests {
    static let verdicts = [
        VerdictPolicy(), VerdictPolicy(acceptSites: 3),
        VerdictPolicy(baseline: Share(0.05) ?? .zero, tolerate: 1.5, acceptSites: 1, minSample: 8),
        VerdictPolicy(acceptSites: 0, confidence: Share(0.8) ?? .zero),
    ]

    @Test("a gate is forecast to pass exactly where the verdict advances when nothing has failed", arguments: verdicts)
    func agrees(policy: VerdictPolicy) {
        let rule = VerdictRule(
            falseHalt: policy.falseHalt.value, baseline: policy.baseline.value, tolerate: policy.tolerate,
            acceptExcessSites: policy.acceptSites, confidence: policy.confidence.value, minSample: policy.minSample,
            horizonSites: 400)
        let judge = Judge(rule: rule, isScanning: false)
        for clean in [1, 2, 3, 5, 8, 20, 60, 200, 400] {
            for next in [1, 5, 12, 40, 150, 1000] {
                let evidence = Evidence(
                    observed: 0, expected: Double(clean) * rule.expectedPerSite, enrolled: clean, completed: clean,
                    failed: 0)
                let verdict = judge.judge(
                    evidence, soakElapsedDays: 7, soakRequiredDays: 7, pastDeadline: false, nextWaveSites: next)
                let missing = EvidenceForecast.moreSitesNeeded(cleanSites: clean, nextWaveSites: next, verdict: policy)
                #expect((missing == 0) == (verdict.state == .advance), "\(clean) clean, next \(next)")
            }
        }
    }

    @Test("as many sites as it asks for are enough, and one fewer is not")
    func smallest() {
        let policy = VerdictPolicy(acceptSites: 3)
        let missing = EvidenceForecast.moreSitesNeeded(cleanSites: 5, nextWaveSites: 100, verdict: policy)
        #expect(missing > 1)
        #expect(EvidenceForecast.moreSitesNeeded(cleanSites: 5 + missing, nextWaveSites: 100, verdict: policy) == 0)
        #expect(EvidenceForecast.moreSitesNeeded(cleanSites: 4 + missing, nextWaveSites: 100, verdict: policy) == 1)
    }

    @Test(
        "the new pairs a story names are as many as the planner counted, at every site",
        arguments: ["keep-calm", "coverage-first"])
    func stories(name: String) throws {
        let fleet = try FleetFile.read(path: Program.root.path + "/Examples/fleet.csv").fleet
        let policy = try PolicyFile.read(path: Program.root.path + "/Examples/\(name).yaml")
        let today = try #require(CivilDate("2026-11-16"))
        let plan = try Planner.plan(
            fleet: fleet, policy: policy, context: PlanContext(today: today, now: today.startUTC),
            gateForecast: EvidenceForecast.moreSitesNeeded)
        for placement in plan.waves.flatMap(\.placements) {
            let story = try SiteStory(
                of: placement.installation.text, plan: plan, image: FleetImage(fleet), policy: policy)
            #expect(story.newPairs.count == placement.reason.newPairs, "\(placement.installation)")
        }
    }
}
