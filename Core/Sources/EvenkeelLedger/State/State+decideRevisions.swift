import EvenkeelDomain

extension State {
    /// A revision of a plan under way: its begun waves are those that have begun, and what it is made from is in force.
    func proposeRevision(
        _ proposal: ProposeRevision, at now: Timestamp, settings: Settings
    ) throws(Refusal) -> Decision {
        let plan = proposal.plan
        let rollout = try rollout(plan.rollout, can: .adopt)
        let reason = proposal.reason.trimmed
        guard !reason.isEmpty else { throw .reasonMissing }
        guard proposal.parent == rollout.revision else {
            throw .revisionOutdated(
                rollout.id, revision: plan.revision, parent: proposal.parent, current: rollout.revision)
        }
        guard plan.revision == rollout.latestRevision + 1 else {
            throw .planOutdated(rollout.id, revision: plan.revision)
        }
        guard proposal.begun == rollout.begunWaves else {
            throw .wavesBegunSince(rollout.id, revision: plan.revision, begun: rollout.begunWaves)
        }
        let waves = plan.waves.dropFirst(proposal.begun).map {
            RolloutWave($0, notice: proposal.policy.notice, calendar: calendar(settings), at: now)
        }
        return Decision(
            [
                .revisionProposed(
                    RevisionProposed(
                        rollout: rollout.id, revision: plan.revision, parent: proposal.parent, begun: proposal.begun,
                        policy: proposal.policy, selected: plan.selected, withheld: plan.withheld.count, waves: waves,
                        moved: proposal.moved, reason: reason))
            ], rows: [.putPlan(plan)])
    }

    /// Who adopts approves thereby; where policy asks for more persons, the others have approved before.
    func adoptRevision(
        _ adoption: AdoptRevision, by actor: String, at now: Timestamp
    ) throws(Refusal) -> Decision {
        let rollout = try rollout(adoption.rollout, can: .adopt)
        let proposal = try proposal(adoption.revision, of: rollout)
        guard proposal.parent == rollout.revision else {
            throw .revisionOutdated(
                rollout.id, revision: proposal.revision, parent: proposal.parent, current: rollout.revision)
        }
        guard proposal.begun == rollout.begunWaves else {
            throw .wavesBegunSince(rollout.id, revision: proposal.revision, begun: rollout.begunWaves)
        }
        let rule = rollout.approvalRule
        if !proposal.approvedBy.contains(actor) || !rule.by.isEmpty && !rule.by.contains(actor) {
            try check(rule, actor, rollout.id, proposal.revision, proposal.author, proposal.approvedBy)
        }
        let have = Set(proposal.approvedBy + [actor]).count
        guard have >= rule.persons else {
            throw .approvalsMissing(rollout.id, revision: proposal.revision, have: have, needed: rule.persons)
        }
        try check(adoption.guards, of: proposal.policy.release)
        let settlement = adoption.settlement
        let waves = proposal.waves.enumerated().map { offset, planned in
            let number = proposal.begun + offset
            guard settlement.standing.contains(number) else {
                var planned = planned
                planned.foretoldAt = settlement.foretold.contains(number) ? now : nil
                return planned
            }
            return planned.keepingAnnouncement(
                of: rollout.waves[number], under: rollout.policy.notice,
                joinersSince: settlement.joined.contains(number) ? now : nil)
        }
        var events: [Event] = [
            .revisionAdopted(
                RevisionAdopted(
                    rollout: rollout.id, revision: proposal.revision, parent: proposal.parent, waves: waves,
                    moved: proposal.moved, told: settlement.told.count,
                    digest: Digest(of: adoption.placements.map { "\($0.wave)/\($0.installation)" }),
                    keptDays: adoption.kept.isEmpty ? nil : Set(adoption.kept.map(\.notBefore)).sorted()))
        ]
        // Nobody is left to come.
        if waves.isEmpty, rollout.state == .running, rollout.waves.prefix(proposal.begun).last?.state == .passed {
            events.append(.rolloutCompleted(RolloutCompleted(rollout: rollout.id)))
        }
        return Decision(
            events,
            rows: [.revisePlacements(rollout.id, begun: proposal.begun, adoption.placements)]
                + (settlement.rows.isEmpty ? [] : [.replaceNotices(settlement.rows)])
                + (adoption.kept.isEmpty ? [] : [.putSiteDates(adoption.kept)])
                + [.putDeliveries(adoption.deliveries)])
    }

