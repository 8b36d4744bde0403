public import EvenkeelDomain

extension State {
    /// What time demands at `now`, earliest first. What is to be done at once is dated by the record, which is ahead of
    /// `now` where a clock is wrong, and waits for no clock.
    public func due(at now: Timestamp) -> [Agenda.Item] {
        guard at > now else { return agenda.due(at: now) }
        return agenda.due(at: at).filter { $0.at <= now || $0.duty.isForNow }
    }

    mutating func refreshAgenda(rollout id: RolloutID) {
        agenda.replace(.rollout(id), with: rollouts[id].map(duties(of:)) ?? [])
    }

    mutating func refreshAgenda(incident id: IncidentID) {
        incidents[id]?.noteWhatIsOver()
        agenda.replace(.incident(id), with: incidents[id].map(duties(of:)) ?? [])
    }

    private func duties(of rollout: Rollout) -> [Agenda.Item] {
        switch rollout.state {
        case .planned, .approved: []
        // Whoever chose a later day still has it.
        case .completed: reminders(rollout)
        case .running:
            rollout.waves.indices.flatMap {
                runningDuties(rollout, wave: $0) + noticeDuties(rollout, wave: $0)
            } + releaseDuties(rollout) + reminders(rollout)
        case .paused:
            rollout.waves.indices.flatMap { recallDuties(rollout, wave: $0) + missedDateDuties(rollout, wave: $0) }
        case .halted, .aborted:
            rollout.waves.indices.flatMap { recallDuties(rollout, wave: $0) + withdrawalDuties(rollout, wave: $0) }
        }
    }

    private func runningDuties(_ rollout: Rollout, wave index: Int) -> [Agenda.Item] {
        let wave = rollout.waves[index]
        switch wave.state {
        case .planned:
            let before = index == 0 ? WaveState.passed : rollout.waves[index - 1].state
            guard let announced = wave.announcedAt else {
                // A date is named once the wave before is at work, and one that had to be taken back once it has passed.
                // Waves of those who are down take less time than a notice, so the next does not wait to be named.
                let named = wave.atOnce == true ? before : lastOrdinary(before: index, in: rollout) ?? .passed
                guard wave.datesWithdrawnAt == nil ? named != .planned : before == .passed else {
                    return missedDateDuties(rollout, wave: index)
                }
                return [.init(at: wave.noticeAt, duty: .announceWave(rollout.id, wave: index))]
                    + missedDateDuties(rollout, wave: index)
            }
            var duties: [Agenda.Item] = []
            if let since = wave.joinersSince {
                duties.append(.init(at: since, duty: .announceWave(rollout.id, wave: index)))
            }
            // A wave opens once the one before has passed, on its day, and not before its notice is old enough.
            guard before == .passed else { return duties + missedDateDuties(rollout, wave: index) }
            let opens = max(wave.opensAt, announced + wave.noticeOut(rollout.policy.notice))
            return duties + [.init(at: opens, duty: .openWave(rollout.id, wave: index))]
        case .soaking:
            return [wave.soakEndsAt, wave.soakDeadlineAt].compactMap(\.self).map {
                .init(at: $0, duty: .judgeWave(rollout.id, wave: index))
            }
        case .open, .passed, .inconclusive, .halted: return []
        }
    }

    private func lastOrdinary(before index: Int, in rollout: Rollout) -> WaveState? {
        rollout.waves[..<index].last { $0.atOnce != true }?.state
    }

    private func recallDuties(_ rollout: Rollout, wave index: Int) -> [Agenda.Item] {
        let wave = rollout.waves[index]
        guard let since = wave.recallPendingSince else { return [] }
        return [.init(at: since, duty: .recordRecall(rollout.id, wave: index))]
    }

    /// The announced day has come and the wave cannot open: those who were told of it are told that it moves.
    private func missedDateDuties(_ rollout: Rollout, wave index: Int) -> [Agenda.Item] {
        let wave = rollout.waves[index]
        guard wave.state == .planned, wave.announcedAt != nil || wave.foretoldAt != nil else { return [] }
        // Not at the very minute: the judgement that lets it open falls due at the same time.
        return [.init(at: wave.opensAt + .hours(2), duty: .withdrawDates(rollout.id, wave: index))]
    }

    private func withdrawalDuties(_ rollout: Rollout, wave index: Int) -> [Agenda.Item] {
        let wave = rollout.waves[index]
        // Where nothing comes of it any more, one message says so of all its waves.
        guard wave.recallPendingSince == nil, wave.state == .planned,
            let announced = wave.announcedAt ?? wave.foretoldAt
        else { return [] }
        return [.init(at: announced, duty: .withdrawDates(rollout.id, wave: index))]
    }

