public import EvenkeelDomain

extension State {
    /// Answers a command with events and rows, or with the obstacle. Pure: the same state, command and time give the
    /// same answer.
    public func decide(
        _ command: Command, at now: Timestamp, by actor: String, settings: Settings
    ) throws(Refusal) -> Decision {
        switch command {
        case .declareComponent(let component):
            return components[component.id] == component ? Decision([]) : Decision([.componentDeclared(component)])
        case .changeOutbound(let wanted):
            guard wanted != outbound else { return Decision([]) }
            let goLive: [RowChange] = wanted == .live ? [.stepDeliveries(in: .captured, .goLive, at: now)] : []
            return Decision([.outboundChanged(OutboundChanged(state: wanted))], rows: goLive)
        case .registerRelease(let release):
            return releases[release.name] == release ? Decision([]) : Decision([.releaseRegistered(release)])

        case .makePlan(let plan, let policy, let rows):
            return try makePlan(plan, policy, rows, by: actor, at: now, settings: settings)
        case .approvePlan(let id, let revision): return try approvePlan(id, revision: revision, by: actor)
        case .proposeRevision(let proposal): return try proposeRevision(proposal, at: now, settings: settings)
        case .adoptRevision(let adoption): return try adoptRevision(adoption, by: actor, at: now)
        case .startRollout(let id, let findings, let replacement):
            return try startRollout(id, guards: findings, replacement: replacement, at: now)
        case .pauseRollout(let id, let reason, let owner, let scope):
            return try pauseRollout(id, reason, owner, scope)
        case .liftPause(let id, let owner, let scope, let reason): return try liftPause(id, owner, scope, reason)
        case .resumeRollout(let id, let reason, let evidence, let skip):
            return try resumeRollout(id, reason, evidence, skip: skip, at: now)
        case .rollBackSites(let id, let sites, let reason): return try rollBackSites(id, sites, reason, at: now)
        case .retrySites(let id, let sites, let reason, let notices):
            return try retrySites(id, sites, reason, notices, at: now)
        case .releaseStragglers(let id, let sites): return try releaseStragglers(id, sites, at: now)
        case .haltRollout(let id, let reason): return try stopRollout(id, .halt, reason, at: now)
        case .abortRollout(let id, let reason): return try stopRollout(id, .abort, reason, at: now)

        case .announceWave(
            let id, let wave, let notices, let standing, let superseded, let deliveries, let foretold, let kept,
            let languages, let metAt, let again):
            return try announceWave(
                id, wave: wave, notices: notices, standing: standing, superseded: superseded, deliveries: deliveries,
                foretold: foretold, kept: kept, languages: languages, guardsMetAt: metAt, again: again, at: now,
                settings: settings)
        case .openWave(let id, let wave, let release, let skip, let consent, let guards):
            return try openWave(
                id, wave: wave, release: release, skip: skip, consent: consent, guards: guards, at: now,
                settings: settings)
        case .settleWave(let id, let wave, let installed, let failed, let soak):
            return try settleWave(
                id, wave: wave, installed: installed, failed: failed, soak: soak, at: now, settings: settings)
        case .moveSoak(let id, let wave, let soak): return try moveSoak(id, wave: wave, to: soak, at: now)
        case .passGate(let id, let wave, let evidence, let reason):
            return try passGate(id, wave: wave, evidence, overrideReason: reason, at: now)
        case .runOutGate(let id, let wave, let evidence): return try runOutGate(id, wave: wave, evidence)
        case .haltWave(let id, let wave, let evidence): return try haltWave(id, wave: wave, evidence, at: now)
        case .recordRecall(let id, let wave, let sites, let notices, let deliveries):
            return try recordRecall(id, wave: wave, sites, notices: notices, deliveries: deliveries)
        case .withdrawDates(let id, let wave, let customers, let kept, let deliveries):
            return try withdrawDates(id, wave: wave, customers: customers, kept: kept, deliveries: deliveries)

        case .remindWave(let id, let wave, let notices, let deliveries, let chosen):
            return try remindWave(
                id, wave: wave, notices: notices, deliveries: deliveries, chosen: chosen, at: now)
        case .moveDates(let moved): return try moveDates(moved)
        case .renewDates(let id, let wave, let notices, let deliveries):
            return try renewDates(
                id, wave: wave, notices: notices, deliveries: deliveries, at: now, settings: settings)
        case .releaseSites(let id, let date, let sites): return try releaseSites(id, until: date, sites, at: now)
        case .recordAnswer(let record): return try recordAnswer(record, at: now, settings: settings)
        case .pin(let sites, let day):
            return try pin(sites, until: day, byCustomer: false, at: now, settings: settings)
        case .liftPins(let sites): return try liftPins(sites)
        case .changeAppointment(let change): return try changeAppointment(change, at: now, settings: settings)
        case .openCampaign(let campaign): return try openCampaign(campaign, at: now, settings: settings)
        case .sendLetters(let id, let days, let customers, let deliveries):
            return try sendLetters(id, daysBefore: days, customers: customers, deliveries: deliveries)
        case .closeCampaign(let id, let why): return try closeCampaign(id, why: why)

        case .addHold, .liftHold, .warnOfHold, .expireHold, .renewHold, .overrideHold:
            return try decideHold(command, at: now)

        case .overrideDay(let id, let site, let full, let why):
            return try overrideDay(id, site, full, why: why)
        case .addCalendarRule(let rule): return try addCalendarRule(rule)
        case .liftCalendarRule(let id, let why): return try liftCalendarRule(id, why: why)
        case .importCustomerFreezes(let freezes): return try importCustomerFreezes(freezes)
        case .requestCrossing(let crossing, let customers):
            return try requestCrossing(crossing, crossingFreezesOf: customers, at: now)
        case .approveCrossing(let id): return try approveCrossing(id, by: actor, at: now)
        case .withdrawCrossing(let id, let why): return try withdrawCrossing(id, why: why)

        case .suspectIncident(let opening): return try suspectIncident(opening, settings: settings)
        case .ownIncident(let own): return try ownIncident(own, at: now, actor: actor, settings: settings)
        case .receiveSignal(let id, let signal):
            return try receiveSignal(id, signal, at: now, actor: actor, settings: settings)
        case .postUpdate(let post): return try postUpdate(post, at: now, actor: actor, settings: settings)
        case .keepPromise(let id): return try keepPromise(id, at: now, settings: settings)
        case .keepPromises(let ids): return keepPromises(ids, at: now, settings: settings)
        case .speakEarly(let promises): return speakEarly(promises, at: now, settings: settings)
        case .recordFanOut(let id, let update, let deliveries, let queued):
            return try recordFanOut(id, update, deliveries, queued: queued)
        case .growAudience(let id, let change, let criticality, let deliveries):
            return try growAudience(id, change, criticality: criticality, deliveries: deliveries)
        case .restoreCustomers(let id, let customers, let how, let words, let deliveries):
            return try restoreCustomers(id, customers, how: how, words, deliveries: deliveries, at: now)
        case .publishIncident(let id, let title, let text, let words):
            return try publishIncident(id, title, text, words, at: now, actor: actor, settings: settings)
        case .publishReport(let id, let report, let guards, let words):
            return try publishReport(id, report, guards: guards, words: words, at: now, settings: settings)
        case .scheduleMaintenance(let schedule): return try scheduleMaintenance(schedule, at: now)
        case .changeMaintenance(let change): return try changeMaintenance(change, at: now)
        case .recordMaintenanceFanOut(let id, let note, let deliveries):
            return try recordMaintenanceFanOut(id, note: note, deliveries)
        case .addToken, .revokeToken, .makeLink, .revokeLinks, .recordChoice, .liftQuarantine, .moveDelivery:
            return try decideAccess(command, at: now, by: actor)
        case .climb, .warnOfLateness, .missPromise, .pageForDraft, .pageForMail, .passOnAlert, .recordHandOver,
            .acknowledgeAlert, .correctSignal, .proveAction, .startRegulatoryClock, .tellRegulator, .diagnose,
            .amendReport,
            .confirmRepeat, .rejectRepeat, .importIncidents, .requestReport:
            return try decideDebt(command, at: now, by: actor, settings: settings)
        }
    }

