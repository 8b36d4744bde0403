import EvenkeelDomain
import EvenkeelVerdict

/// Counts units as they start and fail, and knows after every failure whether a halt line is crossed.
///
/// A few additions for each unit that starts, and a look at the lines for each that fails: evidence for a halt only falls
/// while sites start, so that nothing else can bring one.
struct HaltWatch {
    private let judges: Judges
    private var tried = 0
    private var installed = 0
    private var failures: [GateEvidence.Metric: Int] = [:]
    private var scan: ScanTallies?
    private var limitCounts: [Int]
    private var scanned: Set<Int> = []

    init(judges: Judges) {
        self.judges = judges
        limitCounts = judges.limits.map { _ in 0 }
        let isScanning =
            judges.health.isScanning && !(judges.panel.metrics.first { $0.name == .health }?.isDryRun ?? false)
        scan = isScanning ? ScanTallies(featureCount: judges.markNames.count, pairCount: judges.pairCount) : nil
    }

    /// A unit was given the release.
    mutating func start() { tried += 1 }

    /// The install of a unit that had no installed member before went well, as far as is known.
    mutating func install(_ unit: Int) {
        installed += 1
        // One that was installed, failed and is installed again has its expectation in the scan already.
        guard scanned.insert(unit).inserted else { return }
        scan?.enrol(features: judges.marks(ofUnit: unit), expected: judges.health.rule.expectedPerSite)
    }

    /// The install turned out to have failed. The scan keeps it, which only makes it slower to halt.
    mutating func uninstall() { installed -= 1 }

    /// The features of the group whose failures are the most evidence so far; empty where nothing is scanned.
    var strongestMarks: [String] { (scan?.strongest ?? []).map { judges.markNames[$0] } }

    /// A unit failed that had not failed in this way before; the rule by which that halts, or nil.
    ///
    /// - Parameter expected: failures of health expected by now, where they depend on the time.
    mutating func fail(_ unit: Int, _ metric: GateEvidence.Metric, expected: Double? = nil) -> HaltRule? {
        failures[metric, default: 0] += 1
        if metric == .health { scan?.fail(features: judges.marks(ofUnit: unit)) }
        var reached: HaltRule?
        for (number, limit) in judges.limits.enumerated()
        where limit.metric == metric && judges.limit(number, counts: unit) {
            limitCounts[number] += 1
            if limitCounts[number] >= max(1, limit.failures) { reached = reached ?? .limit(number) }
        }
        return reached ?? halts(expected)
    }

    /// It did not fail in the end.
    mutating func unfail(_ unit: Int, _ metric: GateEvidence.Metric) {
        failures[metric, default: 0] -= 1
        for (number, limit) in judges.limits.enumerated()
        where limit.metric == metric && judges.limit(number, counts: unit) {
            limitCounts[number] -= 1
        }
    }

    private mutating func halts(_ healthExpected: Double?) -> HaltRule? {
        for (metric, judge) in zip(judges.panel.metrics, judges.panel.judges) where !metric.isDryRun {
            guard metric.name == .installs || metric.name == .health else { continue }
            let isHealth = metric.name == .health
            // What is compared with others has no line.
            if isHealth, judges.isComparing { continue }
            let expected =
                isHealth
                ? healthExpected.map { $0 * judge.rule.haltAbove } ?? Double(installed) * judge.rule.expectedPerSite
                : Double(tried) * judge.rule.expectedPerSite
            let observed = failures[isHealth ? .health : .installs] ?? 0
            if observed > 0, judge.staircase.halts(observed: observed, expected: expected) { return .line }
            if isHealth, observed > 0,
                scan?.halts(falseHalt: judge.rule.falseHalt * judge.rule.scanShare) ?? false
            {
                return .scan
            }
        }
        return nil
    }
}
