import EvenkeelDomain
import EvenkeelLedger

/// What a message is about, as people say it: its subject is a key for machines.
enum MessageWords {
    static func of(_ subject: DeliverySubject, state: borrowing State) -> String {
        switch subject {
        case .notice(let rollout, _, let wave, let round):
            "\(round == 0 ? "Notice" : "Notice of a new date"): \(release(rollout, state)), wave \(wave + 1)"
        case .moved(let rollout, _, let wave, _, _, _, _), .replanned(let rollout, _, let wave, _, _):
            "The date moves: \(release(rollout, state)), wave \(wave + 1)"
        case .reminder(let rollout, _, let wave, _): "Reminder: \(release(rollout, state)), wave \(wave + 1)"
        case .supportEnds(let campaign, let days): "End of support, \(days) days before: \(campaign)"
        case .maintenance(let id, let note): maintenance(id, note, state)
        case .update(let incident, let update): words(of: update, in: incident, state)
        case .replaced(let rollout, _, _, let by, _): "Replaced: \(release(rollout, state)) by \(release(by, state))"
        case .installed(let rollout, _, let wave, _):
            "Installed, how is it: \(release(rollout, state)), wave \(wave + 1)"
        case .rolledBack(let rollout, _, let wave, _): "Taken back: \(release(rollout, state)), wave \(wave + 1)"
        case .appointment(_, let rollout, let round):
            "\(round == 0 ? "Appointment" : "Appointment changed"): \(release(rollout, state))"
        case .story(let incident, _): "The story so far: \(title(incident, state))"
        case .notAffected(let incident, _): "Not affected after all: \(title(incident, state))"
        case .drill(let incident, _): "Drill: \(title(incident, state))"
        case .summary: "What happened while they were closed"
        case .confirm: "Do they mean to subscribe?"
        case .quarantined(let contact, _): "To us: mail to \(contact) is not taken"
        case .supportRisk(let campaign, let customer, _): "To us: who accepts the risk, \(campaign), \(customer)"
        case .restored(let incident, _): "It works again: \(title(incident, state))"
        }
    }

    private static func words(of update: UpdateID, in id: IncidentID, _ state: borrowing State) -> String {
        let updates = state.incidents[id]?.updates ?? []
        guard let index = updates.firstIndex(where: { $0.id == update }) else { return "Update: \(title(id, state))" }
        switch updates[index].statement {
        case .repeats(let earlier, _, _): return "A repeat of \(title(earlier, state)): \(title(id, state))"
        case .reportOverdue, .restOverdue, .actionOverdue: return "Overdue: \(title(id, state))"
        case .notWorking, nil: break
        }
        return switch updates[index].status {
        case .resolved: "Resolved: \(title(id, state))"
        case .reported: "Report: \(title(id, state))"
        case .withdrawn: "Withdrawn: \(title(id, state))"
        case .suspected, .investigating, .identified, .monitoring: "Update \(index + 1): \(title(id, state))"
        }
    }

    private static func maintenance(_ id: MaintenanceID, _ note: Int, _ state: borrowing State) -> String {
        guard let maintenance = state.maintenances[id], maintenance.notes.indices.contains(note) else { return id.text }
        let what =
            switch maintenance.notes[note].kind {
            case .scheduled: "Planned work"
            case .moved: "Planned work moves"
            case .overran: "Planned work takes longer"
            case .completed: "Planned work is done"
            case .cancelled: "Planned work is cancelled"
            }
        return "\(what): \(maintenance.title)"
    }

    private static func release(_ rollout: RolloutID, _ state: borrowing State) -> String {
        state.rollouts[rollout]?.release.name ?? rollout.text
    }

    private static func title(_ incident: IncidentID, _ state: borrowing State) -> String {
        state.incidents[incident]?.title ?? incident.text
    }

    /// Whose message it is; the public has no name and no page.
    static func customer(_ id: CustomerID, named name: String?) -> String {
        id == Subscriber.customer ? "the public" : id == Drill.customer ? "a drill" : name ?? id.text
    }

    static func path(of customer: CustomerID) -> String {
        [Subscriber.customer, Drill.customer].contains(customer)
            ? "/console/outbox" : "/console/customers/\(customer)"
    }

    /// The address of a contact without the customer before it.
    static func address(_ contact: ContactID, of customer: CustomerID) -> String {
        let prefix = "\(customer)/"
        return contact.text.hasPrefix(prefix) ? String(contact.text.dropFirst(prefix.count)) : contact.text
    }
}
