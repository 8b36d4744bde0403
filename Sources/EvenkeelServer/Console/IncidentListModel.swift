import EvenkeelDomain
import EvenkeelLedger

/// All incidents, open ones first, and the form to own a new one.
struct IncidentListModel: PageModel {
    struct Line {
        let path: String
        let title: String
        let impact: String
        let impactClass: String
        let status: String
        let visibility: String
        let began: TimeModel
        let due: TimeModel?
        let audience: String
        let isDrill: Bool
    }

    static let template = "incidents"

    /// What may be broken.
    struct Choice {
        let id: String
        let name: String
    }

    let frame: ConsoleFrame
    let incidents: [Line]
    let components: [Choice]
    let hasComponents: Bool

    static func of(site: Site, frame: ConsoleFrame) async -> IncidentListModel {
        let (now, zone) = (site.now, site.context.zone)
        func isWaiting(_ incident: Incident) -> Bool { incident.status.isOpen || incident.status == .suspected }
        let incidents = await site.ledger.read { Array($0.incidents.values) }.sorted { left, right in
            isWaiting(left) != isWaiting(right) ? isWaiting(left) : (right.began, right.id) < (left.began, left.id)
        }
        let components = await site.ledger.read { Array($0.components.values) }.sorted { $0.name < $1.name }
        return IncidentListModel(
            frame: frame,
            incidents: incidents.map { incident in
                Line(
                    path: "/console/incidents/\(incident.id)", title: incident.title,
                    impact: StatusWords.of(incident.impact), impactClass: incident.impact.rawValue,
                    status: StatusWords.of(incident.status), visibility: incident.visibility.rawValue,
                    began: TimeModel(incident.began, now: now, zone: zone),
                    due: incident.openPromise.map { TimeModel($0.due, now: now, zone: zone, isDue: true) },
                    audience: "\(incident.audience.restored) of \(incident.audience.customers) restored",
                    isDrill: incident.isDrill)
            }, components: components.map { .init(id: $0.id.text, name: $0.name) },
            hasComponents: !components.isEmpty)
    }
}
