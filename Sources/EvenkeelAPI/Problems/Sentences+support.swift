import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is said when something about a campaign is refused; nil for refusals of other things.
    static func supportProblem(_ refusal: Refusal) -> Problem? {
        switch refusal {
        case .unknownCampaign(let id): unknown("campaign", id.text, list: "evenkeel support list")
        case .acceptanceNeeded(_, let customer, let times):
            Problem(
                code: "acceptance_needed", status: 409, title: "Somebody must accept the risk by name.",
                detail: "\(customer) has said \"not yet\" \(count(times, "time")), as often as this campaign allows.",
                hint:
                    "Record the answer `accepts_risk` with the name of who accepts it; their account manager sees it.",
                member: "person")
        default: nil
        }
    }

    /// Why a site still runs what loses its support.
    static func support(_ line: SupportLine) -> String {
        switch line.standing {
        case .notAnswered: "No answer yet."
        case .later: "Said \"not yet\" \(count(line.declines, "time"))."
        case .accepted:
            "The risk was accepted by \(line.answer?.person ?? "somebody")"
                + (line.answer.map { " on \($0.at.description.prefix(10))" } ?? "") + "."
        case .planned: "The upgrade is planned in \(line.rollout?.text ?? "a rollout")."
        case .pinned: "Pinned until \(line.pinnedUntil?.description ?? "a day")."
        case .mustAccept: "\"Not yet\" is used up: somebody must accept the risk by name."
        case .versionUnknown: "Its product or version is not known; it may be concerned."
        }
    }
}
