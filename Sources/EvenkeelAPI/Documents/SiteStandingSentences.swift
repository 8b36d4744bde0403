public import EvenkeelDomain
public import EvenkeelLedger
import EvenkeelPlanner

/// Why a site does not run a release, as a sentence, and what would change it.
public enum SiteStandingSentences {
    public static func of(
        _ standing: SiteStanding, rollout: RolloutID, site: InstallationID, zone: ZoneOffsets
    ) -> (text: String, change: String?) {
        func local(_ instant: Timestamp) -> String { "\(zone.localText(instant)) (\(zone.name))" }
        func since(_ instant: Timestamp?) -> String { instant.map { " since \(local($0))" } ?? "" }
        switch standing {
        case .done(let at): return ("It runs the release\(since(at)).", nil)
        case .started(let at, let until, let note?):
            return (
                "Its install began\(at.map { " at \(local($0))" } ?? "") and nobody has taken it yet: \(note)",
                until.map { "It is asked for again and again, or is given up at \(local($0))." }
            )
        case .started(let at, let until, nil):
            return (
                "Its install is running\(since(at)).",
                until.map { "It ends by itself, or is given up at \(local($0))." }
            )
        case .failed(let at, let timedOut, let attempts, let note, let state):
            let text = failed(at: at.map(local), timedOut: timedOut, attempts: attempts, note: note)
            if FailedRollback.isToldBy(note) {
                return (text, "Order it back again: evenkeel rollout rollback \(rollout) --site \(site) --reason …")
            }
            let retry = "evenkeel rollout retry \(rollout) \(site) --reason …"
            return switch state {
            case .running, .completed: (text, "Try it again: \(retry)")
            case .aborted: (text, "The rollout was given up; it goes with another one.")
            default: (text, "Once the rollout goes on, try it again: \(retry)")
            }
        case .rollbackDue, .rollingBack, .rolledBack: return rollback(standing, rollout, site, local)
        case .notSelected:
            return (
                "It is not among the sites of this rollout.",
                "Change `select` in the policy, or the site's facts, and plan again."
            )
        case .withheld(let reason):
            return (
                "The plan gives it no place: \(PlanSentences.withheld(reason))", "Plan again once that has changed."
            )
        case .aborted(let reason): return ("The rollout was given up.\(reason.map { " \($0)" } ?? "")", nil)
        case .replaced(let next):
            return (
                "The release was replaced before it was this site's turn; rollout \(next) brings what comes instead.",
                "See its place there: evenkeel rollout why \(site) --rollout \(next)"
            )
        case .held(let hold):
            let expires = hold.expires.map { ", which expires at \(local($0))" } ?? ""
            return (
                "Hold \(hold.id) of \(hold.owner) keeps it out\(expires): \(hold.why)",
                "Lift the hold: evenkeel hold lift \(hold.id) --why …"
            )
        case .halted(let reason):
            return (
                "The rollout is halted.\(reason.map { " \($0)" } ?? "")",
                "Resume it with evidence that the cause is gone: evenkeel rollout resume \(rollout) …"
            )
        case .paused(let pause): return (paused(pause, zone: zone), lift(pause, rollout: rollout))
        case .waiting(let wait):
            let reason = RolloutWaitSentences.of(wait, zone: zone)
            switch wait {
            case .guardBroken: return (reason.text, "Plan again: evenkeel rollout plan …")
            default:
                return (reason.text, "evenkeel rollout \(reason.code == "start" ? "start" : "approve") \(rollout)")
            }
        case .waveToCome(let wave, let opens, let told, let wait):
            let why = wait.map { " \(RolloutWaitSentences.of($0, zone: zone).text)" } ?? ""
            let when = opens.map { "is to open on \($0)" } ?? "has not opened, and the day it was to open on is past"
            let own = told.map { " The day that its notice names is \($0)." } ?? ""
            return ("Its wave, number \(wave + 1), \(when).\(own)\(why)", nil)
        case .notice(let gap): return notice(gap, zone: zone)
        case .notPossible(let at, let person, let note):
            return (
                "\(person) was to come at \(local(at)) and could not do it\(note.map { ": \($0)" } ?? ".")",
                "Make a new appointment: evenkeel appointment add \(rollout) \(site) …"
            )
        case .away(let since, let until, let note):
            return (
                "Nothing could be installed\(since.map { " at \(local($0))" } ?? "")" + (note.map { ": \($0)" } ?? ""),
                "It is tried again at \(local(until)); nobody waits for it."
            )
        case .setAside(let note):
            return (
                note.map { "It was set aside: \($0)" } ?? "It was set aside.",
                "It is caught up once that is over; nobody waits for it."
            )
        case .closed(let answer):
            return ("It is its turn, but not at this moment. \(CalendarSentences.answer(answer, zone: zone))", nil)
        case .queued(let queue): return queued(queue, local)
        }
    }

    /// An install of which nothing more comes by itself: since when, and what whoever reads it does.
    ///
    /// - Parameter state: its rollout's.
    public static func toLookAt(_ row: PlacementRow, in state: RolloutState, zone: ZoneOffsets) -> String {
        let text = failed(
            at: row.settledAt.map { "\(zone.localText($0)) (\(zone.name))" }, timedOut: row.state == .timedOut,
            attempts: row.attempts, note: row.note)
        let closed = text.last.map { ".!?".contains($0) } == true ? text : text + "."
        // Some notes say already that somebody must look.
        let isSaid = row.note?.contains("look at the site") ?? false
        // Where the rollout stands nothing is tried again; a rollback is carried out whatever state it is in.
        let isUnderWay = state == .running || state == .completed
        let next =
            if FailedRollback.isToldBy(row.note) {
                "\(isSaid ? "Order" : "then order") it back again on the rollout's page."
            } else if isUnderWay {
                "\(isSaid ? "Try" : "then try") it again on the rollout's page."
            } else {
                "\(isSaid ? "It" : "it") can be tried again once the rollout goes on."
            }
        return "\(closed) \(isSaid ? "" : "Look at the site; ")\(next)"
    }

