import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Answers who a customer is, whether they are affected, what they were told and what is promised next.
enum CustomerReading {
    /// By id, or by name where no id matches.
    static func of(_ wanted: CustomerID, site: Site) async throws -> CustomerDocument {
        let fleet = try await site.operations.image.current()
        let byName = fleet.customers.values.filter { $0.name.lowercased() == wanted.text.lowercased() }
        guard let customer = fleet.customers[wanted] ?? (byName.count == 1 ? byName.first : nil) else {
            throw Sentences.unknown("customer", wanted.text, list: "evenkeel fleet list")
        }
        let id = customer.id
        let sites = try await site.operations.image.sites(of: id)
        let facts = try await site.store.versionFacts(sites.map(\.id))
        let concerns = try await concerns(of: id, site: site)
        let told = try await site.store.deliveries(DeliveryQuery(customer: id, limit: 200))
        return CustomerDocument(
            id: id.text, name: customer.name, locale: customer.locale, timezone: customer.timezone,
            criticality: customer.criticality?.rawValue,
            earlySince: await site.ledger.read { $0.early[id] }?.description,
            affected: concerns.contains(where: \.isAffected),
            contacts: (fleet.contacts[id] ?? []).map {
                .init(
                    id: $0.id.text, name: $0.name, email: $0.email.description, phone: $0.phone,
                    role: $0.role.rawValue,
                    quarantined: $0.quarantine.map { .init(since: $0.since.description, reason: $0.reason) })
            },
            installations: sites.map {
                InstallationDocument($0, customer: customer, fact: facts[$0.id])
            },
            incidents: concerns.map(\.document),
            told: told.filter { !$0.subject.isForStaff }.sorted { ($1.queuedAt, $1.id) < ($0.queuedAt, $0.id) }
                .map { DeliveryDocument($0) },
            changes: try await changes(sites, site: site),
            maintenances: try await MaintenanceReading(site: site).all(for: id))
    }

    private static func concerns(
        of customer: CustomerID, site: Site
    ) async throws -> [(isAffected: Bool, document: CustomerDocument.Concern)] {
        let incidents = await site.ledger.read { state in state.incidents.values.filter { $0.ownedAt != nil } }
        var concerns: [(isAffected: Bool, document: CustomerDocument.Concern)] = []
        for incident in incidents.sorted(by: { ($1.began, $1.id) < ($0.began, $0.id) }) {
            guard let member = try await site.store.member(customer, of: incident.id) else { continue }
            let document = CustomerDocument.Concern(
                incident: incident.id.text, title: incident.title, status: incident.status.rawValue,
                state: member.state.rawValue, reason: member.reason, maybe: member.maybe,
                promise: incident.openPromise.map { PromiseDocument($0, incident: incident) })
            concerns.append((incident.status.isOpen && member.state == .affected, document))
        }
        return concerns
    }

    private static func changes(_ sites: [Installation], site: Site) async throws -> [CustomerDocument.Change] {
        let rollouts = await site.ledger.read { $0.rollouts }
        var rows: [PlacementRow] = []
        for installation in sites {
            rows += try await site.store.placements(PlacementQuery(installation: installation.id))
        }
        var days: [RolloutID: [InstallationID: ExpectedDay]] = [:]
        for (id, rows) in Dictionary(grouping: rows, by: \.rollout) {
            if let rollout = rollouts[id] { days[id] = try await site.operations.expectedDays(of: rows, in: rollout) }
        }
        return rows.compactMap { row in
            guard let rollout = rollouts[row.rollout], let expected = days[row.rollout]?[row.installation] else {
                return nil
            }
            // What was called off before it began is not planned for anybody.
            if rollout.state == .aborted, row.state.awaitsStart { return nil }
            return .init(
                rollout: rollout.id.text, release: rollout.release.name, installation: row.installation.text,
                state: row.state.rawValue, opens: expected.day?.description)
        }
    }
}
