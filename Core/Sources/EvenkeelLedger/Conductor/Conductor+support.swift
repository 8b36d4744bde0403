import EvenkeelDomain

extension Conductor {
    func sendLetters(_ id: CampaignID, daysBefore days: Int, at now: Timestamp) async throws(OperationError) {
        let (known, basis) = await operations.ledger.read { ($0.campaigns[id], $0.position) }
        guard let running = known else { return }
        let customers = try await operations.letterRecipients(running)
        let fleet = try await operations.rows(operations.image.current)
        let deliveries = operations.deliveries(
            to: customers, fleet: fleet, at: now, hears: \.hearsOfPlannedChanges
        ) { _ in .supportEnds(id, daysBefore: days) }
        try await operations.decide(
            .sendLetters(id, daysBefore: days, customers: customers, deliveries: deliveries), "letters/\(id)/\(days)",
            now, basis: basis)
    }
}
