import EvenkeelDomain

extension Courier {
    /// A mail that was kept back is not sent once its promise is over and more was said since: it would promise a time that
    /// has gone by. Its recipient gets the story so far instead, with the promise that is in force, and the newest word not
    /// once more beside it. Returns true where that was done.
    func isOvertaken(_ delivery: Delivery, at now: Timestamp) async throws(Failure) -> Bool {
        // What goes out as it is said is never looked at.
        guard case .update(let id, let which) = delivery.subject, now > delivery.queuedAt + .minutes(2) else {
            return false
        }
        let known = await operations.ledger.read { $0.incidents[id]?.updates ?? [] }
        guard let update = known.first(where: { $0.id == which }), let newest = known.last else { return false }
        let story = Delivery(
            recipient: delivery.recipient, customer: delivery.customer, subject: .story(id, newest.id),
            channel: delivery.channel, priority: delivery.priority, queuedAt: now)
        var rows: [RowChange] = []
        if which == newest.id {
            guard try await !operations.store.deliveries(DeliveryQuery(id: story.id, limit: 1)).isEmpty else {
                return false
            }
        } else {
            guard case .next(let due) = update.outlook, due < now else { return false }
            rows.append(.putDeliveries([story]))
        }
        rows.append(
            .stepDelivery(
                delivery.id, .merge, at: now,
                reason: Delivery.merged(into: story.id, because: "kept back until more was said"), notBefore: nil,
                generation: generation ?? 0))
        try await step(delivery, .release, now)
        try await operations.store.change(rows)
        return true
    }
}
