import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger
import EvenkeelVerdict

/// A rollout with what its evidence says and what it waits for.
struct RolloutReading {
    let rollout: Rollout
    let assessment: Assessment?
    let waitingFor: [ReasonDocument]

    static func of(_ rollout: Rollout, site: Site) async throws -> RolloutReading {
        let assessment = try await site.judges.assess(rollout, at: site.now)
        var unsettled = 0
        var closed: [ReasonDocument] = []
        if let wave = rollout.currentWave, rollout.waves[wave].state == .open {
            let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id, wave: wave))
            unsettled = rows.count { !$0.state.isSettled }
            if rollout.state == .running { closed = try await WaitingReading.summary(rollout, site: site) }
        }
        return RolloutReading(
            rollout: rollout, assessment: assessment,
            waitingFor: WaitingSentences.of(
                rollout, assessment: assessment, unsettledSites: unsettled, zone: site.context.zone) + closed)
    }

    var document: RolloutDocument {
        RolloutDocument(rollout, waitingFor: waitingFor, verdicts: rollout.waves.indices.map(verdict))
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
            return decided.map { VerdictDocument($0, state: .inconclusive) } ?? assessment.map(VerdictDocument.init)
        case .open, .soaking: return wave == rollout.currentWave ? assessment.map(VerdictDocument.init) : nil
        }
    }
}
