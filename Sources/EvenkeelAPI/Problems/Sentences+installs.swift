import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is said of installs that people begin and end.
    static func installProblem(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .unknownInstallation(let id): unknown("installation", id.text, list: "evenkeel fleet list")
        case .unknownInstall(let id):
            unknown("install", id.description, list: "GET /api/v1/installs")
        case .installEnded(let id, let state):
            Problem(
                code: "install_ended", status: 409, title: "The end of this install is known already.",
                detail: "Install \(id) ended as \(StateWords.of(state.rawValue)). What was reported first stands.",
                hint: "If the site runs something else by now, say so with `evenkeel fleet version`.")
        case .notByHand(let id, let executor):
            Problem(
                code: "not_by_hand", status: 409, title: "No person begins installs of this rollout.",
                detail: "Its policy says that installs of \(id) are done by \(executor.rawValue).",
                hint: "Wait for the executor, or plan again with execute: { by: manual }.")
        case .siteNotReady(let id, let site, let standing):
            Problem(
                code: "site_not_ready", status: 409, title: "It is not this site's turn.",
                detail: "\(site): " + SiteStandingSentences.of(standing, rollout: id, site: site, zone: .utc).text,
                hint: "`evenkeel rollout why \(site)` says what would change it.")
        case .dayTaken(let id, let site, let full):
            Problem(
                code: "day_taken", status: 409, title: "Today is full.",
                detail: CalendarSentences.full(full),
                hint:
                    "Agree on another day: `evenkeel appointment add \(id) \(site) --start …`. To begin it all the same, say "
                    + "why: beside Begin in the console's jobs, or with `evenkeel job start \(id) \(site) --why …`.",
                member: "why")
        case .unknownStep(let id, let step, let count):
            Problem(
                code: "unknown_step", status: 422, title: "There is no such step.",
                detail: count == 0
                    ? "The policy names no steps for install \(id)."
                    : "Install \(id) has the steps 1 to \(count), and \(step) is none of them.",
                hint: "`evenkeel job list` shows the steps.", member: "step")
        case .stepsMissing(let id, let steps):
            Problem(
                code: "steps_missing", status: 409, title: "Not every step is ticked off.",
                detail: "Install \(id) still has step \(steps.map(String.init).joined(separator: ", ")) open.",
                hint: "Tick off what was done with `evenkeel job step`; else say that it failed.")
        case .tooManyRecords(let id):
            Problem(
                code: "too_many_records", status: 409, title: "There are enough records of this install.",
                detail: "Install \(id) has \(InstallRecord.countLimit).", hint: "Put further pages into one file.")
        case .notCarried(let id, let executor):
            Problem(
                code: "not_carried", status: 409, title: "Nothing of this rollout is carried in bundles.",
                detail: "Its policy says that installs of \(id) are done by \(executor.rawValue).",
                hint: "Plan again with execute: { by: air-gapped }.")
        case .receiptForeign(let id):
            Problem(
                code: "receipt_foreign", status: 409, title: "This receipt belongs to another install.",
                detail:
                    "It names install \(id), and is not signed with the key of the bundle that was packed here for it.",
                hint: "`evenkeel bundle list` shows what is under way; was the receipt made from that very bundle?")
        case .receiptTampered(let id):
            Problem(
                code: "receipt_tampered", status: 422, title: "This receipt was changed after it was signed.",
                detail: "Its signature does not match what it says of install \(id).",
                hint: "Ask for it again at the site, and do not believe this one.")
        case .receiptRepeated(let id, let state):
            Problem(
                code: "receipt_repeated", status: 409, title: "A receipt of this install has been here before.",
                detail: "Install \(id) ended as \(StateWords.of(state.rawValue)). What was reported first stands.",
                hint: "If the site runs something else by now, say so with `evenkeel fleet version`.")
        default: preconditionFailure("other refusals have their sentences elsewhere")
        }
    }
}
