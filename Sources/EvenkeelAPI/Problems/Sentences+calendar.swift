import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// Refusals about calendars.
    static func calendar(_ refusal: Refusal) -> Problem {
        switch refusal {
        case .unknownCalendarRule(let id):
            return unknown("calendar rule", id.text, code: "unknown_calendar_rule", list: "evenkeel calendar list")
        case .unknownCrossing(let id):
            return unknown("crossing", id.text, list: "evenkeel calendar crossing list")
        case .crossingSites(let count, let most):
            return Problem(
                code: "crossing_sites", status: 422, title: "A freeze is crossed for a few sites only.",
                detail: "\(Self.count(count, "site")) would cross it; 1 to \(most) may.",
                hint: "Name the sites that cannot wait, or lift the freeze for all.", member: "installations")
        case .crossingTooLong(let longest):
            return Problem(
                code: "crossing_too_long", status: 422, title: "Leave to cross a freeze is short.",
                detail: "It lasts \(longest) at most and ends after it begins.", hint: "Give an earlier `until`.",
                member: "until")
        case .crossingOver(let id, let until):
            return Problem(
                code: "crossing_over", status: 409, title: "It is over.",
                detail: "The time of \(id) ended at \(until).", hint: "Ask for another with a later `until`.")
        case .crossingNeedsAnother(let id, let actor):
            return Problem(
                code: "crossing_needs_another", status: 409, title: "Another person must approve it.",
                detail: "\(actor) asked for \(id), and nobody approves what they asked for themselves.",
                hint: "Let a colleague approve it, with a token or session of their own.")
        case .crossingNotAgreed(let customers):
            return Problem(
                code: "crossing_not_agreed", status: 422, title: "A customer's own freeze would be crossed.",
                detail: "\(some(customers.map(\.text))) asked to be left in peace at that time.",
                hint: "Ask them, and say in `agreed` how and when they agreed.", member: "agreed")
        case .crossingNotPlaced(let sites, let rollout):
            return Problem(
                code: "crossing_not_placed", status: 422, title: "Some sites do not wait in that rollout.",
                detail: "\(some(sites.map(\.text))) have no place in \(rollout) that still waits.",
                hint: "See who waits with `evenkeel rollout waiting \(rollout)`.", member: "installations")
        case .waveFrozen(let id, let wave, let freeze, let opens):
            let why = freeze.map { "\($0.why), \($0.from) to \($0.to)" } ?? "it is no working day"
            return Problem(
                code: "wave_frozen", status: 409, title: "The wave does not open today.",
                detail: "Wave \(wave + 1) of \(id) may open on \(opens) at the earliest: \(why).",
                hint: "Wait, or ask to cross the freeze for the sites that cannot.")
        default: preconditionFailure("a refusal about something else")
        }
    }
}