    /// Reminders before the day, and new dates for what a halt took back.
    private func noticeDuties(_ rollout: Rollout, wave index: Int) -> [Agenda.Item] {
        let wave = rollout.waves[index]
        var items: [Agenda.Item] = []
        if wave.state == .planned, wave.announcedAt != nil, wave.remindedAt == nil,
            let remind = rollout.policy.notice.remind
        {
            items.append(.init(at: wave.opensAt - remind, duty: .remindWave(rollout.id, wave: index)))
        }
        if wave.state != .planned, wave.state != .halted, let since = wave.datesOwedSince {
            items.append(.init(at: since, duty: .renewDates(rollout.id, wave: index)))
        }
        return items
    }

    /// Of days that customers chose.
    private func reminders(_ rollout: Rollout) -> [Agenda.Item] {
        guard let remind = rollout.policy.notice.remind else { return [] }
        return rollout.chosenDates.sorted().map {
            .init(at: $0 - remind, duty: .remindChosen(rollout.id, day: $0))
        }
    }

    /// Who has a later date goes then, but never before the wave whose time it is has passed the gates before it.
    private func releaseDuties(_ rollout: Rollout) -> [Agenda.Item] {
        let next = rollout.nextWave.map { rollout.waves[$0].opensAt }
        return rollout.ownDates.filter { date in next.map { date < $0 } ?? true }.sorted().map {
            .init(at: $0, duty: .releaseSites(rollout.id, until: $0))
        }
    }

    private func duties(of incident: Incident) -> [Agenda.Item] {
        let ends = incident.looseEnds
        var items = incident.updates[ends.update...].filter { !$0.fannedOut }
            .map { Agenda.Item(at: $0.at, duty: .fanOut(incident.id, $0.id)) }
        for promise in incident.promises[ends.promise...] where promise.state == .open {
            items += duties(of: promise, incident)
        }
        for alert in incident.alerts[ends.alert...] {
            if alert.waitsForHandOver {
                items.append(.init(at: alert.raisedAt, duty: .handOverAlert(incident.id, alert.id)))
            }
            if alert.wantsAnswer, let answerBy = alert.answerBy {
                items.append(.init(at: answerBy, duty: .passOnAlert(incident.id, alert.id)))
            }
        }
        if incident.status == .suspected, let first = first(of: incident) { items.append(first) }
        return items
    }

    /// Who owns what is only suspected: the system by policy, or somebody who is paged. What a person suspects is theirs.
    private func first(of incident: Incident) -> Agenda.Item? {
        if case .rollout(let rollout, _) = incident.origin {
            if rollouts[rollout]?.policy.onHalt.own == .auto {
                return .init(at: incident.began, duty: .ownIncident(incident.id))
            }
        } else if !incident.isDrill {
            return nil
        }
        guard !incident.alerts.contains(where: { $0.reason == .draftWaits }) else { return nil }
        return .init(at: incident.began, duty: .pageForDraft(incident.id))
    }

    private func duties(of promise: Promise, _ incident: Incident) -> [Agenda.Item] {
        // Alerts stand in the order in which they were raised, and none before its promise was made.
        let raised = incident.alerts.reversed().prefix { $0.raisedAt >= promise.madeAt }
            .filter { $0.promise == promise.id }
        func climb(_ rung: PromiseRung) -> Agenda.Item {
            .init(
                at: rung.at(madeAt: promise.madeAt, due: promise.due), duty: .climb(incident.id, promise.id, rung))
        }
        var items: [Agenda.Item] = []
        switch promise.kind {
        case .update:
            items.append(.init(at: promise.due, duty: .keepPromise(incident.id)))
            if !raised.contains(where: { $0.reason == .remindOwner }) { items.append(climb(.owner)) }
            if !raised.contains(where: { $0.reason == .remindSecond }) { items.append(climb(.second)) }
        case .rest:
            items.append(.init(at: promise.due, duty: .missPromise(incident.id, promise.id)))
            if !raised.contains(where: { $0.reason == .remindOwner }) { items.append(climb(.owner)) }
            if !raised.contains(where: { $0.reason == .remindSecond }) { items.append(climb(.second)) }
        case .report: items.append(.init(at: promise.due, duty: .keepPromise(incident.id)))
        case .action: items.append(.init(at: promise.due, duty: .missPromise(incident.id, promise.id)))
        case .regulator:
            items.append(.init(at: promise.due, duty: .missPromise(incident.id, promise.id)))
            let reminders = raised.count { $0.reason == .regulatorDue }
            if reminders == 0 { items.append(climb(.owner)) }
            if reminders < 2 { items.append(climb(.second)) }
        }
        if let warnAt = promise.warnAt, !raised.contains(where: { $0.reason == .lateSoon }) {
            items.append(.init(at: warnAt, duty: .warnOfLateness(incident.id, promise.id)))
        }
        return items
    }
}
