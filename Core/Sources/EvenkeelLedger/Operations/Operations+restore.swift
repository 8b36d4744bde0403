public import EvenkeelDomain

extension Operations {
    /// Records that these customers work again, by hand: a work-around they accepted, a visit, a way back. Each of them
    /// is told. Returns those it was news of; who is restored already or not in the audience is left out.
    public func restore(
        _ id: IncidentID, _ customers: [CustomerID], how: String, command: CommandID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) -> [CustomerID] {
        guard await ledger.read({ $0.incidents[id] != nil }) else { throw .refused(.unknownIncident(id)) }
        let how = how.trimmed
        guard !how.isEmpty else { throw .refused(.reasonMissing) }
        let audience = try await rows { () async throws(Failure) in try await store.audience(id) }
        let affected = Set(audience.filter { $0.state == .affected }.map(\.customer))
        let restored = affected.intersection(customers).sorted()
        let fleet = try await rows(image.current)
        let deliveries = deliveries(to: restored, fleet: fleet, at: now, priority: .incident, hears: \.hearsOfOutages) {
            .restored(id, $0)
        }
        try await perform(
            .restoreCustomers(id, restored, how: how, deliveries: deliveries), id: command, by: actor, at: now)
        return restored
    }
}
