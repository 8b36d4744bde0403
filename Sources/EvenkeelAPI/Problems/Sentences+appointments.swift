import EvenkeelDomain
import EvenkeelLedger

extension Sentences {
    /// What is said when something about an appointment is refused; nil for refusals of other things.
    static func appointmentProblem(_ refusal: Refusal) -> Problem? {
        switch refusal {
        case .unknownAppointment(let id): unknown("appointment", id.text, list: "evenkeel appointment list")
        case .appointmentCannot(let step, let id, let state):
            Problem(
                code: "appointment_cannot", status: 409, title: "That is not possible now.",
                detail: "Appointment \(id) is \(state.rawValue) and cannot \(step.rawValue).",
                hint: "Make a new one with `evenkeel appointment add`.")
        case .nothingToAppoint(let rollout, let installation):
            Problem(
                code: "nothing_to_appoint", status: 409, title: "Nothing is to be done there.",
                detail: "\(installation) has no place in \(rollout) that still waits for its install.",
                hint: "See its places with `evenkeel rollout show \(rollout)`.", member: "installation")
        case .appointedAlready(let rollout, let installation, let id):
            Problem(
                code: "appointed_already", status: 409, title: "Somebody is expected there already.",
                detail: "\(installation) has appointment \(id) for \(rollout).",
                hint: "Move it with `evenkeel appointment move \(id) --start …`, or cancel it first.",
                member: "installation")
        case .appointmentFrozen(let freeze, let until):
            Problem(
                code: "appointment_frozen", status: 409, title: "Nothing may be changed there then.",
                detail: "\(CalendarSentences.origin(freeze)) freeze until \(time(until)): \(freeze.why.withoutStop).",
                hint: "Choose another time, or ask to cross the freeze with `evenkeel calendar crossing request`.",
                member: "start")
        case .dayFull(let day, let perDay, let team):
            Problem(
                code: "day_full", status: 409, title: "That day is full.",
                detail:
                    "\(team.map { "Team \($0)" } ?? "This rollout") does \(perDay) a day, and others have taken \(day).",
                hint: "Choose another day, or give that day more room: plan again with another `capacity`.",
                member: "start")
        case .lengthOutOfRange(let minutes):
            Problem(
                code: "length_out_of_range", status: 422, title: "The length cannot be right.",
                detail: "An appointment of \(minutes) minutes was asked for.",
                hint: "Give between 5 minutes and a day.", member: "minutes")
        case .personBusy(let from, let until):
            Problem(
                code: "person_busy", status: 409, title: "They are elsewhere then.",
                detail: "The person has an appointment from \(from) to \(until).",
                hint: "Choose another time, or another person; of an appointment that stands, free times are shown by "
                    + "`evenkeel appointment slots`.",
                member: "start")
        default: nil
        }
    }
}
