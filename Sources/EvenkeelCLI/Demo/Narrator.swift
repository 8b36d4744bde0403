import EvenkeelDomain
import EvenkeelLedger
import Foundation

/// Tells the journal as a story, one line an event worth telling.
struct Narrator {
    let zone: ZoneOffsets
    let sites: Int

    func line(_ entry: Entry, _ state: State) -> String? {
        guard let text = text(entry.event, state) else { return nil }
        let day = zone.localDate(at: entry.at).weekday.rawValue.prefix(3)
        return "\(day.capitalized) \(zone.localText(entry.at))  \(text)"
    }

    private func wave(_ id: RolloutID, _ index: Int, _ state: State) -> String {
        let name = state.rollouts[id].flatMap { $0.waves.indices.contains(index) ? $0.waves[index].name : nil } ?? ""
        return "\(id) wave \(index + 1) \"\(name)\""
    }

    private func text(_ event: Event, _ state: State) -> String? {
        switch event {
        case .planMade(let made): "planned: \(made.rollout), \(made.waves.count) waves, \(made.selected) sites"
        case .rolloutStarted(let started):
            started.guards.isEmpty
                ? "started: \(started.rollout)" : "started: \(started.rollout), past \(started.guards.count) guard(s)"
        case .waveAnnounced(let announced):
            "notice: \(announced.customers) customers told of \(wave(announced.rollout, announced.wave, state)), "
                + "\(announced.deliveries) messages"
        case .waveOpened(let opened):
            "opened: \(wave(opened.rollout, opened.wave, state)), \(opened.released) sites may install"
                + (opened.skipped > 0 ? ", \(opened.skipped) held back" : "")
        case .waveSettled(let settled):
            "soaking: \(wave(settled.rollout, settled.wave, state)), \(settled.installed) installed"
                + (settled.failed > 0 ? ", \(settled.failed) failed" : "")
        case .soakMoved(let moved): "soak: \(wave(moved.rollout, moved.wave, state)) now ends at \(moved.endsAt)"
        case .gatePassed(let gate): "passed: \(wave(gate.rollout, gate.wave, state)). \(gate.evidence.text)"
        case .gateInconclusive(let gate): "inconclusive: \(wave(gate.rollout, gate.wave, state)). \(gate.evidence.text)"
        case .waveHalted(let gate): "HALT: \(wave(gate.rollout, gate.wave, state)). \(gate.evidence.text)"
        case .placementsRecalled(let recalled):
            recalled.count == 0 ? nil : "recalled: \(recalled.count) installs that had not started"
        case .datesWithdrawn(let withdrawn):
            "date moves: \(withdrawn.customers) customers who held a notice for "
                + "\(wave(withdrawn.rollout, withdrawn.wave, state)) are told"
        case .waveReminded(let reminded): "reminder: \(reminded.customers) customers"
        case .datesRenewed(let renewed): "new date: \(renewed.customers) customers whose date had moved are told"
        case .sitesReleased(let released): "released: \(released.count) sites whose own date has come"
        case .customerAnswered(let answered): "answer: \(answered.customer) \(answered.kind.rawValue)"
        case .installationsPinned(let pinned): "pinned: \(pinned.installations.count) sites until \(pinned.until)"
        case .pinsLifted(let lifted): "pins lifted: \(lifted.installations.count)"
        case .appointmentChanged(let changed): "appointment: \(changed.installation) \(changed.state.rawValue)"
        case .lettersSent(let sent): "letters: \(sent.customers) customers told that their support ends"
        case .campaignOpened, .supportAnswered, .campaignClosed: nil
        case .holdAdded(let hold): "held: sites with \(hold.predicate) stay out of every rollout"
        case .holdLifted(let lifted): "hold lifted: \(lifted.hold)"
        case .incidentOwned(let owned): "OWNED: \(owned.audience.customers) customers concerned"
        case .updatePosted(let posted): said(posted.update)
        case .updateFannedOut(let fanned): "told: update \(fanned.update) goes to \(fanned.deliveries) contacts"
        case .customersRestored(let restored): "restored: \(restored.count) customers are told that they work again"
        case .reportPublished(let published):
            "report: cause and \(published.report.actions.count) corrective action(s) published"
        case .guardAdded(let rule):
            "guard: releases matching \(rule.when) soak \(rule.soakHours) h at \(rule.atSites) sites with "
                + "\(rule.matching) before wave \(rule.beforeWave)"
        case .rolloutCompleted(let completed): "complete: \(completed.rollout)"
        case .rolloutAborted(let stopped): "aborted: \(stopped.rollout): \(stopped.reason)"
        case .revisionAdopted(let adopted):
            "planned again: \(adopted.rollout), revision \(adopted.revision), \(adopted.moved) sites moved"
        case .stragglersReleased(let released): "caught up: \(released.count) sites that had been set aside may start"
        case .revisionProposed, .sitesRetried, .rollbackOrdered, .holdExpiring, .holdRenewed, .holdOverridden,
            .dayOverridden,
            .rolloutPaused,
            .rolloutHalted, .rolloutResumed, .planApproved,
            .componentDeclared,
            .outboundChanged,
            .calendarRuleAdded, .calendarRuleLifted, .customerFreezesImported, .crossingRequested, .crossingApproved,
            .crossingWithdrawn, .releaseRegistered, .incidentSuspected, .signalReceived, .incidentPublished,
            .alertRaised, .alertHandedOver, .alertAcknowledged, .alertPassedOn, .actionProven, .signalCorrected,
            .regulatoryClockStarted, .regulatorTold, .promiseMissed, .audienceRecomputed, .audienceGrown,
            .reportAmended,
            .repeatConfirmed, .repeatRejected, .incidentImported, .reportRequested, .maintenanceScheduled,
            .maintenanceChanged,
            .maintenanceFannedOut, .tokenAdded, .tokenRevoked, .linkMade, .linksRevoked, .choiceMade,
            .quarantineLifted, .deliveryMoved:
            nil
        case .actionOpened(let opened): "action opened: \(opened.action.text)"
        }
    }

    private func said(_ update: IncidentUpdate) -> String {
        let who =
            switch update.author {
            case .person(let name): name
            case .holdingLine: "holding line"
            case .system: "system"
            }
        let next =
            switch update.outlook {
            case .next(let due): " [next word by \(zone.dueText(due))]"
            case .report(let due): " [report by \(zone.dueText(due))]"
            case .closed, .withdrawn, .nothingOwed: ""
            }
        return "\(update.status.rawValue) (\(who)): \(update.body.split(separator: "\n").first ?? "")\(next)"
    }
}
