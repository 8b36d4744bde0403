import EvenkeelDomain

/// A public incident. Who works on it and who owns its actions is not said.
struct PublicIncidentModel: PageModel {
    static let template = "public-incident"

    let siteName: String
    let title: String
    let impact: String
    let impactClass: String
    let status: String
    let components: String
    let began: TimeModel
    let ended: TimeModel?
    let next: TimeModel?
    let isReportDue: Bool
    let updates: [UpdateModel]
    let hasUpdates: Bool
    let report: ReportModel?

    init(_ incident: PublicIncident, siteName: String, now: Timestamp, zone: ZoneOffsets) {
        self.siteName = siteName
        title = incident.title
        impact = StatusWords.of(incident.impact)
        impactClass = incident.impact.rawValue
        status = StatusWords.of(incident.status)
        components = incident.components.map(\.name).joined(separator: ", ")
        began = TimeModel(incident.began, now: now, zone: zone)
        ended = incident.resolvedAt.map { TimeModel($0, now: now, zone: zone) }
        next = incident.promise.map { TimeModel($0.due, now: now, zone: zone, isDue: true) }
        isReportDue = incident.promise?.kind == .report
        // The report stands above; that it was published is no further word.
        updates = incident.updates.reversed().filter { !$0.isReport || incident.report == nil }
            .map { UpdateModel($0, now: now, zone: zone) }
        hasUpdates = !updates.isEmpty
        report = incident.report.map { report in
            ReportModel(
                report, edits: incident.edits, zone: zone, date: \.description, done: ("done", "under way"))
        }
    }
}
