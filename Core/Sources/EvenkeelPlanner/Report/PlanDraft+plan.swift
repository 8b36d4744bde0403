public import EvenkeelDomain

extension PlanDraft {
    /// The plan in full: every installation with its reason, what kept it out of the wave before, and its day.
    ///
    /// The rarest new combinations are found by walking the plan once more.
    public func plan() throws(PlanRefusal) -> Plan {
        let policy = arrangement.policy
        let begun = arrangement.begun.waves
        let warnings = PlanWarnings.of(arrangement, hasPairs: curve.count > 1)
        return Plan(
            rollout: policy.rollout, revision: arrangement.context.revision, release: policy.release.version,
            selected: arrangement.selection.total.installations, withheld: arrangement.withheldList,
            waves: begun + (try plannedWaves()), curve: curve, warnings: warnings,
            ends: arrangement.waves.last?.soakEnds ?? begun.last?.soakEnds ?? arrangement.firstOpens,
            credit: arrangement.context.earned?.credit)
    }

    private func plannedWaves() throws(PlanRefusal) -> [PlannedWave] {
        var walk = try CombinationWalk(arrangement)
        let isDue = arrangement.codes.contains { $0.cause == .deadline }
        let followers =
            isDue && !arrangement.precedence.isEmpty
            ? Dues.followers(
                of: arrangement.items, arrangement.precedence, arrangement.profiles, arrangement.firstOpens) : []
        return arrangement.waves.indices.map { number in
            let decided = arrangement.waves[number]
            let rule = arrangement.policy.waves[decided.rule]
            var placements: [Placement] = []
            placements.reserveCapacity(decided.range.count)
            for place in decided.range {
                let rarest = walk.step(Int(arrangement.order[place]))
                for (member, site) in arrangement.items.members(of: Int(arrangement.order[place])).enumerated() {
                    placements.append(
                        placement(
                            at: place, site: site, isFirst: member == 0, in: decided, rarest: rarest,
                            followers: followers))
                }
            }
            let wave = waves[number]
            return PlannedWave(
                name: wave.name, publicName: rule.publicName, opens: wave.opens, soakEnds: wave.soakEnds,
                soakDays: decided.soakDays, exposure: wave.exposure, coverage: wave.coverage, placements: placements,
                gate: wave.gate, lastInstall: wave.lastInstall == wave.opens ? nil : wave.lastInstall,
                untried: wave.untried, tripleCoverage: wave.tripleCoverage, atOnce: rule.atOnce)
        }
    }

    private func placement(
        at place: Int, site: Int32, isFirst: Bool, in wave: Arrangement.Wave, rarest: [String],
        followers: [Int32]
    ) -> Placement {
        let item = Int(arrangement.order[place])
        let code = arrangement.codes[place]
        let day = CivilDate(dayNumber: Int(code.day))
        let runnerUp = arrangement.runnersUp[Int32(item)] ?? -1
        return Placement(
            installation: arrangement.items.image.ids[Int(site)],
            reason: reason(
                of: item, code.cause, in: wave, newPairs: isFirst ? newPairs(at: place) : 0, rarest: rarest,
                followers: followers),
            notEarlier: hindrance(code), day: day == wave.opens ? nil : day,
            runnerUp: runnerUp >= 0 ? arrangement.items.id(of: Int(runnerUp)) : nil)
    }

    /// The combinations that a unit brings are told once, at its first member.
    private func reason(
        of item: Int, _ cause: PlacementCode.Cause, in wave: Arrangement.Wave, newPairs: Int, rarest: [String],
        followers: [Int32]
    ) -> PlacementReason {
        let items = arrangement.items
        func thousandths(_ value: Double) -> Int? { value.isNaN ? nil : Int(value * 1000 + 0.5) }
        switch cause {
        case .deadline:
            let latest = arrangement.dues.latest(of: item) ?? items.rows[item].latest
            let follower = followers.isEmpty ? -1 : followers[item]
            return .deadline(
                by: CivilDate(dayNumber: Int(latest)), newPairs: newPairs,
                follower: follower >= 0 ? items.id(of: Int(follower)) : nil)
        case .canary: return .canary(newPairs: newPairs)
        case .evidence: return .evidence(newPairs: newPairs)
        case .order: break
        }
        return switch arrangement.policy.waves[wave.rule].order {
        case .need: .need(wanted: max(0, Int(items.wanted(by: item))), newPairs: newPairs)
        case .coverage: .coverage(newPairs: newPairs, rarest: newPairs > 0 ? rarest : [])
        case .simplicity:
            .simplicity(complexityThousandths: thousandths(items.complexity[item]), newPairs: newPairs)
        case .complexity:
            .complexity(complexityThousandths: thousandths(items.complexity[item]), newPairs: newPairs)
        case .friendliness:
            .friendliness(friendlyThousandths: thousandths(items.friendly[item]), newPairs: newPairs)
        case .feedback: .feedback(feedbackThousandths: thousandths(items.feedback[item]), newPairs: newPairs)
        case .due:
            .due(by: items.due(item) == .max ? nil : CivilDate(dayNumber: Int(items.due(item))), newPairs: newPairs)
        case .score: .score(thousandths: thousandths(arrangement.scores[item]) ?? 0, newPairs: newPairs)
        }
    }

    private func hindrance(_ code: PlacementCode) -> NotEarlier? {
        let about = Int(code.about)
        return switch code.hindrance {
        case .none: nil
        case .cap: .cap(wave: about)
        case .notAmong: .notAmong(wave: about)
        case .unknownFact: .unknownFact(wave: about)
        case .nothingToGain: .nothingToGain(wave: about)
        case .after: .after(arrangement.items.image.ids[about])
        case .canaryFirst: .canaryFirst(arrangement.items.id(of: about))
        case .pinned: .pinnedUntil(CivilDate(dayNumber: about))
        case .tooComplex: .tooComplex(wave: about)
        case .notFriendlyEnough: .notFriendlyEnough(wave: about)
        case .resting: .resting(until: CivilDate(dayNumber: about))
        case .window: .window(wave: about)
        case .perCustomer: .perCustomer(wave: about)
        case .underway: .underway(wave: about)
        case .kept: .kept(wave: about)
        }
    }
}

/// Walks a plan in its order and names the rarest combinations that each item of a wave by coverage is the first to
/// try.
private struct CombinationWalk {
    private let arrangement: Arrangement
    private var coverage: CombinationCoverage
    private let counts: CombinationCounts?

    init(_ arrangement: Arrangement) throws(PlanRefusal) {
        self.arrangement = arrangement
        let placed = arrangement.waveOf.indices.filter { arrangement.waveOf[$0] >= 0 }
        let isAsked = arrangement.waves.contains { arrangement.policy.waves[$0.rule].order == .coverage }
        counts = isAsked ? try CombinationCounts(arrangement.table, among: placed) : nil
        coverage = try CombinationCoverage(arrangement.table, among: isAsked ? placed + arrangement.triedItems : [])
        for item in arrangement.triedItems { coverage.cover(item) }
    }

    mutating func step(_ item: Int) -> [String] {
        guard let counts, !coverage.isComplete else { return [] }
        let wave = Int(arrangement.waveOf[item])
        let isByCoverage = arrangement.policy.waves[arrangement.waves[wave].rule].order == .coverage
        let rarest = isByCoverage ? counts.rarest(of: coverage.newCombinationList(of: item)) : []
        coverage.cover(item)
        return rarest
    }
}
