import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is refused about alerts, actions, signals and regulators.
    static func debt(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .unknownAlert(let id): unknown("alert", id.text, list: "evenkeel alert list")
        case .unknownAction(let id): unknown("corrective action", id.text, list: "evenkeel incident show")
        case .unknownSignal(let id, let index):
            Problem(
                code: "unknown_signal", status: 404, title: "There is no such signal.",
                detail: "Incident \(id) has no signal \(index).",
                hint: "They are counted from 0, in the order of GET /api/v1/incidents/\(id).", member: "signal")
        case .unknownPromise(let id, let name):
            Problem(
                code: "unknown_promise", status: 404, title: "There is no such promise.",
                detail: "Incident \(id) has no open promise called \(name).",
                hint: "A regulator's clock is started before it is answered; see the promises of the incident.")
        case .proofByOwner(let action, let owner):
            Problem(
                code: "proof_by_owner", status: 409, title: "A record needs the eyes of a second person.",
                detail: "\(owner) owns action \(action) and cannot approve its record.",
                hint: "Let somebody else look at the record and approve it.")
        case .alreadyProven(let action):
            Problem(
                code: "already_proven", status: 409, title: "This action is done.",
                detail: "Action \(action) has its proof.", hint: "Nothing needs to be done.")
        case .timeInTheFuture(let time):
            Problem(
                code: "time_in_the_future", status: 422, title: "That time has not come yet.",
                detail: "\(time) lies in the future; a signal or a decision lies in the past.",
                hint: "Check the date and the offset of the time zone.", member: "at")
        default: rejected("This cannot be done.")
        }
    }
}
