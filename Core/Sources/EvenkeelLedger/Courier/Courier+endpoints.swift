public import EvenkeelDomain

extension Courier {
    /// Puts a program or a chat room that takes nothing into quarantine, and tells whoever looks after its customer: what is
    /// to be written down beside the message that was not taken.
    func condemnedEndpoint(
        _ delivery: Delivery, _ error: SendError, at now: Timestamp
    ) async throws(Failure) -> [RowChange] {
        guard delivery.channel != channel.name else { return [] }
        let rows = try await operations.store.deliveries(
            DeliveryQuery(states: [.sent, .dead], recipient: delivery.recipient, limit: 10_000))
        let others = rows.filter { $0.channel == delivery.channel && $0.id != delivery.id }
            .map { (at: $0.settledAt ?? $0.queuedAt, isTaken: $0.state == .sent) }
            .sorted { $0.at > $1.at }
        let isOver = EndpointRule.isOver(
            error, attempt: delivery.attempts + 1, earlier: others.map(\.isTaken),
            hasTaken: others.contains { $0.isTaken && $0.at > delivery.queuedAt })
        guard isOver else { return [] }
        let fleet = try await operations.image.current()
        guard let contact = try await recipient(of: delivery, fleet: fleet) else { return [] }
        return operations.condemn(contact, reason: error.why, fleet: fleet, at: now)
            + (try await operations.unheard([delivery]))
    }
}

extension Operations {
    /// The programs and chat rooms of customers as recipients, each with what it chose to hear and why nothing is sent there
    /// any more.
    public func endpoints(of customer: CustomerID? = nil) async throws(Failure) -> [Contact] {
        let contacts = settings.endpoints.filter { customer == nil || $0.customer == customer }.compactMap(\.contact)
        guard !contacts.isEmpty else { return [] }
        let quarantines = Dictionary(
            try await store.quarantines().map { ($0.address.folded, $0.quarantine) }, uniquingKeysWith: { $1 })
        var known: [Contact] = []
        for var contact in contacts {
            contact.quarantine = quarantines[contact.email.folded]
            contact.choice = try await store.choice(of: contact.email)
            known.append(contact)
        }
        return known
    }
}
