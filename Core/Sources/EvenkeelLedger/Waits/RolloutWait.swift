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
    /// The notices of a wave are due and cannot be written: the release has no texts in the language of those whose own it lacks.
    case texts(wave: Int, Release)
    case opening(wave: Int, at: Timestamp)
    case installs(wave: Int, unsettled: Int)
    case soak(wave: Int, until: Timestamp?)
    /// The time of its soak is over, and it goes on until there is evidence enough.
    case evidence(wave: Int, since: Timestamp)
    /// The soak of a wave has run out of time without enough evidence.
    case inconclusive(wave: Int)
    case waveHalted(wave: Int)
    /// Sites that were set aside; nobody waits for them.
    case stragglers(Int)
    /// Sites that had the release and were found without it: somebody tries them again, or knows why.
    case gone([InstallationID])
    /// A revision that somebody must adopt or leave.
    case adoption(revision: Int)
    /// The plan does not do what a guard asks: it cannot be started.
    case guardBroken(Guard, GuardFinding)
    /// Too few sites have soaked for a guard to let the next wave open.
    case guarded(GuardStanding)

    /// What keeps the next wave of a rollout from opening, first things first.
    ///
    /// - Parameters:
    ///   - unsettled: sites of the open wave whose install has not ended.
    ///   - gone: sites that were found without the release after they had got it.
    ///   - guards: what guards make it wait for.
    public static func of(
        _ rollout: Rollout, unsettled: Int = 0, stragglers: Int = 0, gone: [InstallationID] = [],
        guards: [RolloutWait] = [], at now: Timestamp
    ) -> [RolloutWait] {
        let proposals = rollout.proposals.map { RolloutWait.adoption(revision: $0.revision) }
        let toLookAt = gone.isEmpty ? [] : [RolloutWait.gone(gone)]
        let left = stragglers > 0 ? [RolloutWait.stragglers(stragglers)] : []
        let aside = toLookAt + left
        switch rollout.state {
        case .planned:
            return guards + [
                .approval(
                    revision: rollout.revision, have: rollout.approvedBy.count,
                    needed: rollout.approvalRule.persons)
            ]
        case .approved: return guards + [.start]
        case .paused:
            let pauses = rollout.pauses.filter { $0.scope == .everything }.map(RolloutWait.paused)
            return pauses + proposals + aside
        case .halted: return [.halted(reason: rollout.stopReason)] + proposals + aside
        case .aborted: return []
        case .completed: return aside
        // What a person must look at comes before what time brings: a list shows the first.
        case .running: return toLookAt + running(rollout, unsettled, guards, at: now) + proposals + left
        }
    }

    private static func running(
        _ rollout: Rollout, _ unsettled: Int, _ guards: [RolloutWait], at now: Timestamp
    ) -> [RolloutWait] {
        guard let index = rollout.currentWave else {
            guard let next = rollout.nextWave else { return [] }
            let wave = rollout.waves[next]
            guard let announced = wave.announcedAt else {
                guard guards.isEmpty else { return guards }
                // What is due goes out within a second or two.
                let isLate = wave.noticeAt + .minutes(1) <= now
                let isWordless = isLate && rollout.release.texts[Release.fallbackLanguage] == nil
                // Where the wave before was late, the planned day of its notices is past.
                let noticeAt = max(wave.noticeAt, now)
                return [isWordless ? .texts(wave: next, rollout.release) : .notice(wave: next, at: noticeAt)]
            }
            let ripe = announced + wave.noticeBefore(rollout.policy.notice)
            let opens = max(wave.opensAt, ripe)
            // A guard that lasts longer says from when it may open; an earlier day beside it would contradict it.
            return guards.contains { $0.outlasts(opens) } ? guards : guards + [.opening(wave: next, at: opens)]
        }
        switch rollout.waves[index].state {
        case .open: return [.installs(wave: index, unsettled: unsettled)]
        case .soaking:
            let ends = rollout.waves[index].soakEndsAt
            let soak = ends.flatMap { $0 <= now ? RolloutWait.evidence(wave: index, since: $0) : nil }
            return [soak ?? .soak(wave: index, until: ends)] + guards.filter { $0.outlasts(ends) }
        case .inconclusive: return [.inconclusive(wave: index)]
        case .halted: return [.waveHalted(wave: index)]
        case .planned, .passed: return []
        }
    }

    /// When a guard is met at the earliest.
    var metAt: Timestamp? { if case .guarded(let standing) = self { standing.metAt } else { nil } }

    var isGuard: Bool { if case .guarded = self { true } else { false } }

    /// Whether a guard is still unmet then, as far as can be told.
    private func outlasts(_ time: Timestamp?) -> Bool {
        guard case .guarded(let standing) = self, let metAt = standing.metAt, let time else { return true }
        return metAt > time
    }
}

extension Rollout {
    /// The days on which waves have opened, or can as things are, where those are not the planned ones: by what was announced,
    /// by the guards that keep the next one shut, none before the wave that it follows, and none that is past.
    public func expectedDays(guards: [RolloutWait], zone: ZoneOffsets, at now: Timestamp) -> [Int: CivilDate] {
        var days: [Int: CivilDate] = [:]
        let today = zone.localDate(at: now)
        var before: CivilDate?
        for (index, wave) in waves.enumerated() {
            var opens = wave.openedAt ?? wave.opensAt
            if index == nextWave, let metAt = guards.compactMap(\.metAt).max() { opens = max(opens, metAt) }
            var day = zone.localDate(at: opens)
            if wave.openedAt == nil { day = max(day, before ?? day, today) }
            before = day
            if day != wave.opens { days[index] = day }
        }
        return days
    }
}
