#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A rule with its calibrated halt line: turns evidence into a verdict.
///
/// Making one takes milliseconds; the caller keeps it for the length of a rollout.
public struct Judge: Sendable, Equatable {
    public let rule: VerdictRule
    public let staircase: Staircase
    /// For evidence whose sites turn out not to be alike; mostly the same as `staircase`.
    private let general: Staircase
    /// Whether part of the allowed false halts is kept for the scan over groups.
    public let isScanning: Bool

    /// Calibrates the halt line for a rule.
    ///
    /// - Parameter isScanning: decided before the rollout starts and kept; deciding it after seeing outcomes would
    ///   break the guarantee. Without a known baseline there is no scan: what a group is expected to fail is not known.
    public init(rule: VerdictRule, isScanning: Bool) {
        let isScanning = isScanning && rule.basis.comparison == .expectation
        let falseHalt = Self.pooledFalseHalt(rule, isScanning: isScanning)
        guard let sites = rule.horizonSites else {
            self.init(rule: rule, isScanning: isScanning, staircase: .unbounded(falseHalt: falseHalt))
            return
        }
        // No site at all expects nothing, even at a baseline of 100 % (infinitely many per site).
        let horizon = sites > 0 ? Double(sites) * rule.expectedPerSite : 0
        let general =
            rule.haltLine == .table
            ? Staircase.tabulated(falseHalt: falseHalt, horizon: horizon)
            : Staircase.calibrated(falseHalt: falseHalt, horizon: horizon)
        guard rule.sitesAreAlike, horizon.isFinite else {
            self.init(rule: rule, isScanning: isScanning, staircase: general)
            return
        }
        self.init(
            rule: rule, isScanning: isScanning,
            staircase: .forAlikeSites(
                kind: rule.haltLine, falseHalt: falseHalt, baseline: min(1, rule.baseline * rule.basis.caution),
                multiplier: rule.haltAbove, sites: sites), general: general)
    }

    /// Takes a halt line made elsewhere, such as `Staircase.universalTable`.
    ///
    /// - Parameter staircase: allows no more false halts than the rule leaves for it.
    public init(rule: VerdictRule, isScanning: Bool, staircase: Staircase) {
        self.init(rule: rule, isScanning: isScanning, staircase: staircase, general: staircase)
    }

    private init(rule: VerdictRule, isScanning: Bool, staircase: Staircase, general: Staircase) {
        precondition(
            staircase.falseHalt <= Self.pooledFalseHalt(rule, isScanning: isScanning) * (1 + 1e-12),
            "a halt line spends no more than the rule allows")
        precondition(
            rule.haltAbove > 0 && rule.haltAbove.isFinite, "the halt line allows some multiple of the baseline")
        precondition(
            rule.tolerate >= 0 && rule.acceptExcessSites >= 0 && rule.silenceShare >= 0, "tolerances are not negative")
        precondition(rule.scanShare > 0 && rule.scanShare < 1, "the scan's share lies between 0 and 1")
        self.rule = rule
        self.isScanning = isScanning
        self.staircase = staircase
        self.general = general
    }

    private static func pooledFalseHalt(_ rule: VerdictRule, isScanning: Bool) -> Double {
        isScanning ? rule.falseHalt * (1 - rule.scanShare) : rule.falseHalt
    }

    /// Judges the evidence: halt if a halt rule speaks, advance if nothing is missing, else wait and say for what.
    ///
    /// - Parameters:
    ///   - evidence: all that is known of one metric.
    ///   - soakElapsedDays: how long the current wave has soaked, in the days the policy counts.
    ///   - soakRequiredDays: how long it has to.
    ///   - pastDeadline: whether missing evidence is no longer waited for; see `VerdictRule.isPastDeadline`.
    ///   - nextWaveSites: sites of the next wave; nil for the last wave, which has nothing to cover.
    public func judge(
        _ evidence: Evidence, soakElapsedDays: Double, soakRequiredDays: Double, pastDeadline: Bool,
        nextWaveSites: Int?
    ) -> Verdict {
        let expected = evidence.expected * rule.haltAbove
        let upperBound = UpperBound.anytime(
            failed: evidence.failed, of: evidence.completed, confidence: rule.confidence)
        let haltReason = haltReason(evidence, expected: expected)
        var missing: [MissingEvidence] = []
        if haltReason == nil {
            if soakElapsedDays < soakRequiredDays {
                missing.append(.soakTime(remainingDays: soakRequiredDays - soakElapsedDays))
            }
            missing += missingReports(evidence)
            if rule.basis.comparison == .control, evidence.control == nil { missing.append(.control) }
            if let nextWaveSites {
                missing += missingCover(evidence, upperBound: upperBound, nextWaveSites: nextWaveSites)
            }
        }
        let state: VerdictState =
            if haltReason != nil {
                .halt
            } else if missing.isEmpty {
                .advance
            } else {
                pastDeadline ? .inconclusive : .soaking
            }
        return Verdict(
            state: state, haltReason: haltReason, sites: evidence.enrolled, completed: evidence.completed,
            failed: evidence.failed, silent: evidence.silent, pending: evidence.pending, observed: evidence.observed,
            expected: expected, control: rule.basis.comparison == .control ? evidence.control : nil,
            confidence: rule.confidence, upperBound: upperBound,
            upperBoundFixed: UpperBound.fixed(
                failed: evidence.failed, of: evidence.completed, confidence: rule.confidence),
            upperBoundIfSilentFailed: UpperBound.anytime(
                failed: evidence.failed + evidence.silent, of: evidence.completed + evidence.silent,
                confidence: rule.confidence),
            haltLine: haltReason == nil && rule.basis.comparison == .expectation
                ? line(for: evidence).nextLine(
                    observed: evidence.observed, expected: expected, perSite: rule.expectedPerSite) : nil,
            nextWaveSites: nextWaveSites, waveLimit: waveLimit(upperBound), missing: missing,
            implicated: implicated(evidence))
    }

