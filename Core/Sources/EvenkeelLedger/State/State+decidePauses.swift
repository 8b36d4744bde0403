import EvenkeelDomain

extension State {
    /// Anybody may pause for himself, whatever others have paused; nobody pauses the same twice.
    func pauseRollout(
        _ id: RolloutID, _ reason: String, _ owner: Pause.Owner, _ scope: Pause.Scope
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        // Sites can be kept out before the start; the whole only once it is under way.
        let canPause = scope == .everything ? rollout.state.after(.pause) != nil : !rollout.state.isFinal
        guard canPause else { throw .rolloutCannot(.pause, id, in: rollout.state) }
        guard !rollout.pauses.contains(where: { $0.owner == owner && $0.scope == scope }) else {
            throw .pausedAlready(id, owner)
        }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        return Decision([.rolloutPaused(RolloutStopped(rollout: id, reason: reason, owner: owner, scope: scope))])
    }

    /// Each owner lifts its own pause and no other.
    func liftPause(
        _ id: RolloutID, _ owner: Pause.Owner, _ scope: Pause.Scope, _ reason: String
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.pauses.contains(where: { $0.owner == owner && $0.scope == scope }) else {
            throw .notPausedBy(id, owner)
        }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        return Decision([.rolloutResumed(RolloutStopped(rollout: id, reason: reason, owner: owner, scope: scope))])
    }

    /// What is halted goes on with evidence that the cause is gone; what is paused goes on if the operator's was the only
    /// pause.
    func resumeRollout(
        _ id: RolloutID, _ reason: String, _ evidence: ResumeEvidence?, skip: [InstallationID: String],
        at now: Timestamp
    ) throws(Refusal) -> Decision {
        let rollout = try rollout(id, can: .resume)
        if rollout.state == .paused { return try liftPause(id, .operator, .everything, reason) }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        guard let evidence else { throw .evidenceMissing(id) }
        guard isKnown(evidence, for: rollout, at: now) else { throw .evidenceUnknown(id, evidence) }
        var resumed = RolloutStopped(rollout: id, reason: reason, evidence: evidence)
        if rollout.haltedBy != nil { resumed.evidenceFrom = now }
        let begun = rollout.waves.indices.filter { rollout.waves[$0].state != .planned }
        return Decision(
            [.rolloutResumed(resumed)],
            rows: begun.map { .stepWave(id, wave: $0, .release, at: now) } + Self.settingAside(skip, of: id, at: now))
    }

    /// A release that is registered and not the one that was halted, a hold in force, or a name.
    private func isKnown(_ evidence: ResumeEvidence, for rollout: Rollout, at now: Timestamp) -> Bool {
        switch evidence {
        case .fix(let release):
            releases[release].map { fix in
                fix.product == rollout.release.product && fix.version != rollout.release.version
            } ?? false
        case .hold(let hold): holds[hold].map { $0.applies(to: rollout.release, at: now) } ?? false
        case .vouched(let person): !person.trimmed.isEmpty
        }
    }

    func retrySites(
        _ id: RolloutID, _ sites: [InstallationID], _ reason: String, _ notices: [NoticeRow], at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.state == .running || rollout.state == .completed else {
            throw .notRunning(id, in: rollout.state)
        }
        guard !sites.isEmpty else { throw .sitesMissing }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        return Decision(
            [
                .sitesRetried(
                    SitesRetried(
                        rollout: id, count: sites.count, digest: Digest(of: sites.map(\.text)), reason: reason))
            ],
            rows: sites.map { .stepPlacement(id, $0, .retry, at: now, note: "trying again: \(reason)") }
                + (notices.isEmpty ? [] : [.replaceNotices(notices)]))
    }

    /// In whatever state the rollout is: a halt is the usual reason.
    func rollBackSites(
        _ id: RolloutID, _ sites: [InstallationID], _ reason: String, at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard rollouts[id] != nil else { throw .unknownRollout(id) }
        guard !sites.isEmpty else { throw .sitesMissing }
        let reason = reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        let ordered = RollbackOrdered(
            rollout: id, count: sites.count, digest: Digest(of: sites.map(\.text)), reason: reason)
        return Decision(
            [.rollbackOrdered(ordered)],
            rows: sites.map { .stepPlacement(id, $0, .orderRollback, at: now, note: reason) })
    }

    /// A rollout that is through still catches up with those it had to leave aside.
    func releaseStragglers(
        _ id: RolloutID, _ sites: [InstallationID], at now: Timestamp
    ) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        guard rollout.state == .running || rollout.state == .completed else {
            throw .rolloutCannot(.start, id, in: rollout.state)
        }
        guard !sites.isEmpty else { return Decision([]) }
        return Decision(
            [
                .stragglersReleased(
                    StragglersReleased(rollout: id, count: sites.count, digest: Digest(of: sites.map(\.text))))
            ], rows: sites.map { .stepPlacement(id, $0, .release, at: now, note: nil) })
    }

    static func settingAside(
        _ sites: [InstallationID: String], of id: RolloutID, at now: Timestamp
    ) -> [RowChange] {
        sites.sorted { $0.key < $1.key }.map { .stepPlacement(id, $0.key, .skip, at: now, note: $0.value) }
    }
}
