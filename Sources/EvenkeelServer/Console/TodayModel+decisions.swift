import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

extension TodayModel {
    /// What is promised and still owed, the first due first.
    static func promises(_ incidents: [Incident], site: Site) -> [PromiseLine] {
        let owed = incidents.flatMap { incident in
            incident.promises.filter { $0.state == .open && $0.kind != .action }.map { (incident, $0) }
        }
        return owed.sorted { ($0.1.due, $0.1.id) < ($1.1.due, $1.1.id) }.map { incident, promise in
            let restored = "\(incident.audience.restored) of \(incident.audience.customers) customers restored"
            let whom = incident.isDrill ? "it concerns no customer" : restored
            return PromiseLine(
                path: "/console/incidents/\(incident.id)", title: incident.title,
                text: "\(StatusWords.of(incident.impact)), \(StatusWords.of(incident.status).lowercased()), \(whom)",
                kind: PromiseSentences.kind(promise),
                due: TimeModel(promise.due, now: site.now, zone: site.context.zone, isDue: true),
                isDrill: incident.isDrill)
        }
    }

    /// Pages to our own people that nobody has answered, and those for whom nobody could be found.
    static func alarms(_ incidents: [Incident], site: Site) -> [Line] {
        let alarms = incidents.flatMap { incident in
            incident.alerts.filter { $0.wantsAnswer || waitsForSomebody($0, incident) }.map { (incident, $0) }
        }
        let lines = alarms.sorted { ($0.1.raisedAt, $0.1.id) < ($1.1.raisedAt, $1.1.id) }.map { incident, alert in
            Line(
                path: "/console/incidents/\(incident.id)", title: incident.title,
                text: AlertSentences.waiting(
                    alert, for: alert.person.flatMap { site.context.settings.rota[$0]?.name }, zone: site.context.zone),
                isDrill: incident.isDrill)
        }
        return cut(lines, rest: "more alarms wait.", path: "/console/incidents")
    }

    /// A page that found nobody in the rota, as long as no person has written since.
    private static func waitsForSomebody(_ alert: StaffAlert, _ incident: Incident) -> Bool {
        let newest = incident.alerts.last { $0.reason.isPage }
        guard alert.person == nil, alert.id == newest?.id, incident.status.isOpen || incident.status == .suspected
        else { return false }
        let written = incident.updates.last { update in
            if case .person = update.author { true } else { false }
        }
        return alert.answeredAt == nil && alert.acknowledgedAt == nil
            && (written.map { $0.at < alert.raisedAt } ?? true)
    }

    static func suspected(_ incidents: [Incident], zone: ZoneOffsets) -> [Line] {
        incidents.filter { $0.status == .suspected }.sorted { $0.began < $1.began }.map { incident in
            Line(
                path: "/console/incidents/\(incident.id)", title: incident.title,
                text: "Suspected since \(zone.localText(incident.began)); nobody has said so yet.",
                isDrill: incident.isDrill)
        }
    }

    /// What a rollout waits for that only a person can do: approve, start, adopt, lift, resume, decide.
    static func decisions(_ reading: RolloutReading, zone: ZoneOffsets) -> [Line] {
        let rollout = reading.rollout
        let path = "/console/rollouts/\(rollout.id)"
        let waiting = reading.waitingFor.filter {
            ["decision", "approval", "start", "paused", "gone"].contains($0.code)
        }
        let decided = waiting.map { wait in
            // A site that lost its release is tried again where its wave is shown.
            let wave = wait.code == "gone" ? reading.goneWave.map { "?wave=\($0 + 1)" } : nil
            return Line(path: path + (wave ?? ""), title: rollout.id.text, text: wait.text)
        }
        guard rollout.state.after(.adopt) != nil else { return decided }
        // One whose parent is gone, or since when a wave has begun, can be adopted by nobody: it waits for nothing.
        let live = rollout.proposals.filter { $0.parent == rollout.revision && $0.begun == rollout.begunWaves }
        return decided
            + live.map { proposal in
                Line(
                    path: "\(path)/revisions/\(proposal.revision)",
                    title: "\(rollout.id), revision \(proposal.revision)",
                    text: RevisionSentences.waiting(
                        proposal, needed: rollout.approvalRule.persons, zone: zone))
            }
    }

    /// Holds that are about to expire: their owner renews them or lets them go.
    static func holds(site: Site) async -> [Line] {
        let holds = await site.ledger.read { state in state.holds.values.filter { $0.warnedAt != nil } }
        return holds.sorted { $0.id < $1.id }.compactMap { hold in
            hold.expires.map { expires in
                Line(
                    path: "/console/holds", title: "Hold \(hold.id)",
                    text:
                        "It expires at \(site.context.zone.localText(expires)); \(hold.owner) must renew it or let it "
                        + "go: \(hold.why)")
            }
        }
    }

    /// Crossings of a freeze that wait for their second person, the first that ends before.
    static func crossings(site: Site) async -> [Line] {
        let now = site.now
        let asked = await site.ledger.read { state in
            state.crossings.values.filter { $0.approvedAt == nil && $0.time.until > now }
        }
        return asked.sorted { ($0.time.until, $0.id) < ($1.time.until, $1.id) }.map { crossing in
            Line(
                path: "/console/calendar", title: crossing.rollout.text,
                text: CalendarSentences.waiting(crossing, zone: site.context.zone))
        }
    }

    static func openings(_ reading: RolloutReading, at now: Timestamp) -> [Line] {
        let rollout = reading.rollout
        return reading.waitingFor.filter { $0.code == "date" || $0.code == "notice" }.compactMap { reason in
            guard let next = rollout.nextWave.map({ rollout.waves[$0] }),
                (next.announcedAt == nil ? next.noticeAt : next.opensAt) <= now + .days(1)
            else { return nil }
            return Line(path: "/console/rollouts/\(rollout.id)", title: rollout.id.text, text: reason.text)
        }
    }

    static func overdue(_ incidents: [Incident], today: CivilDate) -> [Line] {
        incidents.flatMap { incident in
            incident.actions.filter { !$0.isDone && $0.due < today }.map {
                Line(
                    path: "/console/incidents/\(incident.id)", title: $0.text,
                    text: "Due on \($0.due), owned by \($0.owner).", isDrill: incident.isDrill)
            }
        }
    }

    /// So many as a page shows, and a line that counts the others.
    static func cut(_ lines: [Line], rest: String, path: String) -> [Line] {
        guard lines.count > shown else { return lines }
        let left = lines.count - shown
        return lines.prefix(shown) + [Line(path: path, title: "And \(left) more", text: "\(left) \(rest)")]
    }
}