    /// The plan that is to run, or the newest revision that waits to be adopted.
    func approvePlan(_ id: RolloutID, revision: Int?, by actor: String) throws(Refusal) -> Decision {
        guard let rollout = rollouts[id] else { throw .unknownRollout(id) }
        let rule = rollout.approvalRule
        let approved: Int
        if rollout.state.after(.approve) != nil {
            approved = rollout.revision
            if let revision, revision != approved { throw .unknownRevision(id, revision) }
            try check(rule, actor, id, approved, rollout.author, rollout.approvedBy)
        } else {
            guard rollout.state.after(.adopt) != nil, let newest = rollout.proposals.last else {
                throw .rolloutCannot(.approve, id, in: rollout.state)
            }
            let proposal = try proposal(revision ?? newest.revision, of: rollout)
            approved = proposal.revision
            try check(rule, actor, id, approved, proposal.author, proposal.approvedBy)
        }
        return Decision([.planApproved(PlanApproved(rollout: id, revision: approved))])
    }

    private func proposal(_ revision: Int, of rollout: Rollout) throws(Refusal) -> PlanProposal {
        if let proposal = rollout.proposals.first(where: { $0.revision == revision }) { return proposal }
        // One that was made and is gone was made from another parent.
        guard revision >= 1, revision <= rollout.latestRevision, revision != rollout.revision else {
            throw .unknownRevision(rollout.id, revision)
        }
        throw .planOutdated(rollout.id, revision: revision)
    }

    private func check(
        _ rule: ApprovalPolicy, _ actor: String, _ id: RolloutID, _ revision: Int, _ author: String?,
        _ before: [String]
    ) throws(Refusal) {
        switch rule.obstacle(to: actor, author: author, before: before) {
        case nil: return
        case .notAmong(let names): throw .mayNotApprove(id, among: names)
        case .already: throw .approvedAlready(id, revision: revision, by: actor)
        case .author: throw .authorCannotApproveLast(id, revision: revision)
        }
    }
}

extension RolloutWave {
    /// A planned wave as it begins to run: opens in the morning of its day, and is announced before.
    init(_ wave: PlannedWave, notice: NoticePolicy, calendar: WorkCalendar, at now: Timestamp) {
        let opensAt = max(calendar.morning(of: wave.opens), now)
        self.init(
            name: wave.name, publicName: wave.publicName, opens: wave.opens, opensAt: opensAt,
            noticeAt: opensAt - (wave.atOnce == true ? .zero : notice.before), soakDays: wave.soakDays,
            exposure: wave.exposure,
            coverage: wave.coverage, digest: Digest(of: wave.placements.map(\.installation.text)))
        atOnce = wave.atOnce
    }

    /// The same wave with what was said of it before, where that still holds.
    func keepingAnnouncement(
        of old: RolloutWave, under notice: NoticePolicy, joinersSince: Timestamp?
    ) -> RolloutWave {
        var wave = self
        wave.opensAt = old.opensAt
        wave.noticeAt = old.noticeAt
        wave.announcedAt = old.announcedAt
        wave.round = old.round
        wave.foretoldAt = old.foretoldAt
        wave.noticeGiven = old.announcedAt == nil ? nil : old.noticeOut(notice)
        // Before its announcement nobody has missed anything.
        wave.joinersSince = old.announcedAt == nil ? nil : joinersSince
        return wave
    }
}