    private static func failed(at: String?, timedOut: Bool, attempts: Int, note: String?) -> String {
        if let note, FailedRollback.isToldBy(note) {
            return "It was to go back, and\(at.map { " at \($0)" } ?? "") \(note)"
        }
        return
            "Its install \(timedOut ? "did not end in time" : "failed")\(at.map { " at \($0)" } ?? ""), at try \(attempts)"
            + (note.map { ": \($0)" } ?? ".")
    }

    private static func queued(
        _ queue: SiteStanding.Queue, _ local: (Timestamp) -> String
    ) -> (text: String, change: String?) {
        if let visit = queue.visit {
            return (
                "The appointment with \(visit.person) was over at \(local(visit.end)), and nobody has said what came of it.",
                "Ask \(visit.person), and record it (evenkeel job start \(visit.rollout) \(visit.installation)), or agree on "
                    + "another time: evenkeel appointment move …"
            )
        }
        let day = queue.day.map { " It is expected on \($0), the day that its notice names." } ?? ""
        switch queue.by {
        case .manual:
            return (
                "It may start, and waits for a technician to begin it.\(day)",
                "Who it is for sees it on their list: evenkeel job list"
            )
        case .airGapped:
            return ("It may start, and waits to be packed into a bundle.\(day)", "Pack it: evenkeel bundle export …")
        case .command, .webhook, .agent:
            let room =
                queue.room.map { ", at most \($0.perDay) a day\($0.team.map { " of team \($0)" } ?? "")" } ?? ""
            return ("It may start and waits for its turn: \(queue.parallel) run at a time\(room).\(day)", nil)
        }
    }

    private static func rollback(
        _ standing: SiteStanding, _ rollout: RolloutID, _ site: InstallationID, _ local: (Timestamp) -> String
    ) -> (text: String, change: String?) {
        func why(_ reason: String?) -> String { reason.map { ": \($0)" } ?? "." }
        switch standing {
        case .rollbackDue(let reason, let until):
            return (
                "It had the release, and the version before is to be put back\(why(reason))",
                until.map { "It was not there; it is tried again at \(local($0))." }
                    ?? "It goes back as soon as its executor gets to it."
            )
        case .rollingBack(let reason): return ("The version before is being put back\(why(reason))", nil)
        case .rolledBack(let at, let version, let reason, let isFinal):
            let what = version.map { "It was rolled back and runs \($0) again" } ?? "It was rolled back"
            return (
                what + (at.map { " since \(local($0))" } ?? "") + why(reason),
                isFinal
                    ? "It does not count as done, and its rollout is over. Plan another: evenkeel rollout plan …"
                    : "It does not count as done. Try it again: evenkeel rollout retry \(rollout) \(site) --reason …"
            )
        default: return ("", nil)
        }
    }

    private static func notice(_ gap: NoticeGap, zone: ZoneOffsets) -> (text: String, change: String?) {
        func local(_ instant: Timestamp) -> String { "\(zone.localText(instant)) (\(zone.name))" }
        switch gap {
        case .notGiven: return ("Its customer has not been told of it yet.", "The notice goes out by itself.")
        case .nobodyToTell:
            return (
                "Nobody at its customer hears of planned changes, or nothing written to them is known to have arrived.",
                "Call them, and record it: evenkeel notice record …"
            )
        case .dateOpen:
            return (
                "Its customer was told that the date moves, and of no new one yet.", "The notice goes out by itself."
            )
        case .tooShort(let until):
            return ("Its customer was told too short a time ago; it may start at \(local(until)).", nil)
        case .notAgreed:
            return (
                "Its customer has to agree and has not.",
                "On their page, or by telephone: evenkeel notice record … --answer agreed"
            )
        case .declined:
            return (
                "Its customer declined the date.",
                "Talk to them, and record it where they agree: evenkeel notice record … --answer agreed"
            )
        case .ownDate(let day): return ("It waits for its day: \(local(day)).", nil)
        case .dayPassed(let day):
            return (
                "The day its customer was told, \(day), is over.",
                "It is given another by itself, and its customer hears of it."
            )
        case .pinned(let day): return ("It is pinned until \(day).", "evenkeel pin lift …")
        }
    }

    public static func paused(_ pause: Pause, zone: ZoneOffsets) -> String {
        let at = "\(zone.localText(pause.since)) (\(zone.name))"
        let whose =
            switch pause.owner {
            case .operator: "The operator"
            case .customer: "The customer"
            case .system: "The system"
            }
        let what =
            switch pause.scope {
            case .everything: "the rollout"
            case .customer(let customer): "the sites of \(customer)"
            case .site(let site): "\(site)"
            }
        return "\(whose) (\(pause.by)) paused \(what) at \(at): \(pause.reason)"
    }

    private static func lift(_ pause: Pause, rollout: RolloutID) -> String {
        let scope =
            switch pause.scope {
            case .everything: ""
            case .customer(let customer): " --customer \(customer)"
            case .site(let site): " --site \(site)"
            }
        let owner = pause.owner == .operator ? "" : " --owner \(pause.owner.rawValue)"
        return "Only \(pause.owner.rawValue) lifts it: evenkeel rollout lift \(rollout)\(owner)\(scope) --reason …"
    }
}
