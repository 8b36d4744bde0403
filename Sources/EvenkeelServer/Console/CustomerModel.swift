import EvenkeelAPI
import EvenkeelDomain

/// A customer on one screen: who they are, are they affected, what were they told, what is promised next.
struct CustomerModel: PageModel {
    struct Concern {
        let path: String
        let title: String
        let status: String
        let state: String
        let reason: String
        let next: String
    }

    struct Told {
        let path: String
        let subject: String
        let state: String
        let queuedAt: String
    }

    static let template = "customer"

    let frame: ConsoleFrame
    let id: String
    let name: String
    let facts: String
    let isAffected: Bool
    let contacts: [CustomerDocument.Person]
    let installations: [InstallationDocument]
    let concerns: [Concern]
    let hasConcerns: Bool
    let told: [Told]
    let hasTold: Bool
    let changes: [CustomerDocument.Change]
    let hasChanges: Bool

    init(_ customer: CustomerDocument, frame: ConsoleFrame, zone: ZoneOffsets) {
        func local(_ text: String) -> String { Timestamp(rfc3339: text).map(zone.localText) ?? text }
        self.frame = frame
        id = customer.id
        name = customer.name
        facts = [customer.criticality.map { "criticality \($0)" }, customer.timezone, customer.locale]
            .compactMap { $0 }.joined(separator: ", ")
        isAffected = customer.affected
        contacts = customer.contacts
        installations = customer.installations
        concerns = customer.incidents.map { concern in
            Concern(
                path: "/console/incidents/\(concern.incident)", title: concern.title, status: concern.status,
                state: concern.state, reason: concern.reason,
                next: concern.promise.map { "\($0.kind) promised by \(local($0.due))" } ?? "nothing more is promised")
        }
        hasConcerns = !concerns.isEmpty
        told = customer.told.map { delivery in
            Told(
                path: "/console/outbox/\(delivery.id)", subject: delivery.subject, state: delivery.state,
                queuedAt: local(delivery.queuedAt))
        }
        hasTold = !told.isEmpty
        changes = customer.changes
        hasChanges = !changes.isEmpty
    }
}
