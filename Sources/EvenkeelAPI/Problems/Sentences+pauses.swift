import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is said of pauses, of resuming, and of single sites.
    static func pauseProblem(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .evidenceMissing(let id):
            Problem(
                code: "evidence_missing", status: 422,
                title: "A halt ends only when something shows that the cause is gone.",
                detail: "\(id) is halted, and nothing was named besides the reason.",
                hint: "Name the release with the fix, a hold that keeps those out whom it concerns, or the person who "
                    + "answers for it.", member: "evidence")
        case .evidenceUnknown(let id, let evidence):
            Problem(
                code: "evidence_unknown", status: 422, title: "What was named shows nothing.",
                detail: detail(evidence, id), hint: hint(evidence), member: "evidence")
        case .notPausedBy(let id, let owner):
            Problem(
                code: "not_paused_by", status: 409, title: "That pause is not there, or not yours.",
                detail: "No pause of the \(owner.rawValue) stands there in \(id).",
                hint: "Each owner lifts its own pause: see `evenkeel rollout show \(id)`.")
        case .pausedAlready(let id, let owner):
            Problem(
                code: "paused_already", status: 409, title: "It is paused already.",
                detail: "The \(owner.rawValue) has paused this in \(id).", hint: "Nothing needs to be done.")
        case .siteCannot(let step, let site, let state):
            Problem(
                code: "site_cannot", status: 409, title: "That is not possible now.",
                detail: "\(site) is \(StateWords.of(state.rawValue)) and cannot \(words(of: step)).",
                hint: hint(step), member: "installations")
        case .notRunning(let id, let state): notRunning(id, state)
        case .noWayBack(let id, let execute): noWayBack(id, execute)
        case .nothingToRollBack(let id, let wave):
            Problem(
                code: "nothing_to_roll_back", status: 409, title: "Nothing was installed there.",
                detail: "No site of wave \(wave + 1) of \(id) has an install that ended.",
                hint: "See who has the release with `evenkeel rollout show \(id) --placements`.", member: "wave")
        case .versionBeforeUnknown(let id, let sites):
            Problem(
                code: "version_before_unknown", status: 409, title: "Nobody knows what ran there before.",
                detail: "Before \(id) no version was known of \(list(sites)), so nobody can say what is to run again.",
                hint: "Record it with the time: evenkeel fleet version SITE VERSION --source technician --at TIME.",
                member: "installations")
        case .notInRollout(let id, let site):
            Problem(
                code: "not_in_rollout", status: 404, title: "The rollout has no such site.",
                detail: "\(site) has no place in \(id).",
                hint: "See who has one with `evenkeel rollout show \(id) --placements`.",
                member: "installations")
        case .sitesMissing:
            Problem(
                code: "sites_missing", status: 422, title: "No site was named.",
                detail: "Only sites that are named are tried again, or go in spite of a hold.",
                hint: "Name at least one.", member: "installations")
        case .sitesTooMany(let limit):
            Problem(
                code: "sites_too_many", status: 422, title: "Too many sites are named.",
                detail: "An exception names at most \(limit) sites.",
                hint: "Lift the hold, or add one that concerns fewer.", member: "installations")
        case .expiryInThePast(let id, let time):
            Problem(
                code: "expiry_in_the_past", status: 422, title: "A hold cannot expire in the past.",
                detail: "\(id) would expire at \(time).", hint: "Give a later time, or none.", member: "expires")
        case .renewedToLess(let id, let end?):
            Problem(
                code: "renewed_to_less", status: 409, title: "The hold would end sooner.",
                detail: "\(id) keeps sites until \(time(end)).",
                hint: "Give a later time. To let them go sooner, lift it when the day has come: "
                    + "`evenkeel hold lift \(id) --why …`",
                member: "expires")
        case .renewedToLess(let id, nil):
            Problem(
                code: "renewed_to_less", status: 409, title: "The hold would end sooner.",
                detail: "\(id) keeps sites until somebody lifts it.",
                hint: "It need not be renewed. Lift it when the day has come: `evenkeel hold lift \(id) --why …`",
                member: "expires")
        case .holdEnded(let id, let time):
            Problem(
                code: "hold_ended", status: 409, title: "The hold has ended.",
                detail: "Hold \(id) was lifted or expired at \(time), and keeps nobody out any more.",
                hint: "Add a new one: evenkeel hold add.")
        case .holdNotDue(let id):
            Problem(
                code: "hold_not_due", status: 409, title: "The hold does not expire yet.",
                detail: "Hold \(id) has not come to its end.", hint: "Nothing needs to be done: it ends by itself.")
        default: badRequest(status: 409)
        }
    }

    private static func detail(_ evidence: ResumeEvidence, _ id: RolloutID) -> String {
        switch evidence {
        case .fix(let release):
            "No release of the product of \(id) other than the halted one is called \"\(release.prefix(80))\"."
        case .hold(let hold): "No hold called \"\(hold.text.prefix(80))\" keeps anybody out of \(id)."
        case .vouched: "Nobody is named who answers for it."
        }
    }

    private static func words(of step: PlacementState.Step) -> String {
        switch step {
        case .retry: "be tried again"
        case .orderRollback: "be rolled back"
        default: step.rawValue
        }
    }

    private static func hint(_ step: PlacementState.Step) -> String {
        switch step {
        case .retry: "Only what failed, timed out or was rolled back is tried again."
        case .orderRollback: "Only an install that has ended, well or badly, is rolled back."
        default: "Look at it again."
        }
    }

    /// The first five of them.
    static func list(_ sites: [InstallationID]) -> String {
        sites.prefix(5).map(\.text).joined(separator: ", ") + (sites.count > 5 ? " and \(sites.count - 5) more" : "")
    }

    private static func notRunning(_ id: RolloutID, _ state: RolloutState) -> Problem {
        let hint =
            switch state {
            case .paused: "Resume it first: `evenkeel rollout resume \(id) --reason …`"
            case .halted:
                "Resume it first, with what shows that the cause is gone: evenkeel rollout resume \(id) --reason … "
                    + "and one of --fix, --hold, --vouch."
            case .planned, .approved: "Start it first: evenkeel rollout start \(id)."
            case .running, .completed, .aborted: "See where it stands: evenkeel rollout show \(id)."
            }
        return Problem(
            code: "not_running", status: 409, title: "That is not possible now.",
            detail: "\(id) is \(state.rawValue): it starts no installs and no wave of it goes on.", hint: hint)
    }

    private static func noWayBack(_ id: RolloutID, _ execute: ExecutePolicy) -> Problem {
        let name = execute.command.map { " \"\($0)\"" } ?? ""
        let hint =
            switch execute.by {
            case .manual: "Name what a technician does to go back: execute: { by: manual, rollback: [...] }."
            case .command:
                "The server's owner declares it: commands: { \(execute.command ?? "NAME"): { rollback: [...] } }."
            case .webhook:
                "The server's owner declares it: webhooks: { \(execute.command ?? "NAME"): { rollback: URL } }."
            case .agent, .airGapped: "Bring the version before, or a fix, by a rollout of its own."
            }
        return Problem(
            code: "no_way_back", status: 409, title: "Whoever installs here offers no way back.",
            detail: "Installs of \(id) are done by \(execute.by.rawValue)\(name), which declares no rollback.",
            hint: hint)
    }

    private static func hint(_ evidence: ResumeEvidence) -> String {
        switch evidence {
        case .fix: "See `evenkeel release list`."
        case .hold: "See `evenkeel hold list`."
        case .vouched: "Name a person."
        }
    }
}
