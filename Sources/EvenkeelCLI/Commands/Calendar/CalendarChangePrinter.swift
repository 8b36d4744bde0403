import EvenkeelAPI
import EvenkeelDomain

/// One diff over all rollouts: which waves and sites move, who waits, whom to tell.
enum CalendarChangePrinter {
    static func lines(_ change: CalendarChangeDocument, done: String, width: Int?, ink: Ink) -> [String] {
        let head =
            change.dryRun ? "Would be done: \(done)" : ink(.green, done.prefix(1).uppercased() + done.dropFirst())
        return [head] + impact(change.rollouts, width: width, ink: ink) + footer(change.dryRun)
    }

    static func footer(_ isDry: Bool) -> [String] { isDry ? ["Nothing was done, because of --dry-run."] : [] }

    static func impact(_ rollouts: [CalendarImpactDocument], width: Int?, ink: Ink) -> [String] {
        guard !rollouts.isEmpty else { return ["No day of a rollout moves."] }
        return rollouts.flatMap { rollout -> [String] in
            var lines = ["", rollout.conflict == nil ? ink(.bold, rollout.text) : ink(.red, rollout.text)]
            lines += rollout.waves.map { wave in
                let before = wave.opensBefore.map(Figures.day) ?? "no day"
                return "  \(wave.name): \(before) -> \(wave.opens.map(Figures.day) ?? "no day")"
            }
            lines += rollout.waits.prefix(10).map { wait in
                "  \(wait.installation) waits until \(wait.opens.map { Figures.time($0) + " UTC" } ?? "no day in sight")"
            }
            if rollout.waits.count > 10 { lines.append("  and \(rollout.waits.count - 10) more") }
            let visits = rollout.calledOff ?? []
            lines += visits.prefix(10).map { visit in
                "  calls off the appointment with \(visit.person) at \(visit.installation), "
                    + "\(Figures.time(visit.start)) UTC"
            }
            if visits.count > 10 { lines.append("  and \(visits.count - 10) more appointments") }
            let told = rollout.tell.filter(\.told)
            lines += told.prefix(20).map { customer in
                "  tell \(customer.customer): \(customer.installations.prefix(3).joined(separator: ", "))"
                    + (customer.installations.count > 3 ? " and \(customer.installations.count - 3) more" : "")
            }
            if told.count > 20 { lines.append("  and \(told.count - 20) more customers to tell") }
            if let revision = rollout.revision {
                lines.append(
                    "  Revision \(revision) is proposed; it holds once somebody adopts it: evenkeel rollout adopt "
                        + rollout.rollout)
            }
            return lines
        }
    }
}
