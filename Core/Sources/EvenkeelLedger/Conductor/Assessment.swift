public import EvenkeelDomain
public import EvenkeelVerdict

/// What the evidence of a rollout says at one moment, for installs and for service health.
///
/// A pure function of the placements; the conductor decides by it and the pages show it, so both say the same.
public struct Assessment: Sendable {
    public let installs: Verdict
    public let health: Verdict
    public let healthScan: [Implicated]
    /// What the wave still waits for besides the verdict: asked-for evidence, in words.
    public let unmetEvidence: [String]
    private let rule: VerdictRule
    private let tallyVersion: Int

    /// True once the health verdict says advance and nothing asked for is missing.
    public var mayAdvance: Bool { health.state == .advance && unmetEvidence.isEmpty }

    /// True at the soak deadline while something is missing.
    public func isInconclusive(pastDeadline: Bool) -> Bool {
        health.state == .inconclusive || (pastDeadline && health.state == .advance && !unmetEvidence.isEmpty)
    }

    /// The sentence people read.
    public var text: String {
        if installs.state == .halt { return "Installs: " + VerdictSentence.summary(installs) }
        return ([VerdictSentence.summary(health)] + unmetEvidence).joined(separator: " ")
    }

    /// The numbers for the journal.
    public func evidence(for metric: GateEvidence.Metric) -> GateEvidence {
        let verdict = metric == .health ? health : installs
        return GateEvidence(
            metric: metric, tallyVersion: tallyVersion, enrolled: verdict.sites, sites: verdict.completed,
            failed: verdict.failed, silent: verdict.silent, expected: verdict.expected, falseHalt: rule.falseHalt,
            baseline: rule.baseline, horizonSites: rule.horizonSites ?? 0, upperBound: verdict.upperBound,
            upperBoundFixed: verdict.upperBoundFixed,
            implicated: (metric == .health ? healthScan : []).map {
                GateEvidence.Group(
                    features: $0.features, logEvidence: $0.logEvidence, failed: $0.failed, sites: $0.sites)
            }, text: text)
    }

    /// - Parameters:
    ///   - wave: the wave at work.
    ///   - judges: calibrated for this rollout; see `Judges`.
    ///   - outcomes: needed only where the policy asks for responses or use of a feature.
    public init(
        rollout: Rollout, wave index: Int, placements: [PlacementRow], tallyVersion: Int, judges: Judges,
        outcomes: [Outcome], at now: Timestamp
    ) {
        let wave = rollout.waves[index]
        let policy = rollout.policy
        self.tallyVersion = tallyVersion
        rule = judges.health.rule
        let next = rollout.waves.indices.contains(index + 1) ? rollout.waves[index + 1].exposure.installations : nil
        let since = wave.soakingSince ?? now
        let required = wave.soakEndsAt.map { ($0 - since).days } ?? Double(wave.soakDays)
        let elapsed = wave.soakingSince == nil ? 0 : (now - since).days
        let pastDeadline = wave.soakDeadlineAt.map { $0 <= now } ?? false
        let soaking = wave.state == .soaking || wave.state == .inconclusive

        let started = placements.filter { $0.startedAt != nil && $0.state != .recalled }
        let ended = started.filter(\.state.isSettled)
        let installFailures = ended.count { $0.state == .failed || $0.state == .timedOut }
        installs = judges.installs.judge(
            Evidence(
                observed: installFailures, expected: Double(started.count) * judges.installs.rule.expectedPerSite,
                enrolled: started.count, completed: ended.count, failed: installFailures),
            soakElapsedDays: elapsed, soakRequiredDays: 0, pastDeadline: pastDeadline, nextWaveSites: nil)

        let installed = placements.filter { $0.state == .installed }
        let troubled = installed.filter { $0.troubleAt != nil }
        var completed = troubled.count
        var silent = 0
        for row in installed where row.troubleAt == nil {
            let heard = max(row.heardAt ?? .init(milliseconds: .min), row.settledAt ?? .init(milliseconds: .min))
            let soaked =
                rollout.waves[row.wave].state == .passed
                || (row.wave == index && soaking && (wave.soakEndsAt.map { $0 <= now } ?? false))
            if now.milliseconds - heard.milliseconds > policy.verdict.silenceAfter.milliseconds {
                silent += 1
            } else if soaked, row.heardAt != nil {
                completed += 1
            }
        }
        let records = installed.map { row in
            SiteRecord(
                id: 0, features: judges.marks(of: row.installation),
                expected: judges.health.rule.expectedPerSite, failed: row.troubleAt != nil)
        }
        let scan = Scan(
            records: records, featureCount: judges.markNames.count, pairCount: judges.pairCount,
            multiplier: judges.health.rule.haltAbove)
        health = judges.health.judge(
            Evidence(
                observed: troubled.count, expected: Double(installed.count) * judges.health.rule.expectedPerSite,
                enrolled: installed.count, completed: completed, failed: troubled.count, silent: silent,
                groups: scan.groupEvidence(names: judges.markNames)),
            soakElapsedDays: elapsed, soakRequiredDays: required, pastDeadline: pastDeadline, nextWaveSites: next)
        healthScan = health.state == .halt ? scan.implicated(names: judges.markNames) : []
        unmetEvidence =
            Self.unheard(installed.filter { $0.wave == index }, silenceShare: judges.health.rule.silenceShare)
            + Self.unmet(rollout.policy.soak(ofWave: wave.name), index, placements, outcomes)
    }

    /// A wave does not pass on the word of earlier ones: its own sites must have been heard of since their install.
    private static func unheard(_ installed: [PlacementRow], silenceShare: Double) -> [String] {
        let unheard = installed.count { $0.heardAt == nil && $0.troubleAt == nil }
        guard unheard > Int(silenceShare * Double(installed.count)) else { return [] }
        return ["\(unheard) of \(installed.count) sites of this wave have not been heard of since their install."]
    }

    /// The evidence a soak asks for and has not got, as sentences.
    private static func unmet(
        _ soak: SoakPolicy?, _ wave: Int, _ placements: [PlacementRow], _ outcomes: [Outcome]
    ) -> [String] {
        guard let soak, soak.responses != nil || !soak.evidence.isEmpty else { return [] }
        let sites = Set(placements.filter { $0.wave == wave }.map(\.installation))
        let mine = outcomes.filter { sites.contains($0.installation) }
        var sentences: [String] = []
        if let wanted = soak.responses {
            let answered = Set(
                mine.filter { $0.kind == .responseFine || $0.kind == .responseTrouble }.map(\.installation))
            if answered.count < wanted {
                sentences.append("\(wanted - answered.count) more answers from customers are needed.")
            }
        }
        for wish in soak.evidence.compactMap(UseEvidence.init) {
            let used = Set(mine.filter { $0.kind == .used && $0.feature == wish.feature }.map(\.installation))
            if used.count < wish.sites {
                sentences.append("\(wish.feature) must be used at \(wish.sites - used.count) more sites.")
            }
        }
        return sentences
    }
}

/// `feature:call-queue used at 3`: a feature must have been used at so many sites of the wave.
struct UseEvidence: Hashable {
    let feature: String
    let sites: Int

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 4, words[0].hasPrefix("feature:"), words[1] == "used", words[2] == "at",
            let sites = Int(words[3])
        else { return nil }
        feature = String(words[0].dropFirst("feature:".count))
        self.sites = sites
    }
}

extension Policy {
    /// The soak of the wave of that name; a wave made by `split` carries its policy's name with a number.
    func soak(ofWave name: String) -> SoakPolicy? {
        waves.first { name == $0.name || name.hasPrefix($0.name + " ") }?.soak
    }
}
