import EvenkeelDomain
import EvenkeelLedger

/// All that public pages may show, at one position of the journal.
struct PublicView: Sendable {
    let position: Position
    let components: [Component]
    /// Newest first.
    let incidents: [PublicIncident]
    /// Planned work that everybody may know of and that is not over, the earliest first.
    let maintenances: [Maintenance]

    init(ledger: Ledger, publications: Publications) async throws {
        let hasPublic = await ledger.read { state in state.incidents.values.contains { $0.visibility == .public } }
        let published = hasPublic ? try await publications.current() : [:]
        (position, components, incidents, maintenances) = await ledger.read { state in
            var incidents: [PublicIncident] = []
            for incident in state.incidents.values {
                if let shown = PublicIncident(incident, publication: published[incident.id], state: state) {
                    incidents.append(shown)
                }
            }
            return (
                state.position, state.components.values.sorted { $0.id < $1.id },
                incidents.sorted { ($1.began, $1.slug) < ($0.began, $0.slug) },
                state.maintenances.values.filter { $0.visibility == .public && !$0.status.isOver }
                    .sorted { ($0.from, $0.id) < ($1.from, $1.id) }
            )
        }
    }

    var open: [PublicIncident] { incidents.filter(\.isOpen) }

    /// By its address on public pages.
    func incident(_ address: String) -> PublicIncident? { incidents.first { $0.slug == address } }

    /// The worst impact of an open incident on a component.
    func impact(on component: Component) -> Impact? {
        open.filter { $0.components.contains(component) }.map(\.impact).max()
    }
}
