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

    /// - Parameter isBrief: without what each site of an open wave waits for, as lists of rollouts show them.
    static func of(_ rollout: Rollout, isBrief: Bool = false, site: Site) async throws -> RolloutReading {
        let assessment = try await site.shelf.assess(rollout, at: site.now)
        let counts = try await site.shelf.counts(of: rollout.id)
        let unsettled = rollout.currentWave.map { wave in
            counts.filter { $0.wave == wave && !$0.state.isSettled }.reduce(0) { $0 + $1.count }
        }
        var closed: [ReasonDocument] = []
        if !isBrief, rollout.state == .running, let wave = rollout.currentWave, rollout.waves[wave].state == .open {
            closed = try await WaitingReading.summary(rollout, site: site)
        }
        let begun = rollout.begunWaves
        let aside = counts.filter { $0.wave < begun && $0.state == .skipped }.reduce(0) { $0 + $1.count }
        return RolloutReading(
            rollout: rollout, assessment: assessment,
            waitingFor: WaitingSentences.of(
                rollout, assessment: assessment, unsettledSites: unsettled ?? 0, stragglers: aside,
                zone: site.context.zone) + closed, counts: counts)
    }

    var document: RolloutDocument {
        RolloutDocument(
            rollout, waitingFor: waitingFor, verdicts: rollout.waves.indices.map(verdict), counts: counts)
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
