import EvenkeelDomain

extension State {
    /// Takes one entry into the state. Total: an entry that is in the journal happened, and is never refused here.
    public mutating func apply(_ entry: Entry) {
        position = entry.position
        at = entry.at
        recentCommands.insert(entry.command)
        switch entry.event {
        case .componentDeclared(let component): components[component.id] = component
        case .outboundChanged(let change):
            outbound = change.state
            if change.state != .capture { pageAgain() }
        case .releaseRegistered(let release): releases[release.name] = release
        case .holdAdded, .holdLifted, .holdExpiring, .holdRenewed, .holdOverridden: applyHold(entry)
        case .dayOverridden(let overridden): applyOverride(overridden, by: entry.actor)
        case .guardAdded(let rule): guards[rule.id] = rule
        case .calendarRuleAdded, .calendarRuleLifted, .customerFreezesImported, .crossingRequested, .crossingApproved,
            .crossingWithdrawn:
            applyCalendar(entry)
        case .planMade, .planApproved, .revisionProposed, .revisionAdopted, .rolloutStarted, .rolloutPaused,
            .rolloutHalted, .rolloutResumed,
            .rolloutAborted, .rolloutCompleted, .sitesRetried, .rollbackOrdered, .stragglersReleased, .waveAnnounced,
            .waveOpened,
            .waveSettled, .soakMoved, .gatePassed,
            .gateInconclusive, .waveHalted, .placementsRecalled, .datesWithdrawn:
            applyRollout(entry)
        case .waveReminded, .datesRenewed, .sitesReleased, .customerAnswered, .installationsPinned, .pinsLifted,
            .appointmentChanged:
            applyNotice(entry)
        case .campaignOpened, .lettersSent, .supportAnswered, .campaignClosed: applySupport(entry)
        case .incidentSuspected, .incidentOwned, .signalReceived, .updatePosted, .updateFannedOut,
            .customersRestored, .incidentPublished, .reportPublished:
            applyIncident(entry)
        case .alertRaised, .alertHandedOver, .alertAcknowledged, .alertPassedOn: applyAlert(entry)
        case .actionOpened, .actionProven, .promiseMissed, .signalCorrected, .regulatoryClockStarted, .regulatorTold:
            applyDebt(entry)
        case .audienceRecomputed, .audienceGrown, .reportAmended, .repeatConfirmed, .repeatRejected, .incidentImported,
            .reportRequested:
            applyDiagnosis(entry)
        case .maintenanceScheduled, .maintenanceChanged, .maintenanceFannedOut: applyMaintenance(entry)
        // What they decided stands in rows; the state rests on none of it.
        case .tokenAdded, .tokenRevoked, .linkMade, .linksRevoked, .choiceMade, .quarantineLifted, .deliveryMoved: break
        }
    }

