import EvenkeelDomain
public import EvenkeelLedger

/// What an entry of the journal says, as the name of its kind and a sentence.
public enum EventSentences {
    public static func of(_ event: Event) -> (kind: String, text: String) {
        let (kind, text) = told(event)
        guard let override = event.leakOverride else { return (kind, text) }
        return (kind, "\(text) What was flagged in it stands: \(override.why)")
    }

    private static func told(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .componentDeclared(let component):
            ("componentDeclared", "Component \(component.name) (\(component.id)) was declared.")
        case .outboundChanged(let change): ("outboundChanged", "Outbound is \(change.state.rawValue).")
        case .releaseRegistered(let release): ("releaseRegistered", "Release \(release.name) was registered.")
        case .holdAdded(let hold):
            ("holdAdded", "Hold \(hold.id) keeps \(hold.predicate) out, by \(hold.owner): \(hold.why)")
        case .holdLifted(let lifted): ("holdLifted", "Hold \(lifted.hold) was lifted: \(lifted.why)")
        case .calendarRuleAdded, .calendarRuleLifted, .customerFreezesImported, .crossingRequested, .crossingApproved,
            .crossingWithdrawn:
            ofCalendar(event)
        case .holdExpiring(let expiring):
            ("holdExpiring", "Hold \(expiring.hold) of \(expiring.owner) expires at \(expiring.expires).")
        case .holdRenewed(let renewed):
            (
                "holdRenewed",
                "Hold \(renewed.hold) holds until \(renewed.expires?.description ?? "it is lifted"): \(renewed.why)"
            )
        case .holdOverridden(let overridden):
            (
                "holdOverridden",
                "\(overridden.installations.count) sites go in \(overridden.rollout) in spite of hold "
                    + "\(overridden.hold): \(overridden.why)"
            )
        case .dayOverridden(let overridden):
            (
                "dayOverridden",
                "\(overridden.installation) was begun in \(overridden.rollout) beyond the \(overridden.perDay) a day of "
                    + "\(overridden.team.map { "team \($0)" } ?? "the rollout"): \(overridden.why)"
            )
        case .guardAdded(let rule):
            (
                "guardAdded",
                "Guard \(rule.id) of incident \(rule.incident): \(rule.matching) soaks \(rule.soakHours) h at "
                    + "\(rule.atSites) sites before wave \(rule.beforeWave)."
            )
        case .planMade, .planApproved, .revisionProposed, .revisionAdopted, .rolloutStarted, .rolloutPaused,
            .rolloutHalted, .rolloutResumed,
            .rolloutAborted, .rolloutCompleted, .sitesRetried, .rollbackOrdered, .stragglersReleased:
            ofRollout(event)
        case .waveAnnounced, .waveOpened, .waveSettled, .soakMoved, .gatePassed, .gateInconclusive, .waveHalted,
            .placementsRecalled, .datesWithdrawn:
            ofWave(event)
        case .waveReminded, .datesRenewed, .sitesReleased, .customerAnswered, .installationsPinned, .pinsLifted:
            ofNotice(event)
        case .appointmentChanged, .campaignOpened, .lettersSent, .supportAnswered, .campaignClosed:
            ofSupport(event)
        case .incidentSuspected, .incidentOwned, .signalReceived, .updatePosted, .updateFannedOut, .customersRestored,
            .incidentPublished, .reportPublished:
            ofIncident(event)
        case .alertRaised, .alertHandedOver, .alertAcknowledged, .alertPassedOn, .actionOpened, .actionProven,
            .promiseMissed, .signalCorrected, .regulatoryClockStarted, .regulatorTold, .audienceRecomputed,
            .audienceGrown,
            .reportAmended,
            .repeatConfirmed, .repeatRejected, .incidentImported, .reportRequested:
            ofDebt(event)
        case .maintenanceScheduled, .maintenanceChanged, .maintenanceFannedOut: ofMaintenance(event)
        case .tokenAdded, .tokenRevoked, .linkMade, .linksRevoked, .choiceMade, .quarantineLifted, .deliveryMoved:
            ofAccess(event)
        }
    }

    private static func ofRollout(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .planMade(let made):
            (
                "planMade",
                "Plan \(made.revision) of \(made.rollout): \(made.selected) sites in \(made.waves.count) waves, "
                    + "\(made.withheld) withheld."
            )
        case .planApproved(let approved):
            ("planApproved", "Plan \(approved.revision) of \(approved.rollout) was approved.")
        case .revisionProposed(let proposed):
            (
                "revisionProposed",
                "Revision \(proposed.revision) of \(proposed.rollout), made from \(proposed.parent), was proposed; "
                    + "\(proposed.moved) sites would move: \(proposed.reason)"
            )
        case .revisionAdopted(let adopted):
            (
                "revisionAdopted",
                "Revision \(adopted.revision) of \(adopted.rollout) took the place of \(adopted.parent): "
                    + "\(adopted.moved) sites moved, \(adopted.told) customers are told of another date."
            )
        case .rolloutStarted(let started):
            (
                "rolloutStarted",
                "\(started.rollout) was started; \(started.guards.count) guards were checked."
                    + (started.replaces.map { replaces in
                        " It takes the place of \(replaces.rollouts.map(\.text).joined(separator: ", ")); "
                            + "\(replaces.customers) customers who held a date are told once."
                    } ?? "")
            )
        case .rolloutPaused(let stopped):
            ("rolloutPaused", "\(what(stopped)) was paused\(by(stopped)): \(stopped.reason)")
        case .rolloutHalted(let stopped): ("rolloutHalted", "\(stopped.rollout) was halted: \(stopped.reason)")
        case .rolloutResumed(let stopped):
            (
                "rolloutResumed",
                stopped.owner == nil
                    ? "\(stopped.rollout) goes on: \(stopped.reason)\(stopped.evidence.map(evidence) ?? "")"
                    : "The pause of \(what(stopped)) was lifted\(by(stopped)): \(stopped.reason)"
            )
        case .sitesRetried(let retried):
            ("sitesRetried", "\(retried.count) sites of \(retried.rollout) are tried again: \(retried.reason)")
        case .rollbackOrdered(let ordered):
            ("rollbackOrdered", "\(ordered.count) sites of \(ordered.rollout) are rolled back: \(ordered.reason)")
        case .stragglersReleased(let released):
            ("stragglersReleased", "\(released.count) sites of \(released.rollout) that were set aside may start.")
        case .rolloutAborted(let stopped):
            (
                "rolloutAborted",
                "\(stopped.rollout) was \(stopped.replacedBy == nil ? "given up" : "replaced"): \(stopped.reason)"
            )
        case .rolloutCompleted(let completed): ("rolloutCompleted", "\(completed.rollout) is complete.")
        default: ("event", "")
        }
    }

    private static func what(_ stopped: RolloutStopped) -> String {
        switch stopped.scope {
        case .customer(let customer): "\(stopped.rollout) at the sites of \(customer)"
        case .site(let site): "\(stopped.rollout) at \(site)"
        case .everything, nil: "\(stopped.rollout)"
        }
    }

    private static func by(_ stopped: RolloutStopped) -> String {
        stopped.owner.map { $0 == .operator ? "" : " by the \($0.rawValue)" } ?? ""
    }

    private static func evidence(_ evidence: ResumeEvidence) -> String {
        switch evidence {
        case .fix(let release): " The fix is in \(release)."
        case .hold(let hold): " Hold \(hold) keeps those out whom it concerns."
        case .vouched(let person): " \(person) answers for it."
        }
    }

    private static func ofWave(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .waveAnnounced(let announced):
            (
                "waveAnnounced",
                "Wave \(announced.wave + 1) of \(announced.rollout) was announced to \(announced.customers) customers."
            )
        case .waveOpened(let opened):
            (
                "waveOpened",
                "Wave \(opened.wave + 1) of \(opened.rollout) opened for \(opened.released) sites, \(opened.skipped) held."
            )
        case .waveSettled(let settled):
            (
                "waveSettled",
                "Wave \(settled.wave + 1) of \(settled.rollout): \(settled.installed) installed, \(settled.failed) failed; "
                    + "it soaks until \(settled.soakEndsAt)" + (settled.slowest.map { "; the last is \($0)." } ?? ".")
                    + (settled.late.map { " In a freeze of their own, and not waited for: \($0)." } ?? "")
            )
        case .soakMoved(let moved):
            (
                "soakMoved",
                "The soak of wave \(moved.wave + 1) of \(moved.rollout) lasts until \(moved.endsAt), as the calendar stands now"
                    + (moved.slowest.map { "; the last is \($0)." } ?? ".")
            )
        case .gatePassed(let gate):
            (
                "gatePassed",
                "Wave \(gate.wave + 1) of \(gate.rollout) passed"
                    + (gate.overrideReason.map { " by decision: \($0) The evidence:" } ?? ":")
                    + " \(gate.evidence.text)"
            )
        case .gateInconclusive(let gate):
            ("gateInconclusive", "Wave \(gate.wave + 1) of \(gate.rollout) is inconclusive: \(gate.evidence.text)")
        case .waveHalted(let gate):
            ("waveHalted", "Wave \(gate.wave + 1) of \(gate.rollout) was halted: \(gate.evidence.text)")
        case .placementsRecalled(let recalled):
            (
                "placementsRecalled",
                "\(recalled.count) sites of wave \(recalled.wave + 1) of \(recalled.rollout) were taken back before they started."
            )
        case .datesWithdrawn(let withdrawn):
            (
                "datesWithdrawn",
                "\(withdrawn.customers) customers of wave \(withdrawn.wave + 1) of \(withdrawn.rollout) "
                    + "were told that their date moves."
            )
        default: ("event", "")
        }
    }

    private static func ofNotice(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .waveReminded(let reminded):
            (
                "waveReminded",
                "\(reminded.customers) customers of wave \(reminded.wave + 1) of \(reminded.rollout) were reminded."
            )
        case .datesRenewed(let renewed):
            (
                "datesRenewed",
                "\(renewed.customers) customers of wave \(renewed.wave + 1) of \(renewed.rollout) were told a new date, "
                    + "\(renewed.opensAt)."
            )
        case .sitesReleased(let released):
            ("sitesReleased", "\(released.count) sites of \(released.rollout) that waited for a date may go.")
        case .customerAnswered(let answered): ("customerAnswered", answer(answered))
        case .installationsPinned(let pinned):
            (
                "installationsPinned",
                "\(Sentences.some(pinned.installations.map(\.text))) \(pinned.installations.count == 1 ? "stays" : "stay") "
                    + "as before until \(pinned.until), asked by \(pinned.byCustomer ? "the customer" : "staff")."
            )
        case .pinsLifted(let lifted):
            ("pinsLifted", "The pin of \(Sentences.some(lifted.installations.map(\.text))) was lifted.")
        default: ("event", "")
        }
    }

    private static func ofSupport(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .appointmentChanged(let changed):
            (
                "appointmentChanged",
                "Appointment \(changed.appointment) at \(changed.installation) is \(changed.state.rawValue), "
                    + "\(changed.start), version \(changed.sequence)."
            )
        case .campaignOpened(let opened):
            (
                "campaignOpened",
                "Support of \(opened.campaign.product) below \(opened.campaign.below) ends on \(opened.campaign.ends); "
                    + "\(opened.letters.count) letters are due before."
            )
        case .lettersSent(let sent):
            (
                "lettersSent",
                "\(sent.customers) customers were written to of \(sent.campaign), \(sent.daysBefore) days before the end."
            )
        case .supportAnswered(let answered):
            (
                "supportAnswered",
                "Customer \(answered.customer) "
                    + (answered.kind == .later ? "said \"not yet\" to" : "accepted the risk of")
                    + " \(answered.campaign)."
            )
        case .campaignClosed(let closed): ("campaignClosed", "Campaign \(closed.campaign) was closed: \(closed.why)")
        default: ("event", "")
        }
    }

    private static func answer(_ answered: CustomerAnswered) -> String {
        let what =
            switch answered.kind {
            case .agreed: "agreed"
            case .declined: "declined"
            case .moved: "asked for another day" + (answered.day.map { ", \($0)" } ?? "")
            case .told: "was told on the telephone"
            case .unreached: "was called and not reached"
            case .early: "asked to be among the first"
            case .notEarly: "need not be among the first any longer"
            case .pinned: "asked that a site stays as it is" + (answered.day.map { " until \($0)" } ?? "")
            case .unpinned: "ended a pin"
            case .later: "said \"not yet\""
            case .acceptsRisk: "accepted the risk"
            }
        let about = answered.rollout.map { " (\($0))" } ?? ""
        return
            "Customer \(answered.customer) \(what)\(about), \(answered.way == .page ? "on their page" : "by telephone")."
    }

    private static func ofIncident(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .incidentSuspected(let suspected):
            ("incidentSuspected", "Incident \(suspected.incident) is suspected: \(suspected.title)")
        case .incidentOwned(let owned):
            ("incidentOwned", "Incident \(owned.incident) is owned; it concerns \(owned.audience.customers) customers.")
        case .signalReceived(let received):
            (
                "signalReceived",
                "A signal on \(received.incident) from \(received.signal.source.rawValue), of \(received.signal.at)."
            )
        case .updatePosted(let posted): ("updatePosted", update(posted))
        case .updateFannedOut(let fanned):
            (
                "updateFannedOut",
                "Update \(fanned.update) of \(fanned.incident) was queued to \(fanned.deliveries) recipients."
            )
        case .customersRestored(let restored):
            ("customersRestored", "\(restored.count) customers of \(restored.incident) are restored: \(restored.how)")
        case .incidentPublished(let published):
            ("incidentPublished", "Incident \(published.incident) is public as: \(published.publicTitle)")
        case .reportPublished(let published):
            (
                "reportPublished",
                "The report on \(published.incident) was published with \(published.report.actions.count) actions."
            )
        default: ("event", "")
        }
    }

    private static func update(_ posted: UpdatePosted) -> String {
        let author =
            switch posted.update.author {
            case .person(let name): name
            case .holdingLine: "The holding line"
            case .system: "The system"
            }
        let promise = posted.made.map { " The next word is due by \($0.due)." } ?? ""
        let settled =
            switch posted.settled?.state {
            case .kept: " A promise was kept."
            case .broken: " A promise was broken."
            default: ""
            }
        return
            "\(author) said on \(posted.incident) (\(posted.update.status.rawValue)): \(posted.update.body)\(settled)\(promise)"
    }
}
