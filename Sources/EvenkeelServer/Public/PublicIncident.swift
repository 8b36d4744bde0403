import Crypto
import EvenkeelDomain
import EvenkeelLedger

/// An incident as the public may see it: only what was published, and what was said since.
///
/// A private text never becomes public by itself: of an incident that was published later, the updates from before are
/// left out. Its address is its id where a person opened it; an id that the server made from a rollout would tell the
/// rollout's name and how many there were, so it is replaced by a digest.
struct PublicIncident: Hashable, Sendable {
    let slug: String
    let title: String
    let impact: Impact
    let status: IncidentStatus
    let components: [Component]
    let began: Timestamp
    let resolvedAt: Timestamp?
    /// Oldest first.
    let updates: [IncidentUpdate]
    let promise: Promise?
    let report: Report?
    /// Changes of the report, each with what stood there before.
    let edits: [ReportEdit]
    let publishedAt: Timestamp

    /// Nil for what is not public, or whose publication has not been seen yet.
    init?(_ incident: Incident, publication: Publications.Publication?, state: borrowing State) {
        guard incident.visibility == .public, incident.status != .suspected, let owned = incident.ownedAt,
            let title = incident.publicTitle, let publication
        else { return nil }
        slug = Self.slug(incident)
        self.title = title
        impact = incident.impact
        status = incident.status
        var components: [Component] = []
        for id in incident.components { components.append(state.component(id)) }
        self.components = components
        began = incident.began
        resolvedAt = incident.resolvedAt
        updates = Array(incident.updates.dropFirst(publication.updatesBefore))
        promise = incident.openPromise
        report = publication.reportBefore ? nil : incident.report
        edits = publication.reportBefore ? [] : incident.reportEdits
        publishedAt = max(owned, publication.at)
    }

    static func slug(_ incident: Incident) -> String {
        guard incident.origin != nil else { return incident.id.text }
        return String(Secret.hash("public incident \(incident.id)").prefix(16))
    }

    var isOpen: Bool { status.isOpen }
    var changedAt: Timestamp { updates.last?.at ?? publishedAt }

    /// A number for the feed's entry ids that counts nothing.
    var number: UInt64 {
        SHA256.hash(data: Array(slug.utf8)).prefix(6).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }
}
