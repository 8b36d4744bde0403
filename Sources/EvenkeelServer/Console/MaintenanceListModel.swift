import EvenkeelAPI
import EvenkeelDomain

/// Planned work in the console: what a person announced, which can be moved, ended and cancelled here, and the waves of
/// rollouts whose day customers were told.
struct MaintenanceListModel: PageModel {
    struct Line {
        let id: String
        let title: String
        let from: String
        let to: String
        let status: String
        let whom: String
        let isPublic: Bool
        /// The page of the rollout, where it is a wave of one.
        let rollout: String?
        let wave: String
        /// Announced by a person, and not over.
        let isOpen: Bool
    }

    struct Choice {
        let id: String
        let name: String
    }

    static let template = "maintenance"

    let frame: ConsoleFrame
    let zone: String
    let works: [Line]
    let hasWorks: Bool
    let components: [Choice]
    let hasComponents: Bool

    init(_ works: [MaintenanceDocument], components: [Component], frame: ConsoleFrame, zone: ZoneOffsets) {
        func local(_ time: String) -> String { Timestamp(rfc3339: time).map(zone.localText) ?? time }
        self.frame = frame
        self.zone = zone.name
        self.works = works.map { work in
            Line(
                id: work.id, title: work.title, from: local(work.from),
                to: work.to.map(local) ?? "when its sites are done",
                status: work.status.replacing("_", with: " "),
                whom: work.customers == 1 ? "1 customer" : "\(work.customers) customers",
                isPublic: work.visibility == Incident.Visibility.public.rawValue,
                rollout: work.rollout.map { "/console/rollouts/\($0)" }, wave: work.wave.map { "wave \($0)" } ?? "",
                isOpen: work.rollout == nil && !["completed", "cancelled"].contains(work.status))
        }
        hasWorks = !works.isEmpty
        self.components = components.map { Choice(id: $0.id.text, name: $0.name) }
        hasComponents = !components.isEmpty
    }
}
