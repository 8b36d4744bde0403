import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Planned work of both kinds: what a person announced, and waves of rollouts whose day customers were told.
struct MaintenanceReading {
    let site: Site

    /// - Parameter customer: only what concerns them, with their sites.
    func all(for customer: CustomerID?) async throws -> [MaintenanceDocument] {
        var found: [MaintenanceDocument] = []
        if let customer {
            found = try await site.operations.maintenances(for: customer).map {
                MaintenanceDocument($0, customers: 1, at: site.now)
            }
        } else {
            for maintenance in await site.ledger.read({ Array($0.maintenances.values) }) {
                let customers = try await site.operations.customers(of: maintenance)
                found.append(MaintenanceDocument(maintenance, customers: customers.count, at: site.now))
            }
        }
        found += try await waves(for: customer)
        return found.sorted { ($0.from, $0.id) < ($1.from, $1.id) }
    }

    private func waves(for customer: CustomerID?) async throws -> [MaintenanceDocument] {
        var found: [MaintenanceDocument] = []
        for rollout in await site.ledger.read({ Array($0.rollouts.values) }) {
            let notices = try await site.store.notices(NoticeQuery(rollout: rollout.id, customer: customer))
            for index in rollout.waves.indices {
                let told = notices.filter { $0.wave == index }
                guard !told.isEmpty else { continue }
                let sites = customer == nil ? nil : Set(told.flatMap(\.installations))
                var document = MaintenanceDocument(
                    rollout, wave: index, customers: Set(told.map(\.customer)).count, sites: sites?.sorted())
                if let customer, let sites {
                    let work = try await work(at: sites, of: customer, wave: index, in: rollout)
                    document.status = work.status.rawValue
                    document.from = work.from.description
                }
                found.append(document)
            }
        }
        return found
    }

    /// How far it is with them: a wave may be over while one of their sites still waits for its day.
    private func work(
        at sites: Set<InstallationID>, of customer: CustomerID, wave: Int, in rollout: Rollout
    ) async throws -> PlannedWork {
        let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id, customer: customer))
            .filter { sites.contains($0.installation) }
        let days = try await site.operations.expectedDays(of: rows, in: rollout)
        return PlannedWork(
            rows, days: days, wave: rollout.waves[wave], in: rollout, await site.operations.calendar(), at: site.now)
    }
}
