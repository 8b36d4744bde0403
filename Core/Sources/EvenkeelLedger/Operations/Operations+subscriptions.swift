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

    /// One delivery for every subscriber who wants to hear of these components, but for those who hear it as somebody's contact.
    func lettersToPublic(
        about incident: Incident, _ update: UpdateID, beside letters: [Delivery], _ fleet: Fleet, at now: Timestamp
    ) async throws(Failure) -> [Delivery] {
        guard incident.visibility == .public, incident.publicTitle != nil else { return [] }
        return try await subscribers(to: incident.components, beside: letters, fleet).map { subscriber in
            Delivery(
                recipient: subscriber.contact.id, customer: Subscriber.customer, subject: .update(incident.id, update),
                priority: DeliveryPriority(incident.impact), queuedAt: now)
        }
    }

    /// The same of planned work that stands on the public page.
    func lettersToPublic(
        about maintenance: Maintenance, note: Int, beside letters: [Delivery], _ fleet: Fleet, at now: Timestamp
    ) async throws(Failure) -> [Delivery] {
        guard maintenance.visibility == .public else { return [] }
        return try await subscribers(to: maintenance.components, beside: letters, fleet).map { subscriber in
            Delivery(
                recipient: subscriber.contact.id, customer: Subscriber.customer,
                subject: .maintenance(maintenance.id, note: note), queuedAt: now)
        }
    }

    /// Nobody reads the same twice: a contact's letter says more than the one to the public.
    private func subscribers(
        to components: [ComponentID], beside letters: [Delivery], _ fleet: Fleet
    ) async throws(Failure) -> [Subscriber] {
        let subscribers = try await store.subscribers().filter { $0.wants(components) }
        guard !subscribers.isEmpty else { return [] }
        let recipients = Set(letters.lazy.filter { $0.channel == "email" }.map(\.recipient))
        let reached = Set(
            Set(letters.map(\.customer)).flatMap { fleet.contacts[$0] ?? [] }.filter { recipients.contains($0.id) }
                .map(\.email.folded))
        return subscribers.filter { !reached.contains($0.address.folded) }
    }
}
