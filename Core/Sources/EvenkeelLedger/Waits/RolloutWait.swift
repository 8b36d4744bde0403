public import EvenkeelDomain

/// What a rollout waits for. Sentences are made of it at the edge, for the rollout and for each of its sites alike.
public enum RolloutWait: Hashable, Sendable {
    case approval(revision: Int, have: Int, needed: Int)
    case start
    case paused(Pause)
    case halted(reason: String?)
    case aborted(reason: String?)
    /// The notices of a wave go out then.
    case notice(wave: Int, at: Timestamp)
    case opening(wave: Int, at: Timestamp)
    case installs(wave: Int, unsettled: Int)
    case soak(wave: Int, until: Timestamp?)
    /// The soak of a wave has run out of time without enough evidence.
    case inconclusive(wave: Int)
    case waveHalted(wave: Int)
    /// Sites that were set aside; nobody waits for them.
    case stragglers(Int)
    /// A revision that somebody must adopt or leave.
    case adoption(revision: Int)

    /// What keeps the next wave of a rollout from opening, first things first.
    ///
    /// - Parameter unsettled: sites of the open wave whose install has not ended.
    public static func of(_ rollout: Rollout, unsettled: Int = 0, stragglers: Int = 0) -> [RolloutWait] {
        let proposals = rollout.proposals.map { RolloutWait.adoption(revision: $0.revision) }
        let aside = stragglers > 0 ? [RolloutWait.stragglers(stragglers)] : []
        switch rollout.state {
        case .planned:
            return [
                .approval(
                    revision: rollout.revision, have: rollout.approvedBy.count,
                    needed: rollout.policy.approvalRule.persons)
            ]
        case .approved: return [.start]
        case .paused:
            let pauses = rollout.pauses.filter { $0.scope == .everything }.map(RolloutWait.paused)
            return pauses + proposals + aside
        case .halted: return [.halted(reason: rollout.stopReason)] + proposals
        case .aborted: return []
        case .completed: return aside
        case .running: return running(rollout, unsettled) + proposals + aside
        }
    }

    private static func running(_ rollout: Rollout, _ unsettled: Int) -> [RolloutWait] {
        guard let index = rollout.currentWave else {
            guard let next = rollout.nextWave else { return [] }
            let wave = rollout.waves[next]
            guard let announced = wave.announcedAt else { return [.notice(wave: next, at: wave.noticeAt)] }
            let ripe = announced + wave.noticeBefore(rollout.policy.notice)
            return [.opening(wave: next, at: max(wave.opensAt, ripe))]
        }
        switch rollout.waves[index].state {
        case .open: return [.installs(wave: index, unsettled: unsettled)]
        case .soaking: return [.soak(wave: index, until: rollout.waves[index].soakEndsAt)]
        case .inconclusive: return [.inconclusive(wave: index)]
        case .halted: return [.waveHalted(wave: index)]
        case .planned, .passed: return []
        }
    }
}
