import EvenkeelDomain
import EvenkeelLedger

/// The conversation that a reply belongs to, as people call it, with the page it stands on.
struct ReplyThread {
    let words: String
    let path: String?

    /// - Parameter thread: as `DeliverySubject.thread` names it.
    init(_ thread: String, state: borrowing State) {
        let parts = thread.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let id = parts.count > 1 ? parts[1] : ""
        switch parts[0] {
        case "incident":
            let incident = state.incidents[IncidentID(id)]
            (words, path) = (incident?.title ?? thread, incident.map { "/console/incidents/\($0.id)" })
        case "rollout":
            let rollout = state.rollouts[RolloutID(id)]
            let wave = parts.count > 2 ? Int(parts[2]).map { ", wave \($0 + 1)" } ?? "" : ""
            words = rollout.map { "the update to \($0.release.name)\(wave)" } ?? thread
            path = rollout.map { "/console/rollouts/\($0.id)" }
        case "appointment":
            let rollout = parts.count > 2 ? state.rollouts[RolloutID(parts[2])] : nil
            words = "an appointment" + (rollout.map { " for \($0.release.name)" } ?? "")
            path = "/console/appointments"
        case "support": (words, path) = ("the end of support: \(id)", "/console/support")
        case "maintenance":
            let work = state.maintenances[MaintenanceID(id)]
            (words, path) = (work?.title ?? thread, work.map { _ in "/console/maintenance" })
        case "summary": (words, path) = ("what happened while they were closed", nil)
        case "confirm": (words, path) = ("their subscription", nil)
        default: (words, path) = (thread, nil)
        }
    }
}
