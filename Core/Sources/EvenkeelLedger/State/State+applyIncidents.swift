import EvenkeelDomain

extension State {
    mutating func applyIncident(_ entry: Entry) {
        switch entry.event {
        case .incidentSuspected(let suspected):
            var incident = Incident(
                id: suspected.incident, title: suspected.title, impact: suspected.impact,
                components: suspected.components, visibility: suspected.visibility, began: suspected.began,
                origin: suspected.origin, signals: [suspected.signal], concerns: suspected.concerns,
                criticality: .normal)
            incident.publicTitle = suspected.publicTitle
            incident.drill = suspected.drill
            incident.systemTitle = suspected.systemTitle
            incidents[suspected.incident] = incident
            refreshAgenda(incident: suspected.incident)
        case .incidentOwned(let owned):
            change(owned.incident) { incident in
                if let next = incident.status.after(.own) { incident.status = next }
                incident.ownedAt = entry.at
                incident.audience = owned.audience
                incident.criticality = owned.criticality
            }
        case .signalReceived(let received): change(received.incident) { $0.signals.append(received.signal) }
        case .updatePosted(let posted):
            change(posted.incident) { incident in
                incident.settle(posted.settled)
                incident.settle(posted.settledRest)
                incident.promises += [posted.made, posted.madeRest].compactMap(\.self)
                if let answers = posted.answers, !answers.isEmpty {
                    for index in incident.alerts.indices where answers.contains(incident.alerts[index].id) {
                        incident.alerts[index].answeredAt = entry.at
                    }
                }
                incident.updates.append(posted.update)
                incident.status = posted.update.status
                if posted.update.status == .resolved, incident.resolvedAt == nil { incident.resolvedAt = entry.at }
                if posted.update.status.isOpen { incident.resolvedAt = nil }
                switch posted.update.author {
                case .holdingLine: incident.holdingLinesInARow += 1
                case .person: incident.holdingLinesInARow = 0
                case .system: break
                }
            }
        case .updateFannedOut(let fanned):
            change(fanned.incident) { incident in
                guard let index = incident.updates.lastIndex(where: { $0.id == fanned.update }) else { return }
                incident.updates[index].fannedOut = true
            }
        case .customersRestored(let restored):
            change(restored.incident) { incident in
                incident.audience.restored += restored.count
                incident.settle(restored.settled)
            }
        case .incidentPublished(let published):
            change(published.incident) { incident in
                if incident.visibility != .public { incident.updatesBeforePublic = incident.updates.count }
                incident.visibility = .public
                incident.publicTitle = published.publicTitle
            }
        case .reportPublished(let published):
            change(published.incident) { incident in
                incident.report = published.report
                incident.report?.publishedAt = entry.at
                for promise in published.superseded ?? [] { incident.settle(promise) }
                incident.promises += published.made ?? []
            }
        default: break
        }
    }

    mutating func applyAlert(_ entry: Entry) {
        switch entry.event {
        case .alertRaised(let raised): change(raised.incident) { $0.alerts.append(raised.alert) }
        case .alertHandedOver(let handed):
            changeAlert(handed.incident, handed.alert) { alert in
                alert.handedOverAt = entry.at
                alert.reached = handed.reached
                alert.failed = handed.failed
            }
        case .alertAcknowledged(let acknowledged):
            change(acknowledged.incident) { incident in
                let over = [acknowledged.alert] + (acknowledged.others ?? [])
                for index in incident.alerts.indices
                where over.contains(incident.alerts[index].id) && incident.alerts[index].acknowledgedAt == nil {
                    incident.alerts[index].acknowledgedAt = entry.at
                    incident.alerts[index].acknowledgedBy = entry.actor
                }
            }
        case .alertPassedOn(let passed):
            guard let next = passed.next else {
                changeAlert(passed.incident, passed.alert) { $0.answeredAt = entry.at }
                break
            }
            changeAlert(passed.incident, passed.alert) { $0.passedOnAt = entry.at }
            change(passed.incident) { $0.alerts.append(next) }
        default: break
        }
    }

