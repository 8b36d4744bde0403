public import EvenkeelDomain

extension Operations {
    /// Queues the mail that asks the owner of an address whether they mean it. The same for an address that is
    /// subscribed, one that is not, and one that asked a minute ago: who asks learns nothing.
    public func ask(_ wish: SubscriptionWish, of address: EmailAddress, at now: Timestamp) async throws(Failure) {
        try await store.change([
            .putDeliveries([
                Delivery(
                    recipient: Subscriber.contact(address), customer: Subscriber.customer, subject: .confirm(wish),
                    priority: .incident, queuedAt: now)
            ])
        ])
    }

    /// What somebody asked for counts from now on, in the place of what they had.
    public func confirm(
        _ wish: SubscriptionWish, of address: EmailAddress, at now: Timestamp
    ) async throws(Failure) -> Subscriber {
        let known = try await store.subscriber(address)
        let subscriber = Subscriber(
            address: address, locale: wish.locale, components: Set(wish.components),
            incidents: known?.incidents ?? .all, confirmedAt: now)
        try await store.change([.putSubscriber(subscriber)])
        return subscriber
    }

    /// One delivery for every subscriber who wants to hear of these components.
    func lettersToPublic(
        about incident: Incident, _ update: UpdateID, at now: Timestamp
    ) async throws(Failure) -> [Delivery] {
        guard incident.visibility == .public, incident.publicTitle != nil else { return [] }
        return try await store.subscribers().filter { $0.wants(incident.components) }.map { subscriber in
            Delivery(
                recipient: subscriber.contact.id, customer: Subscriber.customer, subject: .update(incident.id, update),
                priority: DeliveryPriority(incident.impact), queuedAt: now)
        }
    }

    /// The same of planned work that stands on the public page.
    func lettersToPublic(
        about maintenance: Maintenance, note: Int, at now: Timestamp
    ) async throws(Failure) -> [Delivery] {
        guard maintenance.visibility == .public else { return [] }
        return try await store.subscribers().filter { $0.wants(maintenance.components) }.map { subscriber in
            Delivery(
                recipient: subscriber.contact.id, customer: Subscriber.customer,
                subject: .maintenance(maintenance.id, note: note), queuedAt: now)
        }
    }
}
