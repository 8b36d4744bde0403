import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    private static func words(for kind: LeakGuard.Finding.Kind) -> String {
        switch kind {
        case .customer: "another customer's name"
        case .host: "an internal host"
        case .wave: "a wave of a rollout"
        case .order: "a place in an order"
        case .score: "a score"
        case .supplier: "a supplier"
        }
    }

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
        case .leaks(let findings):
            Problem(
                code: "leaks", status: 422, title: "The text says what is none of the readers' business.",
                detail: findings.map { "\"\($0.text)\" looks like \(words(for: $0.kind))" }.joined(separator: "; ")
                    + ".",
                hint:
                    "Write it without, or send it again with `override` and the reason why it may stand; the reason is "
                    + "journalled. The promise clock goes on meanwhile.", member: "body")
        case .unknownPhrase(let id):
            Problem(
                code: "unknown_phrase", status: 422, title: "There is no such phrase.",
                detail: "The library has no phrase \(id).",
                hint: "GET /api/v1/phrases lists them; anything else is said as text, by language.", member: "blocks")
        case .unknownComponent(let id, let known):
            Problem(
                code: "unknown_component", status: 422, title: "There is no such component.",
                detail: "No component is called \(id). Known: \(known.map(\.text).joined(separator: ", ")).",
                hint: (nearestName(to: id.text, in: known.map(\.text)).map { "Did you mean \($0)? " } ?? "")
                    + "A new one is declared with `evenkeel component add`.",
                member: "components")
        case .cannotRepeat(let id, let earlier, let obstacle):
            Problem(
                code: "cannot_repeat", status: 409, title: "That cannot be declared to be a repeat.",
                detail: {
                    switch obstacle {
                    case .itself: "\(id) is the incident itself."
                    case .drill: "\(earlier) was a drill: it promised nobody anything."
                    case .withoutReport: "\(earlier) has no published report, so nothing was promised in one."
                    case .notPublic:
                        "\(id) is public and \(earlier) is not: whoever reads it would learn of the earlier one."
                    }
                }(),
                hint: obstacle == .notPublic
                    ? "Publish \(earlier) first, in words of its own, or tell the audience in an update."
                    : "`evenkeel incident show \(id)` lists the earlier incidents it may repeat.", member: "of")
        case .causeTooEarly(let id):
            Problem(
                code: "cause_too_early", status: 422, title: "A cause is not said in this update.",
                detail: "\(id) stays open, and its cause is shown once it closes or its report is published.",
                hint: "Leave the cause out, or resolve the incident with it.", member: "cause")
        case .incidentOver(let id, let status):
            Problem(
                code: "incident_over", status: 409, title: "The incident is over.",
                detail: "\(id) is \(status.rawValue), so that an update must say what it is now.",
                hint: status == .withdrawn
                    ? "Own a new incident."
                    : "If it broke again, send the update with the status investigating. Who works again is told by "
                        + "`evenkeel incident restore`.",
                member: "status")
        case .restInThePast(let day):
            Problem(
                code: "rest_in_the_past", status: 422, title: "That day has gone by.",
                detail: "Those who are not known to be restored would be promised word by \(day).",
                hint: "Name today or a later day, or leave it out for the next working day.", member: "rest_by")
        case .actionVanished(let id):
            Problem(
                code: "action_vanished", status: 422, title: "A published action cannot vanish.",
                detail: "Action \(id) was promised to customers.",
                hint: "Keep it; what became of it may be said in its text.", member: "actions")
        case .actionInThePast(let id, let due):
            Problem(
                code: "action_in_the_past", status: 422, title: "An action cannot be promised for a day that is over.",
                detail: "Action \(id) is due on \(due) and is not done.",
                hint: "Name a day ahead, or give its proof.", member: "actions")
        case .drillAddressesMissing:
            Problem(
                code: "drill_addresses_missing", status: 409, title: "A drill has nobody to reach.",
                detail: "A drill reaches only the addresses that are named for it, and none are.",
                hint: "Name them under drill.addresses in evenkeel.yaml and start the server again.")
        case .notInDrill(let id, let limit):
            Problem(
                code: "not_in_drill", status: 409, title: "That is real, and a drill is not.",
                detail: "\(id) is a drill: \(words(for: limit)).",
                hint: "Do the rest as on the day; `evenkeel incident drill show \(id)` grades it.")
        default: rejected("This cannot be done.")
        }
    }

    private static func words(for limit: DrillLimit) -> String {
        switch limit {
        case .audience: "it concerns no customer, so that none can be told"
        case .publication: "it stands on no public page"
        case .guards: "a guard would gate real rollouts"
        case .regulators: "no regulator waits for it"
        case .repeats: "it repeats nothing, and nothing is a repeat of it"
        }
    }

    /// A published report is edited, and says so.
    static func reportedAlready(_ id: IncidentID) -> Problem {
        Problem(
            code: "incident_cannot", status: 409, title: "The report is published.",
            detail: "\(id) has its report, and a report is published once.",
            hint:
                "Edit it with `evenkeel incident report \(id) --file report.json --why '...'`; what stood there before stays "
                + "visible.")
    }
}
