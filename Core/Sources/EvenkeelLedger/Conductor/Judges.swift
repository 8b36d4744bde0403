public import EvenkeelDomain
public import EvenkeelVerdict

/// The calibrated rules of one rollout and the marks (features, environment) of its sites. Fixed when the rollout is
/// planned: what is scanned must not depend on what was seen.
public struct Judges: Sendable {
    public let installs: Judge
    public let health: Judge
    public let markNames: [String]
    public let pairCount: Int
    private let marksBySite: [InstallationID: [Int]]

    /// - Parameter sites: every site selected for the rollout.
    public init(policy: Policy, sites: [Installation], bench: JudgeBench = JudgeBench()) {
        let keys = policy.coverage.environment
        let marks = sites.map { ($0.id, $0.marks(environment: keys) ?? []) }
        let names = Set(marks.flatMap(\.1)).sorted()
        let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        var bySite: [InstallationID: [Int]] = [:]
        var pairs: Set<Int> = []
        for (site, marks) in marks {
            let indices = marks.compactMap { index[$0] }.sorted()
            bySite[site] = indices
            for (position, first) in indices.enumerated() {
                for second in indices[(position + 1)...] { pairs.insert(first * names.count + second) }
            }
        }
        markNames = names
        marksBySite = bySite
        pairCount = pairs.count
        let verdict = policy.verdict
        let rule = VerdictRule(
            falseHalt: verdict.falseHalt.value / 2, baseline: verdict.baseline.value, haltAbove: verdict.haltAbove,
            tolerate: verdict.tolerate, acceptExcessSites: verdict.acceptSites, confidence: verdict.confidence.value,
            minSample: verdict.minSample, minResponses: 0, soakDeadline: verdict.soakDeadline, horizonSites: sites.count
        )
        // Two metrics share the rollout's false-halt budget.
        installs = bench.judge(rule: rule, isScanning: false)
        health = bench.judge(rule: rule, isScanning: !names.isEmpty)
    }

    /// Ascending indices into `markNames`.
    public func marks(of site: InstallationID) -> [Int] { marksBySite[site] ?? [] }
}
