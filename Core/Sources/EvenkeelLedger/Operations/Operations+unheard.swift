import EvenkeelDomain

extension Operations {
    /// What messages that reached nobody mean for the days they name: a customer none of whose people got one, of those that
    /// were queued with it or since, was not told. Whoever can be written to by then is told anew and with all the time of a
    /// notice; where that is nobody, somebody calls.
    ///
    /// - Parameter lost: what its recipient did not get, whatever its state says still.
    func unheard(_ lost: [Delivery]) async throws(Failure) -> [RowChange] {
        let ids = Set(lost.map(\.id))
        var changes: [RowChange] = []
        for delivery in lost {
            guard let told = delivery.subject.toldWave else { continue }
            let all = try await store.deliveries(DeliveryQuery(customer: delivery.customer, limit: .max))
            let isHeard = all.contains { other in
                guard let wave = other.subject.toldWave, wave == told, delivery.queuedAt <= other.queuedAt else {
                    return false
                }
                return !ids.contains(other.id) && other.state != .suppressed && other.state != .dead
            }
            if !isHeard { changes.append(.unhearNotices(delivery.customer, told.rollout, wave: told.wave)) }
        }
        return changes
    }
}