    private mutating func applyRollout(_ entry: Entry) {
        switch entry.event {
        case .planMade(let made):
            var rollout = Rollout(
                id: made.rollout, policy: made.policy, revision: made.revision, waves: made.waves,
                selected: made.selected, withheld: made.withheld)
            rollout.author = entry.actor
            rollout.credit = made.credit
            rollout.approval = made.approval
            rollouts[made.rollout] = rollout
            refreshAgenda(rollout: made.rollout)
        case .planApproved(let approved): change(approved.rollout) { $0.approve(approved, by: entry.actor) }
        case .revisionProposed(let proposed):
            change(proposed.rollout) { $0.take(proposed, by: entry.actor, at: entry.at) }
        case .revisionAdopted(let adopted): change(adopted.rollout) { $0.adopt(adopted, by: entry.actor) }
        case .rolloutStarted(let started):
            change(started.rollout) { rollout in
                rollout.step(.start)
                guard let replaces = started.replaces else { return }
                rollout.replaces = replaces.rollouts
                for index in replaces.foretold where rollout.waves.indices.contains(index) {
                    rollout.waves[index].foretoldAt = entry.at
                    // The message that replaces the older release has named its day. Who held none hears of it in the same
                    // hour: told later, they would move the day of all.
                    if rollout.waves[..<index].allSatisfy({ $0.atOnce == true }) {
                        rollout.waves[index].noticeAt = min(rollout.waves[index].noticeAt, entry.at)
                    }
                }
            }
        case .rolloutPaused(let paused): change(paused.rollout) { $0.pause(paused, by: entry.actor, at: entry.at) }
        case .rolloutHalted(let stopped):
            change(stopped.rollout) { rollout in
                let isOver = rollout.state == .completed
                rollout.stop(.halt, stopped.reason, at: entry.at)
                // One that was through stands again at its last wave.
                guard let wave = rollout.currentWave ?? (isOver ? rollout.waves.indices.last : nil) else { return }
                rollout.waves[wave].halt(at: entry.at)
            }
        case .rolloutResumed(let stopped):
            change(stopped.rollout) { rollout in
                if let owner = stopped.owner {
                    rollout.lift(owner, stopped.scope ?? .everything)
                } else {
                    rollout.resume(stopped)
                }
            }
        case .rolloutAborted(let stopped):
            change(stopped.rollout) { rollout in
                rollout.stop(.abort, stopped.reason, at: entry.at)
                rollout.proposals = []
                if let current = rollout.currentWave { rollout.waves[current].step(.halt) }
                rollout.end(replacedBy: stopped.replacedBy)
                // Also of waves that have passed: those who were set aside there still hold a date.
                for index in rollout.waves.indices {
                    let wave = rollout.waves[index]
                    let isPromised = wave.datesWithdrawnAt != nil && !wave.hasToldDay
                    let isConcerned = index == 0 || wave.state != .planned || isPromised
                    guard isConcerned || stopped.tellsAll == true else { continue }
                    rollout.waves[index].recallPendingSince = entry.at
                }
            }
        case .rolloutCompleted(let completed): change(completed.rollout) { $0.step(.complete) }
        case .sitesRetried(let retried): change(retried.rollout) { $0.caughtUpAt = entry.at }
        case .rollbackOrdered(let ordered): change(ordered.rollout) { $0.rolledBackAt = entry.at }
        case .stragglersReleased(let released): change(released.rollout) { $0.caughtUpAt = entry.at }
        case .waveAnnounced(let announced):
            changeWave(announced.rollout, announced.wave) { wave in
                // Those who joined a wave that was announced do not change when it was.
                if wave.joinersSince == nil { wave.noticeGiven = nil }
                wave.announcedAt = wave.joinersSince == nil ? entry.at : wave.announcedAt ?? entry.at
                wave.joinersSince = nil
                wave.opensAt = announced.opensAt ?? wave.opensAt
                wave.datesWithdrawnAt = nil
                wave.remindedAt = nil
                wave.round += 1
            }
            change(announced.rollout) { rollout in
                rollout.chosenDates.formUnion(announced.laterDays ?? [])
                rollout.ownDates.formUnion(announced.keptDays ?? [])
                for index in announced.foretold ?? [] where rollout.waves.indices.contains(index) {
                    rollout.waves[index].foretoldAt = entry.at
                }
            }
        case .waveOpened(let opened):
            changeWave(opened.rollout, opened.wave) { wave in
                wave.step(.open)
                wave.openedAt = entry.at
                if opened.deliveries ?? 0 > 0 { wave.round += 1 }
            }
            if let wakes = opened.wakes {
                change(opened.rollout) { rollout in
                    rollout.ownDates.formUnion(wakes)
                    // Who was silent is reminded of the later day as well, where that is not too near.
                    if rollout.policy.notice.onSilence == .laterWave, let remind = rollout.policy.notice.remind {
                        rollout.chosenDates.formUnion(wakes.filter { entry.at < $0 - remind })
                    }
                }
            }
        case .waveSettled(let settled):
            changeWave(settled.rollout, settled.wave) { wave in
                wave.step(.settle)
                wave.soakingSince = entry.at
                wave.soakEndsAt = settled.soakEndsAt
                wave.soakDeadlineAt = settled.soakDeadlineAt
                wave.soakSlowest = settled.slowest
                wave.soakLate = settled.late
            }
        case .soakMoved(let moved):
            changeWave(moved.rollout, moved.wave) { wave in
                wave.soakEndsAt = moved.endsAt
                wave.soakDeadlineAt = moved.deadlineAt
                wave.soakSlowest = moved.slowest
                wave.soakLate = moved.late
            }
        case .gatePassed(let decided): decide(decided, .pass)
        case .gateInconclusive(let decided): decide(decided, .runOut)
        case .waveHalted(let decided):
            change(decided.rollout) { rollout in
                rollout.stop(.halt, decided.evidence.text, at: entry.at)
                rollout.haltedBy = decided.evidence.metric
                guard rollout.waves.indices.contains(decided.wave) else { return }
                rollout.waves[decided.wave].halt(at: entry.at)
                rollout.waves[decided.wave].evidence = decided.evidence
            }
        case .placementsRecalled(let recalled):
            changeWave(recalled.rollout, recalled.wave) { wave in
                wave.recallPendingSince = nil
                guard recalled.customersTold ?? 0 > 0 else { return }
                wave.datesOwedSince = entry.at
                wave.round += 1
            }
        case .datesWithdrawn(let withdrawn):
            changeWave(withdrawn.rollout, withdrawn.wave) { wave in
                wave.round += 1
                guard withdrawn.sites == nil else { return }
                wave.datesWithdrawnAt = entry.at
                wave.announcedAt = nil
                wave.foretoldAt = nil
            }
        default: break
        }
    }

