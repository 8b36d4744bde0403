import EvenkeelDomain
import EvenkeelLedger

extension EventSentences {
    /// Alerts to our own people, actions, regulators, and who knew first.
    static func ofDebt(_ event: Event) -> (kind: String, text: String) {
        switch event {
        case .alertRaised(let raised):
            ("alertRaised", "\(told(raised.alert)) on \(raised.incident): \(AlertSentences.of(raised.alert.reason)).")
        case .alertHandedOver(let handed):
            (
                "alertHandedOver",
                "Alert \(handed.alert) reached over \(handed.reached.isEmpty ? "nothing" : handed.reached.joined(separator: ", "))"
                    + (handed.failed.isEmpty ? "." : "; failed: \(handed.failed.joined(separator: ", ")).")
            )
        case .alertAcknowledged(let acknowledged):
            (
                "alertAcknowledged",
                "Alert \(acknowledged.alert) was acknowledged"
                    + (acknowledged.others.map { ", and with it \($0.map(\.text).joined(separator: ", "))." } ?? ".")
            )
        case .alertPassedOn(let passed):
            (
                "alertPassedOn",
                passed.next.map {
                    "Nobody acknowledged \(passed.alert): \(told($0).lowercased()) on \(passed.incident)."
                } ?? "Alert \(passed.alert) on \(passed.incident) goes to nobody else: mail leaves again."
            )
        case .actionOpened(let opened):
            (
                "actionOpened",
                "Action \(opened.action.id) was opened, owned by \(opened.action.owner), due \(opened.action.due): \(opened.action.text)"
            )
        case .actionProven(let proven): ("actionProven", "Action \(proven.action) of \(proven.incident) is done.")
        case .promiseMissed(let missed):
            (
                "promiseMissed",
                "A promise on \(missed.incident) was missed: \(missed.settled.subject ?? missed.settled.kind.rawValue), due \(missed.settled.due)."
            )
        case .signalCorrected(let corrected):
            (
                "signalCorrected",
                "Signal \(corrected.correction.signal) of \(corrected.incident) is of \(corrected.correction.at), not \(corrected.correction.was): \(corrected.correction.why)"
            )
        case .regulatoryClockStarted(let started):
            (
                "regulatoryClockStarted",
                "The clock of \(started.regime.rawValue) runs on \(started.incident), aware since \(started.awareAt)."
            )
        case .regulatorTold(let told):
            ("regulatorTold", "\(told.subject) of \(told.incident) was filed: \(told.reference)")
        case .audienceRecomputed(let recomputed):
            (
                "audienceRecomputed",
                "\(recomputed.incident) concerns \(recomputed.isComplete ? "" : "at least ")\(recomputed.audience.customers) "
                    + "customers (\(recomputed.concerns)): \(recomputed.joined) joined, \(recomputed.left) were not affected. "
                    + recomputed.why
            )
        case .audienceGrown(let grown):
            (
                "audienceGrown",
                "\(grown.incident) concerns \(grown.audience.customers) customers: \(grown.joined) joined, where the release "
                    + "was installed after it was owned."
            )
        case .reportAmended(let amended):
            ("reportAmended", "The report on \(amended.incident) was changed: \(amended.why)")
        case .repeatRejected(let rejected):
            ("repeatRejected", "\(rejected.incident) is no repeat of \(rejected.of).")
        case .repeatConfirmed(let confirmed):
            ("repeatConfirmed", "\(confirmed.incident) is a repeat of \(confirmed.of).")
        case .reportRequested(let requested):
            (
                "reportRequested",
                "\(requested.customer) asked for a report on \(requested.incident); it is promised by \(requested.made.due)."
            )
        case .incidentImported(let imported):
            ("incidentImported", "\(imported.title) of \(imported.began) was brought in from \(imported.source).")
        default: ("event", "")
        }
    }

    private static func told(_ alert: StaffAlert) -> String {
        guard let person = alert.person else { return "Nobody is on call to be alerted" }
        return "\(person) is \(alert.reason.isPage ? "paged" : "reminded")"
    }
}
