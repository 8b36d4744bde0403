import EvenkeelDomain

/// Writes an arrangement down as a plan: exposure, coverage, reasons, forecasts, warnings.
struct PlanReport {
    private let arrangement: Arrangement
    private let context: PlanContext
    private let forecast: GateForecaster?
    private var coverage: PairCoverage
    private let counts: PairCounts?
    private var curve = [CurvePoint(installations: 0, seats: 0, coverage: 0)]
    private var installations = 0
    private var seats = 0

    private var policy: Policy { arrangement.policy }

    init(_ arrangement: Arrangement, context: PlanContext, forecast: GateForecaster?) {
        self.arrangement = arrangement
        self.context = context
        self.forecast = forecast
        // The pairs of those who get a place: one that only withheld sites run cannot be tried.
        let placed = arrangement.candidates.indices.filter { arrangement.waveOf[$0] != nil }
        coverage = PairCoverage(index: arrangement.index, among: placed, depth: arrangement.policy.coverage.depth)
        let ordered = arrangement.waves.contains { $0.policy.order == .coverage }
        counts = ordered ? PairCounts(index: arrangement.index, among: placed) : nil
    }

    consuming func plan() throws(PlanRefusal) -> Plan {
        var waves: [PlannedWave] = []
        for number in arrangement.waves.indices { waves.append(try wave(number)) }
        let warnings = PlanWarnings.of(arrangement, context: context, hasPairs: coverage.present > 0)
        return Plan(
            rollout: policy.rollout, revision: context.revision, release: policy.release.version,
            selected: arrangement.selection.total.installations, withheld: arrangement.withheldList, waves: waves,
            curve: curve, warnings: warnings, ends: waves.last?.soakEnds ?? arrangement.firstOpens)
    }

    private mutating func wave(_ number: Int) throws(PlanRefusal) -> PlannedWave {
        let wave = arrangement.waves[number]
        let exposure = Exposure(of: wave.members.map { arrangement.candidates[$0].site })
        // Before anybody of this wave has tried anything.
        let notEarlier = wave.members.map { number == 0 ? nil : whyNot($0, in: number - 1) }
        var placements: [Placement] = []
        for (member, hindrance) in zip(wave.members, notEarlier) {
            let reason = reason(of: member, in: wave)
            placements.append(
                Placement(
                    installation: arrangement.candidates[member].site.id, reason: reason, notEarlier: hindrance))
            installations += 1
            seats += arrangement.candidates[member].site.seats ?? 0
            if coverage.cover(member) > 0 {
                curve.append(CurvePoint(installations: installations, seats: seats, coverage: coverage.share))
            }
        }
        return PlannedWave(
            name: wave.name, publicName: wave.policy.publicName, opens: wave.opens, soakEnds: wave.soakEnds,
            soakDays: wave.policy.soak.days,
            exposure: exposure,
            coverage: coverage.share, placements: placements, gate: try gate(after: number))
    }

    /// The forecast of the gate between a wave and the next, if everything so far is clean.
    private func gate(after number: Int) throws(PlanRefusal) -> GateForecast? {
        guard let forecast, number + 1 < arrangement.waves.count else { return nil }
        let next = arrangement.waves[number + 1]
        let missing = max(0, forecast(installations, next.members.count, policy.verdict))
        guard missing == 0 else {
            let allowance = EvidenceAllowance(verdict: policy.verdict, forecast: forecast)
            throw .gateCannotPass(
                wave: arrangement.waves[number].name, next: next.name, cleanSites: installations,
                moreSitesNeeded: missing,
                largestNextWave: allowance.sites(afterClean: installations, remaining: next.members.count))
        }
        return GateForecast(cleanSites: installations, moreSitesNeeded: 0)
    }

    private func reason(of member: Int, in wave: Arrangement.Wave) -> PlacementReason {
        let candidate = arrangement.candidates[member]
        let newPairs = coverage.newPairs(of: member)
        func thousandths(_ value: Double?) -> Int? { value.map { Int($0 * 1000 + 0.5) } }
        return switch wave.policy.order {
        case .need: .need(wanted: candidate.wanted ?? 0, newPairs: newPairs)
        case .coverage:
            .coverage(newPairs: newPairs, rarest: counts?.rarest(of: coverage.newPairList(of: member)) ?? [])
        case .simplicity:
            .simplicity(complexityThousandths: thousandths(candidate.site.effectiveComplexity), newPairs: newPairs)
        case .complexity:
            .complexity(complexityThousandths: thousandths(candidate.site.effectiveComplexity), newPairs: newPairs)
        case .friendliness:
            .friendliness(friendlyThousandths: thousandths(candidate.site.friendly?.value), newPairs: newPairs)
        case .feedback:
            .feedback(feedbackThousandths: thousandths(candidate.site.feedback?.value), newPairs: newPairs)
        case .due: .due(by: candidate.site.supportEnds, newPairs: newPairs)
        case .score: .score(thousandths: thousandths(candidate.score) ?? 0, newPairs: newPairs)
        }
    }

    /// What kept a member of the wave after `previous` out of `previous`.
    private func whyNot(_ member: Int, in previous: Int) -> NotEarlier {
        let candidate = arrangement.candidates[member]
        let wave = arrangement.waves[previous]
        let number = previous + 1
        if let until = candidate.site.pinnedUntil, until >= wave.opens { return .pinnedUntil(until) }
        if let other = arrangement.precedence.after[member], isNotBefore(previous, other) {
            return .after(arrangement.candidates[other].site.id)
        }
        if let canary = arrangement.precedence.canary[member], isNotBefore(previous, canary) {
            return .canaryFirst(arrangement.candidates[canary].site.id)
        }
        switch arrangement.amongTruth(of: member, in: wave.policy) {
        case .no: return .notAmong(wave: number)
        case .maybe: return .unknownFact(wave: number)
        case .yes: break
        }
        if Ranking.rank(candidate, by: wave.policy.order) == nil { return .unknownFact(wave: number) }
        switch wave.policy.order {
        case .need where candidate.wanted == 0: return .nothingToGain(wave: number)
        case .coverage where coverage.gain(of: member) == 0: return .nothingToGain(wave: number)
        default: return .cap(wave: number)
        }
    }

    private func isNotBefore(_ wave: Int, _ candidate: Int) -> Bool {
        arrangement.waveOf[candidate].map { $0 >= wave } ?? true
    }
}