    /// What is owed beside the next word: reminders and pages, actions, regulators.
    private func decideDebt(
        _ command: Command, at now: Timestamp, by actor: String, settings: Settings
    ) throws(Refusal) -> Decision {
        switch command {
        case .climb(let id, let promise, let rung): try climb(id, promise, rung, at: now, settings: settings)
        case .warnOfLateness(let id, let promise): try warnOfLateness(id, promise, at: now, settings: settings)
        case .missPromise(let id, let promise): try missPromise(id, promise, at: now, settings: settings)
        case .pageForDraft(let id): try pageForDraft(id, at: now, settings: settings)
        case .pageForMail(let id): try pageForMail(id, at: now, settings: settings)
        case .passOnAlert(let id, let alert, let isOver):
            try passOnAlert(id, alert, isOver: isOver, at: now, settings: settings)
        case .recordHandOver(let id, let alert, let reached, let failed):
            try recordHandOver(id, alert, reached: reached, failed: failed)
        case .acknowledgeAlert(let id, let alert): try acknowledgeAlert(id, alert, actor: actor, settings: settings)
        case .correctSignal(let id, let index, let time, let why):
            try correctSignal(id, signal: index, to: time, why: why, at: now, actor: actor, settings: settings)
        case .proveAction(let id, let action, let proof): try proveAction(id, action, proof, at: now, actor: actor)
        case .startRegulatoryClock(let id, let regime, let aware, let classified):
            try startRegulatoryClock(id, regime, awareAt: aware, classifiedAt: classified, at: now)
        case .tellRegulator(let id, let subject, let reference):
            try tellRegulator(id, subject: subject, reference: reference, at: now)
        case .diagnose(let diagnosis): try diagnose(diagnosis, at: now)
        case .amendReport(let id, let report, let why, let words):
            try amendReport(id, report, why: why, words: words, at: now, settings: settings)
        case .confirmRepeat(let id, let earlier):
            try confirmRepeat(id, of: earlier, at: now, actor: actor, settings: settings)
        case .rejectRepeat(let id, let earlier): try rejectRepeat(id, of: earlier)
        case .requestReport(let id, let customer): try requestReport(id, for: customer, at: now, settings: settings)
        case .importIncidents(let incidents): try importIncidents(incidents, at: now)
        default: Decision([])
        }
    }
}
