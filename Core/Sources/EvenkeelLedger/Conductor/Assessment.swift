public import EvenkeelDomain
public import EvenkeelVerdict

/// What the evidence of a rollout says at one moment: of installs, of service health and of silence.
///
/// A pure function of what is known of its sites; the conductor decides by it and the pages show it, so both say the
/// same.
public struct Assessment: Sendable {
    public let panel: PanelVerdict
    public let installs: Verdict
    public let health: Verdict
    /// Where the failures concentrate, strongest first; empty unless health halts.
    public let healthScan: [Implicated]
    /// What the wave still waits for besides the verdict: asked-for evidence, in words.
    public let unmetEvidence: [String]
    private let judges: Judges
    private let tally: UnitTally
    private let compared: [ComparedFailure]
    private let tallyVersion: Int
    private let input: Input

    /// What was asked of the panel beside the counts.
    private struct Input {
        let evidence: PanelEvidence
        let soakElapsedDays: Double
        let soakRequiredDays: Double
        let isPastDeadline: Bool
        let nextWaveSites: Int?
        let since: Timestamp?
    }

    /// The metric that halts: only health may open an incident, so it goes before the others.
    public var haltMetric: GateEvidence.Metric? {
        guard panel.state == .halt else { return nil }
        if panel.mayOpenIncident { return .health }
        let names =
            panel.members.filter(\.halts).map(\.metric.name) + panel.thresholds.map(\.threshold.metric)
        return names.contains(.installs) ? .installs : .silence
    }

    /// When a site will count as silent that does not yet, if nothing is heard of it.
    public var nextSilenceAt: Timestamp? { tally.nextSilenceAt }

    /// True once the verdict says advance and nothing asked for is missing.
    public var mayAdvance: Bool { panel.state == .advance && unmetEvidence.isEmpty }

    /// What is decided, what was asked for besides the numbers counted in.
    public var state: VerdictState {
        guard panel.state == .advance, !unmetEvidence.isEmpty else { return panel.state }
        return input.isPastDeadline ? .inconclusive : .soaking
    }

    /// True at the soak deadline while something is missing.
    public func isInconclusive(pastDeadline: Bool) -> Bool {
        panel.state == .inconclusive || (pastDeadline && panel.state == .advance && !unmetEvidence.isEmpty)
    }

    /// The sentence people read.
    public var text: String {
        guard panel.state == .advance, !unmetEvidence.isEmpty else {
            let summary = VerdictSentence.summary(panel)
            return panel.state == .halt ? summary : ([summary] + unmetEvidence).joined(separator: " ")
        }
        return VerdictSentence.summary(panel, wanting: unmetEvidence, pastDeadline: input.isPastDeadline)
    }

    /// Where a halt of health comes, with the current position marked; nil once it came, or where sites are compared
    /// and there is no line.
    public var haltLines: String? {
        let isWatched = panel.members.contains { $0.metric.name == .health && $0.metric.isDryRun }
        guard haltMetric == nil, !isWatched, !judges.isComparing else { return nil }
        let lines = judges.healthLines(count: max(5, health.failed + 3))
        guard !lines.isEmpty else {
            return "No number of sites in trouble halts: \(judges.unitCount) are too few for the usual rate of health."
        }
        var sentence = VerdictSentence.haltLines(lines, at: health)
        if installs.failed > 0 { sentence += " " + VerdictSentence.failedInstalls(installs) }
        return judges.delay == .assumptionFree
            ? sentence : sentence + " Until all failures are due, a halt comes at fewer sites' worth of them."
    }

    /// What is shown of the wave: installs where they halt, or where they alone have failed; else health. Silence is one of its
    /// figures, and no failure.
    public var shown: Verdict {
        switch haltMetric {
        case .installs: installs
        case nil: health.failed == 0 && installs.failed > 0 ? installs : health
        case .health, .silence: health
        }
    }

