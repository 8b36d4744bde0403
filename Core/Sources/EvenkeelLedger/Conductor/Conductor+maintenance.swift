import EvenkeelDomain

extension Conductor {
    /// To everybody it concerns now, and to everybody who was told of it before.
    func fanOut(_ id: MaintenanceID, note: Int, at now: Timestamp) async throws(OperationError) {
        let (known, basis) = await operations.ledger.read { ($0.maintenances[id], $0.position) }
        guard let maintenance = known else { return }
        let customers = try await operations.customers(of: maintenance)
        let fleet = try await operations.rows(operations.image.current)
        let deliveries = operations.deliveries(
            to: customers, fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { _ in .maintenance(id, note: note) }
        try await perform(
            .recordMaintenanceFanOut(id, note: note, deliveries), "maintenance/\(id)/\(note)", now, basis: basis)
    }
}
