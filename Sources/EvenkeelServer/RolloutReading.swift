import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelVerdict

/// A rollout with what its evidence says and what it waits for.
struct RolloutReading {
    let rollout: Rollout
    let assessment: Assessment?
    let waitingFor: [ReasonDocument]
    let counts: [PlacementCount]
    /// What guards make it wait for.
    let guards: [RolloutWait]
    /// The wave of the first site that lost its release.
    let goneWave: Int?

    static func of(_ rollout: Rollout, site: Site) async throws -> RolloutReading {
        let tally = try await site.store.tallyVersion(rollout.id)
        let reading = try await brief(rollout, tally: tally, site: site)
        guard rollout.state == .running, let wave = rollout.currentWave, rollout.waves[wave].state == .open else {
            return reading
        }
        let closed = try await site.shelf.waiting(rollout, tally: tally, zone: site.context.zone, at: site.now)
        return RolloutReading(
            rollout: rollout, assessment: reading.assessment, waitingFor: reading.waitingFor + closed,
            counts: reading.counts, guards: reading.guards, goneWave: reading.goneWave)
    }

    /// Without what each site of an open wave waits for, as lists of rollouts show them.
    static func brief(_ rollouts: [Rollout], site: Site) async throws -> [RolloutReading] {
        let tallies = try await site.store.tallyVersions()
        var readings: [RolloutReading] = []
        for rollout in rollouts {
            readings.append(try await brief(rollout, tally: tallies[rollout.id] ?? 0, site: site))
        }
        return readings
    }

    private static func brief(_ rollout: Rollout, tally: Int, site: Site) async throws -> RolloutReading {
        let assessment = try await site.shelf.assess(rollout, tally: tally, at: site.now)
        let counts = try await site.shelf.counts(of: rollout.id, tally: tally)
        let unsettled = rollout.currentWave.map { wave in
            counts.filter { $0.wave == wave && !$0.state.isSettled }.reduce(0) { $0 + $1.count }
        }
        let guards = try await site.shelf.guardWaits(of: rollout, at: site.now)
        let begun = rollout.begunWaves
        let gone =
            counts.contains { $0.state == .rolledBack && $0.isUnplanned }
            ? try await site.store.placements(PlacementQuery(rollout: rollout.id, states: [.rolledBack])).filter(
                \.isUnplanned) : []
        let aside = counts.filter { $0.wave < begun && $0.state == .skipped }.reduce(0) { $0 + $1.count }
        return RolloutReading(
            rollout: rollout, assessment: assessment,
            waitingFor: WaitingSentences.of(
                rollout, assessment: assessment, unsettledSites: unsettled ?? 0, stragglers: aside,
                gone: gone.map(\.installation), guards: guards, zone: site.context.zone, at: site.now), counts: counts,
            guards: guards, goneWave: gone.first?.wave)
    }

    /// - Parameter zone: in which days are counted.
    func document(_ zone: ZoneOffsets, at now: Timestamp) -> RolloutDocument {
        RolloutDocument(
            rollout, waitingFor: waitingFor, verdicts: rollout.waves.indices.map(verdict), counts: counts,
            expected: rollout.expectedDays(guards: guards, zone: zone, at: now))
    }

    /// What is known of a wave: the gate's evidence once it has been decided, the evidence of now while it is at work.
    func verdict(_ wave: Int) -> VerdictDocument? {
        let state = rollout.waves[wave].state
        let decided = rollout.waves[wave].evidence
        switch state {
        case .planned: return nil
        case .passed: return decided.map { VerdictDocument($0, state: .advance) }
        case .halted: return decided.map { VerdictDocument($0, state: .halt) } ?? assessment.map(VerdictDocument.init)
        case .inconclusive:
            // Whoever must decide needs what is known now, not what was when time ran out.
            let live = wave == rollout.currentWave ? assessment.map(VerdictDocument.init) : nil
            return live ?? decided.map { VerdictDocument($0, state: .inconclusive) }
        case .open, .soaking: return wave == rollout.currentWave ? assessment.map(VerdictDocument.init) : nil
        }
    }
}