    private func haltReason(_ evidence: Evidence, expected: Double) -> HaltReason? {
        if rule.basis.comparison == .control {
            guard let control = evidence.control else { return nil }
            precondition(control.tolerated >= rule.haltAbove, "the control tolerates what the rule does")
            return control.halts(falseHalt: rule.falseHalt) ? .worseThanControl : nil
        }
        if line(for: evidence).halts(observed: evidence.observed, expected: expected) { return .tooManyFailures }
        if isScanning, let groups = evidence.groups,
            groups.logEvidence(multiplier: rule.haltAbove) >= -log(rule.falseHalt * rule.scanShare)
        {
            return .concentratedFailures
        }
        return nil
    }

    private func line(for evidence: Evidence) -> Staircase {
        guard rule.sitesAreAlike else { return staircase }
        let alike = evidence.enrolled > 0 ? Double(evidence.enrolled) * rule.expectedPerSiteAtBaseline : 0
        return abs(evidence.expected - alike) <= 1e-9 * (1 + alike) ? staircase : general
    }

    private func missingReports(_ evidence: Evidence) -> [MissingEvidence] {
        var missing: [MissingEvidence] = []
        let needed = max(1, rule.minSample)
        if evidence.completed < needed { missing.append(.minSample(moreSites: needed - evidence.completed)) }
        // A share times a count that should be whole may fall short of it by rounding.
        let mayBeSilent = Int((rule.silenceShare * Double(evidence.enrolled) + 1e-9).rounded(.down))
        if evidence.silent > mayBeSilent { missing.append(.silence(sitesToReport: evidence.silent - mayBeSilent)) }
        if evidence.responses < rule.minResponses {
            missing.append(.responses(more: rule.minResponses - evidence.responses))
        }
        return missing
    }

    /// The next wave is covered if its excess failures stay within what is accepted even at the upper bound.
    private func missingCover(_ evidence: Evidence, upperBound: Double, nextWaveSites: Int) -> [MissingEvidence] {
        let excess = max(0, upperBound - rule.toleratedRate)
        guard Double(nextWaveSites) * excess > rule.acceptExcessSites else { return [] }
        let rate = rule.toleratedRate + rule.acceptExcessSites / Double(nextWaveSites)
        guard let needed = UpperBound.sitesNeeded(failed: evidence.failed, rate: rate, confidence: rule.confidence)
        else { return [.anyTolerance] }
        return [.moreCleanSites(max(1, needed - evidence.completed))]
    }

    private func waveLimit(_ upperBound: Double) -> WaveLimit {
        guard upperBound > rule.toleratedRate else { return .unlimited }
        let sites = rule.acceptExcessSites / (upperBound - rule.toleratedRate)
        return sites < 1e15 ? .atMost(Int(sites)) : .unlimited
    }

    /// From tallies only the strongest group can be named; `Scan` goes on to the next, since it knows the sites.
    private func implicated(_ evidence: Evidence) -> [Implicated] {
        var best: (tally: GroupTally, evidence: Double)?
        for tally in evidence.groups?.tallies ?? [] where tally.observed > 0 {
            let evidence = ScanEvidence.ofGroup(
                observed: tally.observed, expected: tally.expected * rule.haltAbove)
            let isStronger = evidence > best?.evidence ?? 0
            let isSimpler = evidence == best?.evidence && tally.features.count < best?.tally.features.count ?? 0
            if isStronger || isSimpler { best = (tally, evidence) }
        }
        guard let best else { return [] }
        let elsewhereFailed = max(0, evidence.failed - best.tally.failed)
        let elsewhere = max(0, (evidence.groups?.expected ?? evidence.expected) - best.tally.expected)
        let concentration = ScanEvidence.ofConcentration(
            failed: best.tally.observed, expected: best.tally.expected,
            elsewhereFailed: max(0, evidence.observed - best.tally.observed), elsewhere: elsewhere)
        return [
            Implicated(
                features: best.tally.features, logEvidence: best.evidence, failed: best.tally.failed,
                sites: best.tally.sites, elsewhereFailed: elsewhereFailed,
                elsewhereSites: max(0, evidence.enrolled - best.tally.sites),
                logConcentration: concentration,
                logElsewhere: MultiplierMixture.groups.logEvidence(
                    observed: max(0, evidence.observed - best.tally.observed),
                    expected: elsewhere * rule.haltAbove),
                isSelected: concentration >= ScanEvidence.logNaming && isSelected(best.evidence, in: evidence.groups))
        ]
    }

    /// Whether a group with that evidence may be called bad among all that are looked at.
    private func isSelected(_ evidence: Double, in groups: GroupEvidence?) -> Bool {
        guard let groups else { return false }
        let all = groups.tallies.filter { $0.observed > 0 }.map {
            ScanEvidence.ofGroup(observed: $0.observed, expected: $0.expected * rule.haltAbove)
        }
        let selected = EvidenceSelection.select(
            logEvidence: all, hypotheses: groups.featureCount + groups.pairCount,
            falseDiscoveries: EvidenceSelection.falseDiscoveries)
        return selected.last.map { all[$0] <= evidence } ?? false
    }
}