    /// The numbers for the journal.
    public func evidence(for metric: GateEvidence.Metric) -> GateEvidence {
        let name = MetricName(metric.rawValue)
        let verdict = panel[name] ?? health
        let rule = judges.rule(name)
        return GateEvidence(
            metric: metric, tallyVersion: tallyVersion, enrolled: verdict.sites, sites: verdict.completed,
            failed: verdict.failed, silent: verdict.silent, expected: verdict.expected, falseHalt: rule.falseHalt,
            baseline: rule.baseline, horizonSites: rule.horizonSites ?? 0, upperBound: verdict.upperBound,
            upperBoundFixed: verdict.upperBoundFixed,
            implicated: (metric == .health ? healthScan : []).map {
                GateEvidence.Group(
                    features: $0.features, logEvidence: $0.logEvidence, failed: $0.failed, sites: $0.sites,
                    isConcentrated: $0.isConcentrated)
            }, text: text, figures: figures)
    }

    /// All that the verdict was computed from.
    private var figures: GateFigures {
        GateFigures(
            falseHalt: judges.panel.budget.falseHalt,
            members: zip(panel.members, judges.panel.judges).map { member, judge in
                GateFigures.Member(
                    member, judge: judge, evidence: input.evidence.metrics[member.metric.name],
                    delay: member.metric.name == .health ? judges.delay : .assumptionFree,
                    compared: member.metric.name == .health ? compared : [])
            },
            limits: zip(judges.limits, tally.scopes).map { limit, tally in
                GateFigures.Limit(
                    metric: limit.metric.rawValue, failures: limit.failures, among: limit.among?.description,
                    failed: tally.failed, sites: tally.sites)
            }, soakElapsedDays: input.soakElapsedDays, soakRequiredDays: input.soakRequiredDays,
            isPastDeadline: input.isPastDeadline, nextWaveSites: input.nextWaveSites, unmet: unmetEvidence,
            since: input.since, state: panel.state.rawValue)
    }

    /// - Parameters:
    ///   - wave: the wave that is judged; see `Rollout.judgedWave`.
    ///   - sites: all sites of the rollout.
    ///   - judges: calibrated for this rollout; see `Judges`.
    ///   - signs: needed only where the policy asks for answers, or for use of a feature.
    ///   - controls: needed only where upgraded sites are compared with others.
    ///   - rhythms: needed only where silence goes by the history of each site.
    ///   - stillSoaking: sites for whose own days nobody waits and whose days are not over.
    public init(
        rollout: Rollout, wave index: Int, sites: [SiteEvidence], tallyVersion: Int, judges: Judges,
        signs: [SiteSign], controls: [ControlEvidence] = [], rhythms: [SiteRhythm] = [],
        stillSoaking: Set<InstallationID> = [], at now: Timestamp
    ) {
        let wave = rollout.waves[index]
        let next = rollout.waves.indices.contains(index + 1) ? rollout.waves[index + 1].exposure.installations : nil
        let isSoaking = wave.state == .soaking || wave.state == .inconclusive
        let hasDates = isSoaking || wave.state == .passed
        let began = wave.soakingSince ?? now
        // A wave that was opened again has the dates of its first soak until it settles.
        let required = (hasDates ? wave.soakEndsAt : nil).map { ($0 - began).days } ?? Double(wave.soakDays)
        let since = rollout.evidenceSince
        let ofWave = sites.filter { $0.wave == index }
        self.init(
            sites: sites, tallyVersion: tallyVersion, judges: judges,
            soak: Soak(
                elapsedDays: hasDates ? max(0, (now - began).days) : 0, requiredDays: required,
                isPastDeadline: isSoaking && (wave.soakDeadlineAt.map { $0 <= now } ?? false)), nextWaveSites: next,
            since: since, verdict: rollout.policy.verdict, controls: controls, rhythms: rhythms,
            unmet: Self.unheard(
                // Those that were caught up late are judged by themselves.
                ofWave.filter { $0.state == .installed && ($0.settledAt ?? began) <= began }, since: since,
                silenceShare: judges.rule(.health).silenceShare)
                + Self.unmet(
                    rollout.policy.soak(ofWave: wave.name), Set(ofWave.map(\.installation)), signs,
                    credit: rollout.credit),
            at: now
        ) { site in
            if stillSoaking.contains(site.installation) { return false }
            // One that was caught up soaks from its own install on.
            if let settled = site.settledAt, let since = rollout.waves[site.wave].soakingSince, settled > since {
                return settled + .days(rollout.waves[site.wave].soakDays) <= now
            }
            return rollout.waves[site.wave].state == .passed
                || (site.wave == index && isSoaking && (wave.soakEndsAt.map { $0 <= now } ?? false))
        }
    }

    /// How far the soak of the wave at work has come.
    struct Soak {
        var elapsedDays: Double
        var requiredDays: Double
        var isPastDeadline: Bool
    }

