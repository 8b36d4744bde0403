import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is refused about planned work.
    static func maintenance(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .unknownMaintenance(let id): unknown("maintenance", id.text, list: "evenkeel maintenance list")
        case .maintenanceCannot(let step, let id, let status):
            Problem(
                code: "maintenance_cannot", status: 409, title: "That cannot be said of this maintenance now.",
                detail: "\(id) is \(status.rawValue); \(words(for: step)) is not possible.",
                hint: status.isOver ? "Announce another one." : "See `evenkeel maintenance show \(id)`.")
        case .maintenanceTimes(let from, let to):
            Problem(
                code: "maintenance_times", status: 422, title: "Those are no times for planned work.",
                detail: "From \(from) until \(to): it must end after it begins, and not in the past.",
                hint: "Give times ahead; what has happened already is an incident.", member: "to")
        case .maintenanceForNobody(let id):
            Problem(
                code: "maintenance_for_nobody", status: 422, title: "There is nobody to tell.",
                detail: "\(id) concerns no customer and is not public.",
                hint: "Widen `audience`, or leave it out: then it concerns everybody.", member: "audience")
        default: rejected("This cannot be done.")
        }
    }

    private static func words(for step: MaintenanceStatus.Step) -> String {
        switch step {
        case .move: "moving it"
        case .overrun: "saying that it takes longer"
        case .complete: "saying that it is done"
        case .cancel: "cancelling it"
        }
    }
}
