public import EvenkeelDomain
import EvenkeelVerdict

/// What became of computing a recorded verdict again.
public struct Rederivation: Hashable, Sendable {
    /// What differs from the record, as sentences; empty where all of it agrees.
    public let differences: [String]
    /// The state as computed again.
    public let state: String
    /// The bound of the metric that decided, as computed again.
    public let upperBound: Double

    public var agrees: Bool { differences.isEmpty }
}

extension GateEvidence {
    /// Computes the verdict again from what the journal has of it: calibrates the rules, judges the tallies, and compares
    /// every number and the decision. Nil for an entry older than the figures.
    public func rederive(bench: JudgeBench = JudgeBench()) -> Rederivation? {
        guard let figures else { return nil }
        let again = figures.judge(bench: bench)
        var differences: [String] = []
        func compare(_ what: String, _ recorded: Double, _ computed: Double) {
            guard abs(recorded - computed) > 1e-9 * max(1, abs(recorded)) else { return }
            differences.append("\(what) is recorded as \(recorded) and comes out as \(computed).")
        }
        func compare(_ what: String, _ recorded: String, _ computed: String) {
            guard recorded != computed else { return }
            differences.append("\(what) is recorded as \(recorded) and comes out as \(computed).")
        }
        for (member, verdict) in zip(figures.members, again.verdict.members) {
            let name = member.metric
            compare("The state of \(name)", member.state, verdict.verdict.state.rawValue)
            compare(
                "The reason of \(name)", member.haltReason ?? "none", verdict.verdict.haltReason?.rawValue ?? "none")
            compare("The bound of \(name)", member.upperBound, verdict.verdict.upperBound)
            compare("The fixed bound of \(name)", member.upperBoundFixed, verdict.verdict.upperBoundFixed)
            if let control = member.control {
                compare(
                    "The comparison of \(name)", control.logEvidence, verdict.verdict.control?.logEvidence ?? 0)
            }
        }
        for (member, judge) in zip(figures.members, again.panel.judges) {
            compare("The halt line of \(member.metric)", member.threshold ?? 0, judge.staircase.threshold ?? 0)
        }
        compare("The decision", figures.state, again.verdict.state.rawValue)
        let mine = again.verdict[MetricName(metric.rawValue)]
        compare(
            "The tally of \(metric.rawValue)", "\(failed) of \(sites)",
            "\(mine?.failed ?? 0) of \(mine?.completed ?? 0)")
        compare("The expectation", expected, mine?.expected ?? 0)
        compare("The bound", upperBound ?? 0, mine?.upperBound ?? 0)
        return Rederivation(
            differences: differences, state: again.verdict.state.rawValue, upperBound: mine?.upperBound ?? 1)
    }
}

extension GateFigures {
    func judge(bench: JudgeBench) -> (panel: Panel, verdict: PanelVerdict) {
        let thresholds = limits.map { limit in
            Threshold(
                kind: .count(max(1, limit.failures)), scope: limit.among.map { .label($0) } ?? .allSites,
                metric: MetricName(limit.metric))
        }
        let panel = Panel(
            falseHalt: falseHalt, metrics: members.map(\.judged), thresholds: thresholds, calibrate: bench.judge)
        var scopes: [PanelEvidence.ScopeKey: ScopeTally] = [:]
        for (threshold, limit) in zip(thresholds, limits) {
            scopes[.init(threshold.metric, threshold.scope)] = ScopeTally(failed: limit.failed, sites: limit.sites)
        }
        let evidence = PanelEvidence(
            metrics: Dictionary(
                members.map { (MetricName($0.metric), $0.evidence) }, uniquingKeysWith: { first, _ in first }),
            scopes: scopes)
        return (
            panel,
            panel.judge(
                evidence, soakElapsedDays: soakElapsedDays, soakRequiredDays: soakRequiredDays,
                pastDeadline: isPastDeadline, nextWaveSites: nextWaveSites)
        )
    }
}