    /// - Parameters:
    ///   - unmet: asked-for evidence that is missing, in words.
    ///   - hasSoaked: whether the soak of a site is over.
    init(
        sites: [SiteEvidence], tallyVersion: Int, judges: Judges, soak: Soak, nextWaveSites: Int?, since: Timestamp?,
        verdict policy: VerdictPolicy, controls: [ControlEvidence], rhythms: [SiteRhythm] = [], unmet: [String],
        at now: Timestamp, hasSoaked: (SiteEvidence) -> Bool
    ) {
        self.judges = judges
        self.tallyVersion = tallyVersion
        unmetEvidence = unmet
        let tally = UnitTally(
            sites, judges: judges, since: since, silence: SilenceRule(policy, rhythms: rhythms), at: now,
            hasSoaked: hasSoaked)
        self.tally = tally
        let scan = Scan(
            records: tally.records, featureCount: judges.markNames.count, pairCount: judges.pairCount,
            multiplier: judges.rule(.health).haltAbove)
        let arm =
            judges.isComparing
            ? ControlArm(
                sites: sites, controls: controls, judges: judges, since: since, silenceAfter: policy.silenceAfter,
                at: now) : nil
        compared = arm?.failures ?? []
        let input = Input(
            evidence: tally.evidence(
                judges,
                groups: scan.groupEvidence(
                    names: judges.markNames,
                    expected: judges.delay == .assumptionFree
                        ? nil : tally.records.reduce(0) { $0 + $1.expected }), control: arm?.sample),
            soakElapsedDays: soak.elapsedDays, soakRequiredDays: soak.requiredDays,
            isPastDeadline: soak.isPastDeadline, nextWaveSites: nextWaveSites, since: since)
        self.input = input
        panel = judges.panel.judge(
            input.evidence, soakElapsedDays: soak.elapsedDays, soakRequiredDays: soak.requiredDays,
            pastDeadline: soak.isPastDeadline, nextWaveSites: nextWaveSites)
        // The sites tell more than the tallies: what is left once the strongest group is set aside.
        healthScan = panel.mayOpenIncident ? scan.implicated(names: judges.markNames) : []
        guard let installs = panel[.installs], let health = panel[.health] else {
            preconditionFailure("a rollout is judged by installs and health")
        }
        self.installs = installs
        self.health = health
    }

    /// A wave does not pass on the word of earlier ones: its own sites must have been heard of since their install.
    static func unheard(
        _ installed: [SiteEvidence], since: Timestamp?, silenceShare: Double
    ) -> [String] {
        let unheard = installed.count { $0.heardSinceStart == nil && !$0.isTroubled(since: since) }
        guard unheard > Int(silenceShare * Double(installed.count)) else { return [] }
        return ["\(unheard) of \(installed.count) sites of this wave have not been heard of since their install."]
    }

    /// The evidence a soak asks for and has not got, as sentences.
    ///
    /// - Parameter credit: what a hotfix has taken over from the release it replaces.
    static func unmet(
        _ soak: SoakPolicy?, _ sites: Set<InstallationID>, _ signs: [SiteSign], credit: SoakCredit? = nil
    ) -> [String] {
        guard let soak, soak.responses != nil || !soak.evidence.isEmpty else { return [] }
        let mine = signs.filter { sites.contains($0.installation) }
        var sentences: [String] = []
        if let wanted = soak.responses {
            let missing = wanted - Set(mine.filter(\.isAnswer).map(\.installation)).count
            if missing > 0 {
                sentences.append(
                    missing == 1
                        ? "1 more answer from customers is needed."
                        : "\(missing) more answers from customers are needed.")
            }
        }
        for wish in soak.evidence.compactMap(EvidenceWish.init) {
            let shown = Set(mine.filter(wish.isShown).map(\.installation))
            let wanted = credit?.sitesWanted(by: wish) ?? wish.sites
            if shown.count < wanted { sentences.append(wish.sentence(missing: wanted - shown.count)) }
        }
        return sentences
    }
}

extension Policy {
    /// The soak of the wave of that name; a wave made by `split` carries its policy's name with a number.
    public func soak(ofWave name: String) -> SoakPolicy? {
        waves.first { name == $0.name || name.hasPrefix($0.name + " ") }?.soak
    }
}
