import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is said of approvals and of revisions of a plan under way.
    static func revisionProblem(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .revisionOutdated(let id, let revision, let parent, let current):
            Problem(
                code: "revision_outdated", status: 409,
                title: "The revision was made from a plan that is not in force.",
                detail:
                    "Revision \(revision) of \(id) was made from revision \(parent); in force is revision \(current).",
                hint: "Plan again: `evenkeel rollout replan \(id)`.")
        case .wavesBegunSince(let id, let revision, let begun):
            Problem(
                code: "waves_begun_since", status: 409, title: "A wave has begun since the revision was made.",
                detail:
                    "\(count(begun, "wave")) of \(id) \(begun == 1 ? "has" : "have") begun, and revision \(revision) would "
                    + "change what has.",
                hint: "Plan again: `evenkeel rollout replan \(id)`.")
        case .unknownRevision(let id, let revision):
            Problem(
                code: "unknown_revision", status: 404, title: "There is no such revision.",
                detail: "\(id) has no revision \(revision) that waits for anybody.",
                hint: "See what waits with `evenkeel rollout show \(id)`.", member: "revision")
        case .mayNotApprove(let id, let names):
            Problem(
                code: "may_not_approve", status: 403, title: "You are not among those who approve plans.",
                detail: "Plans of \(id) are approved by \(some(names)).", hint: "Ask one of them.")
        case .approvedAlready(let id, let revision, let person):
            Problem(
                code: "approved_already", status: 409, title: "You have approved it already.",
                detail: "\(person) has approved revision \(revision) of \(id).",
                hint: "Somebody else must approve it too.")
        case .authorCannotApproveLast(let id, let revision):
            Problem(
                code: "author_cannot_approve_last", status: 403, title: "Another person must approve this plan.",
                detail: "More than one person must approve revision \(revision) of \(id), and you made it.",
                hint: "Let somebody else have the last word.")
        case .approvalsMissing(let id, let revision, let have, let needed):
            Problem(
                code: "approvals_missing", status: 409, title: "Not enough persons have approved the revision.",
                detail: "Revision \(revision) of \(id) needs \(needed) persons; with you it has \(have).",
                hint: "Approve it with `evenkeel rollout approve \(id)`, then let another person adopt it.")
        default: badRequest(status: 409)
        }
    }
}
