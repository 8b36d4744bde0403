public import EvenkeelDomain

extension Operations {
    /// Holds a message back, sends it now or drops it. Returns false where it has left, or is leaving.
    public func move(
        _ id: DeliveryID, _ move: OutboxMove, reason: String?, command: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> Bool {
        while true {
            guard
                let delivery = try await rows({ () async throws(Failure) in
                    try await store.deliveries(DeliveryQuery(id: id, limit: 1)).first
                })
            else { return false }
            if await ledger.read({ $0.hasCarriedOut(command) }) { return true }
            guard move.steps(from: delivery.state) != nil else { return false }
            do throws(OperationError) {
                try await perform(.moveDelivery(delivery, move, reason: reason), id: command, by: actor, at: now)
                return true
            } catch {
                // A courier took it at the same moment: it is looked at again.
                guard case .failed(.rowsMoved) = error else { throw error }
            }
        }
    }
}
