public import EvenkeelDomain
public import EvenkeelVerdict

/// The calibrated rules of one rollout and the marks (features, environment) of its sites. Fixed when the rollout is
/// planned: what is scanned must not depend on what was seen.
///
/// Sites that move together are one unit: they share a host, so that what breaks there breaks all of them, and counting
/// each would take one failure for many.
public struct Judges: Sendable {
    public let panel: Panel
    public let markNames: [String]
    public let pairCount: Int
    /// Units in the order of their first sites.
    public let unitCount: Int
    /// When failures of health are expected.
    public let delay: DelayProfile
    /// The policy's own limits, in its order, which is that of the panel's thresholds.
    let limits: [LimitPolicy]
    private let unitBySite: [InstallationID: Int]
    private let marksByUnit: [[Int]]
    /// For each limit the units it counts.
    private let scopes: [Set<Int>]

    /// - Parameters:
    ///   - sites: every site selected for the rollout.
    ///   - customers: what is known of theirs, for limits that ask for it.
    public init(
        policy: Policy, sites: [Installation], customers: [CustomerID: Customer] = [:], bench: JudgeBench = JudgeBench()
    ) {
        var unitBySite: [InstallationID: Int] = [:]
        var unitByGroup: [String: Int] = [:]
        var marksOfUnit: [Set<String>] = []
        for site in sites {
            let known = site.movesWith.flatMap { $0.isEmpty ? nil : unitByGroup[$0] }
            let unit = known ?? marksOfUnit.count
            if known == nil {
                marksOfUnit.append([])
                if let group = site.movesWith, !group.isEmpty { unitByGroup[group] = unit }
            }
            unitBySite[site.id] = unit
            marksOfUnit[unit].formUnion(site.marks(environment: policy.coverage.environment) ?? [])
        }
        let names = marksOfUnit.reduce(into: Set()) { $0.formUnion($1) }.sorted()
        let index = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        marksByUnit = marksOfUnit.map { marks in marks.compactMap { index[$0] }.sorted() }
        var pairs = Array(repeating: false, count: names.count * names.count)
        for marks in marksByUnit {
            for (position, first) in marks.enumerated() {
                for second in marks[(position + 1)...] { pairs[first * names.count + second] = true }
            }
        }
        self.unitBySite = unitBySite
        unitCount = marksOfUnit.count
        markNames = names
        pairCount = pairs.count { $0 }
        let metrics = policy.verdict.metrics ?? MetricsPolicy()
        limits = metrics.limits
        scopes = metrics.limits.map { limit in
            guard let among = limit.among else { return Set(unitBySite.values) }
            return Set(
                sites.filter { site in
                    let facts = SiteFacts(site, customer: customers[site.customer], release: policy.release)
                    return among.evaluate(facts) == .yes
                }.compactMap { unitBySite[$0.id] })
        }
        delay = DelayProfile(policy.verdict.delay)
        panel = Panel(policy: policy, units: marksOfUnit.count, hasMarks: !names.isEmpty, bench: bench)
    }

    /// Whether upgraded sites are compared with those that are not upgraded yet.
    public var isComparing: Bool { health.rule.basis.comparison == .control }

    /// Whether what is expected depends on when sites started, not only on how many did.
    var isTimed: Bool { isComparing || delay != .assumptionFree }

    /// The unit a site belongs to; nil for one that was not selected.
    public func unit(of site: InstallationID) -> Int? { unitBySite[site] }

    /// Ascending indices into `markNames` of everything that a member of the unit has.
    public func marks(ofUnit unit: Int) -> [Int] { marksByUnit[unit] }

    /// Whether a limit counts a unit.
    func limit(_ number: Int, counts unit: Int) -> Bool { scopes[number].contains(unit) }

    public var installs: Judge { judge(.installs) }
    public var health: Judge { judge(.health) }

    /// The halt line of health in sites; none where sites are compared.
    func healthLines(count: Int) -> [HaltLine] {
        guard !isComparing else { return [] }
        let rule = health.rule
        return health.staircase.linesInSites(
            baseline: min(1, rule.baseline * rule.basis.caution), multiplier: rule.haltAbove, count: count)
    }

    func rule(_ name: MetricName) -> VerdictRule { judge(name).rule }

    /// The judge of a metric; every panel made here has all three.
    private func judge(_ name: MetricName) -> Judge {
        guard let number = panel.metrics.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("a rollout is judged by installs, health and silence")
        }
        return panel.judges[number]
    }
}

extension Panel {
    /// The panel of a policy. The next wave waits for the health of sites; installs and silence can only halt.
    init(policy: Policy, units: Int, hasMarks: Bool, bench: JudgeBench) {
        let verdict = policy.verdict
        let wishes = verdict.metrics ?? MetricsPolicy()
        func metric(
            _ name: MetricName, _ wish: MetricPolicy, basis: Baseline? = nil, scans: Bool = false, gates: Bool = false,
            isTimed: Bool = false
        ) -> Metric {
            Metric(
                name: name,
                rule: VerdictRule(
                    basis: basis ?? .stated((wish.baseline ?? verdict.baseline).value), haltAbove: verdict.haltAbove,
                    tolerate: verdict.tolerate, acceptExcessSites: verdict.acceptSites,
                    confidence: verdict.confidence.value, minSample: verdict.minSample,
                    soakDeadline: verdict.soakDeadline, horizonSites: units,
                    haltLine: verdict.line == .table ? .table : .staircase,
                    // The staircase of a page of a policy is that of any sites; the table is worth calibrating.
                    sitesAreAlike: verdict.line == .table && !isTimed), weight: wish.weight,
                isDryRun: wish.isDryRun, isScanning: scans && (wish.isScanning ?? true), gates: gates)
        }
        self.init(
            falseHalt: verdict.falseHalt.value,
            metrics: [
                metric(.installs, wishes.installs),
                metric(
                    .health, wishes.health, basis: wishes.health.baseline == nil ? verdict.healthBasis : nil,
                    scans: hasMarks, gates: true,
                    isTimed: DelayProfile(verdict.delay) != .assumptionFree),
                metric(.silence, wishes.silence),
            ],
            thresholds: wishes.limits.enumerated().map { number, limit in
                Threshold(
                    kind: .count(max(1, limit.failures)),
                    scope: limit.among.map { .label("\($0) (limit \(number + 1))") } ?? .allSites,
                    metric: MetricName(limit.metric.rawValue))
            }, calibrate: bench.judge)
    }
}
