import EvenkeelDomain

/// An update as a page shows it.
struct UpdateModel {
    let status: String
    let statusClass: String
    let body: String
    let outlook: String
    let time: TimeModel
    let author: String

    init(_ update: IncidentUpdate, now: Timestamp, zone: ZoneOffsets) {
        status = StatusWords.of(update.status)
        statusClass = update.status.rawValue
        body = update.body
        outlook = StatusWords.outlook(update.outlook, zone: zone)
        time = TimeModel(update.at, now: now, zone: zone)
        author =
            switch update.author {
            case .person(let name): name
            case .holdingLine: "holding line"
            case .system: "system"
            }
    }
}
