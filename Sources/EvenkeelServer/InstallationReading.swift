import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Answers what a site runs, who says so, and what was tried there.
enum InstallationReading {
    static func of(_ id: InstallationID, site: Site) async throws -> InstallationHistoryDocument {
        let fleet = try await site.operations.image.current()
        guard let installation = fleet[id] else {
            throw OperationError.refused(.unknownInstallation(id))
        }
        let fact = try await site.store.versionFacts([id])[id]
        return InstallationHistoryDocument(
            InstallationDocument(installation, customer: fleet.customers[installation.customer], fact: fact),
            history: try await site.store.versionHistories([id])[id] ?? [],
            places: try await site.store.placements(PlacementQuery(installation: id)),
            installs: try await site.store.installs(InstallQuery(installation: id, limit: 200)))
    }
}
