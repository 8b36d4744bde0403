import EvenkeelDomain

/// Public incidents of the past and of now, newest first.
struct HistoryModel: PageModel {
    struct Line {
        let path: String
        let title: String
        let impact: String
        let impactClass: String
        let status: String
        let began: TimeModel
        let ended: TimeModel?
    }

    static let template = "history"

    let siteName: String
    let incidents: [Line]

    init(_ view: PublicView, siteName: String, now: Timestamp, zone: ZoneOffsets) {
        self.siteName = siteName
        incidents = view.incidents.map { incident in
            Line(
                path: "/incidents/\(incident.slug)", title: incident.title, impact: StatusWords.of(incident.impact),
                impactClass: incident.impact.rawValue, status: StatusWords.of(incident.status),
                began: TimeModel(incident.began, now: now, zone: zone),
                ended: incident.resolvedAt.map { TimeModel($0, now: now, zone: zone) })
        }
    }
}