    mutating func applyDebt(_ entry: Entry) {
        switch entry.event {
        case .actionOpened(let opened):
            change(opened.incident) { incident in
                incident.openedActions.append(opened.action)
                incident.promises.append(opened.made)
            }
        case .actionProven(let proven):
            change(proven.incident) { incident in
                incident.settle(proven.settled)
                for index in incident.openedActions.indices where incident.openedActions[index].id == proven.action {
                    incident.openedActions[index].proof = proven.proof
                }
                for index in (incident.report?.actions ?? []).indices
                where incident.report?.actions[index].id == proven.action {
                    incident.report?.actions[index].proof = proven.proof
                }
            }
        case .promiseMissed(let missed):
            change(missed.incident) { incident in
                incident.settle(missed.settled)
                if let made = missed.made { incident.promises.append(made) }
            }
        case .signalCorrected(let corrected):
            change(corrected.incident) { $0.corrections.append(corrected.correction) }
        case .regulatoryClockStarted(let started):
            change(started.incident) { incident in
                for promise in started.superseded { incident.settle(promise) }
                incident.promises += started.made.map { promise in
                    var promise = promise
                    promise.enteredAt = entry.at
                    return promise
                }
            }
        case .regulatorTold(let told):
            change(told.incident) { incident in
                incident.settle(told.settled)
                if let made = told.made { incident.promises.append(made) }
                incident.filings.append(
                    RegulatoryFiling(
                        subject: told.subject, at: entry.at, reference: told.reference, by: entry.actor))
            }
        default: break
        }
    }

    mutating func applyDiagnosis(_ entry: Entry) {
        switch entry.event {
        case .audienceRecomputed(let recomputed):
            change(recomputed.incident) { incident in
                incident.concerns = recomputed.concerns
                incident.audience = recomputed.audience
                incident.criticality = recomputed.criticality
                incident.isAudienceComplete = recomputed.isComplete
                incident.settle(recomputed.settled)
                incident.diagnoses += 1
            }
        case .audienceGrown(let grown):
            change(grown.incident) { incident in
                incident.audience = grown.audience
                incident.criticality = grown.criticality
            }
        case .reportAmended(let amended):
            change(amended.incident) { incident in
                if let before = incident.report {
                    incident.reportEdits.append(
                        ReportEdit(at: entry.at, by: entry.actor, why: amended.why, before: before))
                }
                incident.report = amended.report
                incident.promises += amended.made
            }
        case .reportRequested(let requested): change(requested.incident) { $0.promises.append(requested.made) }
        case .repeatRejected(let rejected):
            change(rejected.incident) {
                $0.rejectedRepeats =
                    ($0.rejectedRepeats ?? []) + [RejectedRepeat(of: rejected.of, at: entry.at, by: entry.actor)]
            }
        case .repeatConfirmed(let confirmed): change(confirmed.incident) { $0.repeatOf = confirmed.of }
        case .incidentImported(let imported):
            incidents[imported.incident] = Incident(imported)
            refreshAgenda(incident: imported.incident)
        default: break
        }
    }

    private mutating func changeAlert(_ id: IncidentID, _ alert: AlertID, _ body: (inout StaffAlert) -> Void) {
        change(id) { incident in
            guard let index = incident.alerts.lastIndex(where: { $0.id == alert }) else { return }
            body(&incident.alerts[index])
        }
    }

    /// What was captured leaves now, and so do the pages that reached nobody.
    mutating func pageAgain() {
        let unheard = incidents.values.filter { $0.alerts.contains { $0.wantsAnswer && $0.reached.isEmpty } }.map(\.id)
        for id in unheard {
            change(id) { incident in
                for index in incident.alerts.indices { incident.alerts[index].tryAgain() }
            }
        }
    }

    private mutating func change(_ id: IncidentID, _ body: (inout Incident) -> Void) {
        guard var incident = incidents[id] else { return }
        incidents[id] = nil
        body(&incident)
        incidents[id] = incident
        refreshAgenda(incident: id)
    }
}

extension Incident {
    /// One of the time before: its words and times as they were, nothing promised and nothing to send.
    fileprivate init(_ imported: IncidentImported) {
        self.init(
            id: imported.incident, title: imported.title, impact: imported.impact, components: imported.components,
            visibility: imported.visibility, began: imported.began, origin: nil, signals: [], concerns: nil,
            criticality: .normal)
        publicTitle = imported.visibility == .public ? imported.title : nil
        importedFrom = imported.source
        updates = imported.words.enumerated().map { index, word in
            IncidentUpdate(
                id: UpdateID("u\(index + 1)"), status: word.status, body: word.body, at: word.at,
                author: .person("imported"), outlook: .nothingOwed, fannedOut: true)
        }
        ownedAt = updates.first?.at
        // What never came to an end in its source has come to one by now.
        status = .resolved
        resolvedAt = updates.last { $0.status == .resolved }?.at ?? updates.last?.at
    }

    /// Puts a promise in the state that the journal says it came to.
    fileprivate mutating func settle(_ settled: Promise?) {
        guard let settled, let index = promises.lastIndex(where: { $0.id == settled.id }) else { return }
        promises[index] = settled
    }
}
