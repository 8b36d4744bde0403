import EvenkeelDomain

extension Conductor {
    /// To everybody it concerns now, to everybody who was told of it before, and, where it is public, to those of the public
    /// who want to hear of its components.
    func fanOut(_ id: MaintenanceID, note: Int, at now: Timestamp) async throws(OperationError) {
        let (known, basis) = await operations.ledger.read { ($0.maintenances[id], $0.position) }
        guard let maintenance = known else { return }
        let customers = try await operations.customers(of: maintenance)
        let fleet = try await operations.rows(operations.image.current)
        let deliveries = operations.deliveries(
            to: customers, fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { _ in .maintenance(id, note: note) }
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.lettersToPublic(about: maintenance, note: note, beside: deliveries, fleet, at: now)
        }
        try await operations.decide(
            .recordMaintenanceFanOut(id, note: note, deliveries + letters), "maintenance/\(id)/\(note)", now,
            basis: basis)
    }
}
