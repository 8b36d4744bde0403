import EvenkeelAPI
import EvenkeelDomain

/// The page of a page: what is asked, and one button.
struct AcknowledgeModel: PageModel {
    static let template = "acknowledge"

    let siteName: String
    let title: String
    let why: String
    let state: String
    let action: String
    let canAcknowledge: Bool

    init(_ alert: StaffAlert, _ incident: Incident, code: String, siteName: String) {
        self.siteName = siteName
        title = incident.title
        why = AlertSentences.of(alert.reason)
        state = AlertSentences.state(alert)
        action = "/a/\(alert.id)/\(code)"
        canAcknowledge = alert.acknowledgedAt == nil
    }
}