    private mutating func applyNotice(_ entry: Entry) {
        switch entry.event {
        case .waveReminded(let reminded):
            if let chosen = reminded.chosen {
                change(reminded.rollout) { $0.chosenDates.remove(chosen) }
            } else {
                changeWave(reminded.rollout, reminded.wave) { $0.remindedAt = entry.at }
            }
        case .datesRenewed(let renewed):
            change(renewed.rollout) { rollout in
                let dates = [renewed.opensAt] + (renewed.laterDays ?? [])
                rollout.ownDates.formUnion(dates)
                if let remind = rollout.policy.notice.remind {
                    rollout.chosenDates.formUnion(dates.filter { entry.at < $0 - remind })
                }
                guard rollout.waves.indices.contains(renewed.wave) else { return }
                rollout.waves[renewed.wave].datesOwedSince = nil
                rollout.waves[renewed.wave].round += 1
            }
        case .sitesReleased(let released):
            change(released.rollout) { rollout in
                rollout.ownDates = rollout.ownDates.filter { $0 > released.until }
            }
        case .customerAnswered(let answered):
            switch answered.kind {
            case .early: early[answered.customer] = early[answered.customer] ?? entry.at
            case .notEarly: early[answered.customer] = nil
            default: break
            }
            let dates = [answered.ownDate].compactMap(\.self) + (answered.laterDates ?? [])
            if let rollout = answered.rollout, !dates.isEmpty {
                change(rollout) { rollout in
                    rollout.ownDates.formUnion(dates)
                    // Who chooses a day as near as that has no need to be reminded of it.
                    if let remind = rollout.policy.notice.remind {
                        rollout.chosenDates.formUnion(dates.filter { entry.at < $0 - remind })
                    }
                }
            }
        case .installationsPinned(let pinned):
            for site in pinned.installations {
                pins[site] = Pin(
                    installation: site, until: pinned.until, byCustomer: pinned.byCustomer, since: entry.at)
            }
            wakeRollouts(at: pinned.endsAt)
        case .appointmentChanged(let changed):
            if let date = changed.ownDate { change(changed.rollout) { $0.ownDates.insert(date) } }
        case .pinsLifted(let lifted):
            for site in lifted.installations { pins[site] = nil }
            wakeRollouts(at: entry.at)
        default: break
        }
    }

    /// Every rollout looks again then at whom it kept waiting.
    private mutating func wakeRollouts(at time: Timestamp) {
        for id in rollouts.keys.sorted() where rollouts[id]?.state != .completed && rollouts[id]?.state != .aborted {
            change(id) { $0.ownDates.insert(time) }
        }
    }

    private mutating func decide(_ decided: GateDecided, _ step: WaveState.Step) {
        changeWave(decided.rollout, decided.wave) { wave in
            wave.step(step)
            wave.evidence = decided.evidence
        }
    }

    private mutating func change(_ id: RolloutID, _ body: (inout Rollout) -> Void) {
        guard var rollout = rollouts[id] else { return }
        rollouts[id] = nil  // so that the value is changed in place, not copied
        body(&rollout)
        rollouts[id] = rollout
        refreshAgenda(rollout: id)
    }

    mutating func changeWave(_ id: RolloutID, _ index: Int, _ body: (inout RolloutWave) -> Void) {
        change(id) { rollout in
            guard rollout.waves.indices.contains(index) else { return }
            body(&rollout.waves[index])
        }
    }
}

extension Rollout {
    /// Takes a step that the journal says was taken.
    mutating func step(_ step: RolloutState.Step) { state = state.after(step) ?? state }

    /// Those who hold a date have been told of the hotfix with the same decision.
    mutating func end(replacedBy next: RolloutID?) {
        guard let next else { return }
        replacedBy = next
        for index in waves.indices where waves[index].state == .planned {
            waves[index].announcedAt = nil
            waves[index].foretoldAt = nil
        }
    }

    mutating func stop(_ step: RolloutState.Step, _ reason: String?, at time: Timestamp? = nil) {
        self.step(step)
        (stopReason, stoppedAt) = (reason, time ?? stoppedAt)
    }
}

extension RolloutWave {
    mutating func step(_ step: WaveState.Step) { state = state.after(step) ?? state }

    /// Also while it soaks there may be sites with a day of their own that has not come.
    mutating func halt(at time: Timestamp) {
        if [.open, .soaking].contains(state) { recallPendingSince = time }
        step(.halt)
    }
}