extension GateFigures.Member {
    init(
        _ member: PanelVerdict.Member, judge: Judge, evidence: Evidence?, delay: DelayProfile,
        compared: [ComparedFailure]
    ) {
        let (rule, verdict) = (judge.rule, member.verdict)
        self.init(
            metric: member.metric.name.text,
            rule: GateFigures.Rule(
                weight: member.metric.weight, baseline: rule.baseline, haltAbove: rule.haltAbove,
                tolerate: rule.tolerate, acceptSites: rule.acceptExcessSites, confidence: rule.confidence,
                minSample: rule.minSample, soakDeadline: rule.soakDeadline, silenceShare: rule.silenceShare,
                horizonSites: rule.horizonSites ?? 0, scanShare: rule.scanShare,
                isScanning: member.metric.isScanning, isDryRun: member.metric.isDryRun, gates: member.metric.gates,
                basis: rule.basis.word, events: rule.basis.eventsCounted,
                line: rule.haltLine == .table ? rule.haltLine.rawValue : nil,
                sitesAreAlike: rule.sitesAreAlike ? true : nil, delay: GateFigures.Delay(delay)),
            tally: GateFigures.Tally(
                observed: evidence?.observed ?? 0, expected: evidence?.expected ?? 0,
                enrolled: evidence?.enrolled ?? 0, completed: evidence?.completed ?? 0,
                failed: evidence?.failed ?? 0, silent: evidence?.silent ?? 0),
            scan: member.metric.isScanning ? evidence?.groups.map(GateFigures.Scan.init) : nil,
            state: verdict.state.rawValue, haltReason: verdict.haltReason?.rawValue,
            threshold: judge.staircase.threshold, upperBound: verdict.upperBound,
            upperBoundFixed: verdict.upperBoundFixed,
            control: evidence?.control.map { sample in
                GateFigures.Control(
                    tolerated: sample.tolerated,
                    failures: compared.map {
                        GateFigures.Control.Failure(
                            upgraded: $0.isTreated, upgradedAtRisk: $0.treatedAtRisk, othersAtRisk: $0.controlAtRisk)
                    }, logEvidence: sample.logEvidence)
            })
    }

    fileprivate var judged: Metric {
        Metric(
            name: MetricName(metric),
            rule: VerdictRule(
                basis: rule.judgedBasis, haltAbove: rule.haltAbove, tolerate: rule.tolerate,
                acceptExcessSites: rule.acceptSites, confidence: rule.confidence, minSample: rule.minSample,
                soakDeadline: rule.soakDeadline, silenceShare: rule.silenceShare, horizonSites: rule.horizonSites,
                scanShare: rule.scanShare, haltLine: rule.line.flatMap(HaltLineKind.init) ?? .staircase,
                sitesAreAlike: rule.sitesAreAlike ?? false), weight: rule.weight, isDryRun: rule.isDryRun,
            isScanning: rule.isScanning, gates: rule.gates)
    }

    fileprivate var evidence: Evidence {
        Evidence(
            observed: tally.observed, expected: tally.expected, enrolled: tally.enrolled, completed: tally.completed,
            failed: tally.failed, silent: tally.silent, groups: scan?.evidence,
            control: control.map { control in
                // The order is all that counts by now; the days are not kept.
                TwoSample(
                    failures: control.failures.enumerated().map { number, failure in
                        ComparedFailure(
                            day: Double(number), isTreated: failure.upgraded,
                            treatedAtRisk: failure.upgradedAtRisk, controlAtRisk: failure.othersAtRisk)
                    }, tolerated: control.tolerated)
            })
    }
}

extension GateFigures.Rule {
    fileprivate var judgedBasis: Baseline {
        switch basis {
        case "measured": .measured(baseline, events: events ?? 0)
        case "control": .control(tolerance: baseline)
        default: .stated(baseline)
        }
    }
}

extension GateFigures.Delay {
    fileprivate init?(_ profile: DelayProfile) {
        guard case .known(let curve) = profile else { return nil }
        self.init(failuresAfterDays: curve.delaysDays, speed: curve.speedUp)
    }
}

extension Baseline {
    fileprivate var word: String? {
        switch self {
        case .stated: nil
        case .measured: "measured"
        case .control: "control"
        }
    }

    fileprivate var eventsCounted: Int? {
        guard case .measured(_, let events) = self else { return nil }
        return events
    }
}

extension GateFigures.Scan {
    fileprivate init(_ groups: GroupEvidence) {
        var quiet: [Double: (features: Int, pairs: Int)] = [:]
        for tally in groups.tallies where tally.observed == 0 {
            if tally.features.count == 1 {
                quiet[tally.expected, default: (0, 0)].features += 1
            } else {
                quiet[tally.expected, default: (0, 0)].pairs += 1
            }
        }
        self.init(
            featureCount: groups.featureCount, pairCount: groups.pairCount,
            groups: groups.tallies.filter { $0.observed > 0 }.map {
                Group(
                    features: $0.features, observed: $0.observed, expected: $0.expected, sites: $0.sites,
                    failed: $0.failed)
            },
            quiet: quiet.sorted { $0.key < $1.key }.map {
                Quiet(expected: $0.key, features: $0.value.features, pairs: $0.value.pairs)
            }, expected: groups.expected)
    }

    fileprivate var evidence: GroupEvidence {
        let named = groups.map {
            GroupTally(
                features: $0.features, observed: $0.observed, expected: $0.expected, sites: $0.sites, failed: $0.failed)
        }
        // Which groups these were does not matter to the sum, only how many expected how much.
        let unnamed = quiet.flatMap { quiet in
            func tally(_ features: [String]) -> GroupTally {
                GroupTally(features: features, observed: 0, expected: quiet.expected, sites: 0, failed: 0)
            }
            return Array(repeating: tally([""]), count: quiet.features)
                + Array(repeating: tally(["", ""]), count: quiet.pairs)
        }
        return GroupEvidence(
            tallies: named + unnamed, featureCount: featureCount, pairCount: pairCount, expected: expected)
    }
}
