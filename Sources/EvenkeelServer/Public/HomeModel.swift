import EvenkeelDomain

/// The public status page.
struct HomeModel: PageModel {
    struct ComponentLine {
        let name: String
        let state: String
        let stateClass: String
    }

    struct OpenIncident {
        let path: String
        let title: String
        let impact: String
        let impactClass: String
        let status: String
        let components: String
        let since: TimeModel
        let latest: UpdateModel?
        let next: TimeModel?
        /// True once the promised time has passed and nothing was said yet.
        let isLate: Bool
    }

    struct Work {
        let title: String
        let state: String
        let from: TimeModel
        let to: TimeModel
        let components: String
        let text: String
    }

    static let template = "home"

    let siteName: String
    let sentence: String
    let stateClass: String
    let incidents: [OpenIncident]
    let components: [ComponentLine]
    let hasComponents: Bool
    let works: [Work]
    let hasWorks: Bool
    let written: TimeModel

    init(_ view: PublicView, siteName: String, now: Timestamp, zone: ZoneOffsets) {
        self.siteName = siteName
        let open = view.open
        sentence =
            switch open.count {
            case 0: "Everything is working."
            case 1: "One thing is not working as it should: \(open[0].title)"
            default: "\(open.count) things are not working as they should."
            }
        stateClass = open.map(\.impact).max()?.rawValue ?? "fine"
        incidents = open.map { incident in
            OpenIncident(
                path: "/incidents/\(incident.slug)", title: incident.title, impact: StatusWords.of(incident.impact),
                impactClass: incident.impact.rawValue, status: StatusWords.of(incident.status),
                components: incident.components.map(\.name).joined(separator: ", "),
                since: TimeModel(incident.began, now: now, zone: zone),
                latest: incident.updates.last.map { UpdateModel($0, now: now, zone: zone) },
                next: incident.promise.map { TimeModel($0.due, now: now, zone: zone, isDue: true) },
                isLate: incident.promise.map { $0.due < now } ?? false)
        }
        components = view.components.map { component in
            let impact = view.impact(on: component)
            return ComponentLine(
                name: component.name, state: StatusWords.component(impact), stateClass: impact?.rawValue ?? "fine")
        }
        hasComponents = !components.isEmpty
        works = view.maintenances.map { maintenance in
            let state =
                switch maintenance.status {
                case .overrunning: "Takes longer than planned"
                default: maintenance.isUnderWay(at: now) ? "Under way" : "Planned"
                }
            let names = view.components.filter { maintenance.components.contains($0.id) }.map(\.name)
            return Work(
                title: maintenance.title, state: state, from: TimeModel(maintenance.from, now: now, zone: zone),
                to: TimeModel(maintenance.to, now: now, zone: zone), components: names.joined(separator: ", "),
                text: maintenance.notes.last { !$0.text.isEmpty }?.text ?? "")
        }
        hasWorks = !works.isEmpty
        // To the minute, so that the same minute gives the same bytes.
        written = TimeModel(Timestamp(milliseconds: now.milliseconds / 60_000 * 60_000), now: now, zone: zone)
    }
}
