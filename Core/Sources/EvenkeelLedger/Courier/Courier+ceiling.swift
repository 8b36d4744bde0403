import EvenkeelDomain

extension Courier {
    /// Puts an update together with what else there is to say to somebody who has had enough for this hour: one message
    /// with all of it, once the hour allows. Returns true where that was done.
    ///
    /// That something began, that it is over and that it works again is never put off.
    func isAboveCeiling(_ delivery: Delivery, at now: Timestamp) async throws(Failure) -> Bool {
        guard let ceiling = operations.settings.ceiling else { return false }
        let left = (leftAt[delivery.recipient] ?? [:]).filter { $0.value > now - .hours(1) }
        leftAt[delivery.recipient] = left
        let others = left.filter { $0.key != delivery.id }.values
        guard others.count >= ceiling, let first = others.min(), case .update(let id, _) = delivery.subject,
            let kind = await kind(of: delivery.subject), [.update, .holding, .identified, .monitoring].contains(kind),
            let newest = await operations.ledger.read({ $0.incidents[id]?.updates.last?.id })
        else {
            // Counted as soon as it is made ready: the next of the same round is looked at before this one left.
            leftAt[delivery.recipient, default: [:]][delivery.id] = now
            return false
        }
        let story = Delivery(
            recipient: delivery.recipient, customer: delivery.customer, subject: .story(id, newest),
            channel: delivery.channel, priority: delivery.priority, queuedAt: now, notBefore: first + .hours(1))
        let reason = Delivery.merged(into: story.id, because: "no more than \(ceiling) messages an hour")
        let older = try await operations.store.deliveries(
            DeliveryQuery(states: [.queued], subjectPrefix: "story/\(id)/", recipient: delivery.recipient)
        ).filter { $0.channel == delivery.channel && $0.id != story.id }
        let steps = (older.map(\.id) + [delivery.id]).map { merged in
            RowChange.stepDelivery(
                merged, .merge, at: now, reason: reason, notBefore: nil, generation: generation ?? 0)
        }
        try await step(delivery, .release, now)
        try await operations.store.change([.putDeliveries([story])] + steps)
        return true
    }
}
