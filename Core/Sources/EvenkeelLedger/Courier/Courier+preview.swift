public import EvenkeelDomain

extension Courier {
    /// A message to a customer in a language, before anybody gets it.
    public struct Preview: Hashable, Sendable {
        public var composition: MessageComposer.Composition
        /// True where there is nothing of this kind to tell the customer: the values are examples.
        public var isSample: Bool
    }

    /// The newest message of this kind to the customer, or the notice of what is planned next for them, else an example.
    public func preview(
        _ kind: MessageKind, customer: CustomerID, locale: String?, at now: Timestamp
    ) async throws(Failure) -> Preview {
        let fleet = try await operations.image.current()
        let contact = fleet.contacts[customer]?.first
        let rows = try await operations.store.deliveries(DeliveryQuery(customer: customer, limit: 10_000))
        // Who comes to a site gets their own words of an appointment; here it is about those of the customer.
        let people = Set((fleet.contacts[customer] ?? []).map(\.id))
        for delivery in rows.reversed() where people.contains(delivery.recipient) {
            guard await self.kind(of: delivery.subject) == kind else { continue }
            return Preview(composition: try await prepare(delivery, locale: locale), isSample: false)
        }
        if kind == .planned, let contact {
            let rollouts = await operations.ledger.read { state in
                state.rollouts.values.filter { $0.state != .aborted && $0.nextWave != nil }.sorted { $0.id < $1.id }
            }
            for rollout in rollouts {
                let places = try await operations.store.placements(
                    PlacementQuery(rollout: rollout.id, customer: customer)
                ).filter { rollout.waves.indices.contains($0.wave) }
                guard let wave = places.map(\.wave).min() else { continue }
                return Preview(
                    composition: try await announced(
                        rollout, wave: wave, isReminder: false, places, to: contact, fleet: fleet, locale: locale),
                    isSample: false)
            }
        }
        let sites = try await operations.image.sites(of: customer).map(\.id).sorted()
        let (message, language) = composer.example(
            kind, to: contact, customer: fleet.customers[customer], sites: sites, locale: locale, at: now)
        guard let address = contact?.email ?? EmailAddress("someone@example.com") else {
            return Preview(composition: .nothing(reason: "the customer has no contact"), isSample: true)
        }
        return Preview(
            composition: .message(
                OutgoingMessage(
                    delivery: DeliveryID("example/\(kind.rawValue)"), to: address, toName: contact?.name,
                    subject: message.subject, text: message.text, html: message.html, language: language,
                    messageID: composer.messageID("example"), thread: nil)), isSample: true)
    }

    /// What a customer will read about a wave before its notices, or the reminders of them, are queued.
    public func preview(
        noticeOf id: RolloutID, wave: Int, isReminder: Bool, to customer: CustomerID
    ) async throws(Failure) -> MessageComposer.Composition {
        let fleet = try await operations.image.current()
        let rollout = await operations.ledger.read { $0.rollouts[id] }
        guard let rollout, rollout.waves.indices.contains(wave) else {
            return .nothing(reason: "the wave is not known")
        }
        guard let contact = fleet.contacts[customer]?.first(where: \.hearsOfPlannedChanges) else {
            return .nothing(reason: "nobody there hears of planned changes")
        }
        let places = try await operations.store.placements(PlacementQuery(rollout: id, customer: customer))
        return try await announced(
            rollout, wave: wave, isReminder: isReminder, places, to: contact, fleet: fleet, locale: nil)
    }

    private func announced(
        _ rollout: Rollout, wave: Int, isReminder: Bool, _ places: [PlacementRow], to contact: Contact, fleet: Fleet,
        locale: String?
    ) async throws(Failure) -> MessageComposer.Composition {
        let (round, at) = (rollout.waves[wave].round, rollout.waves[wave].noticeAt)
        let subject: DeliverySubject =
            isReminder
            ? .reminder(rollout.id, revision: rollout.revision, wave: wave, round: round)
            : .notice(rollout.id, revision: rollout.revision, wave: wave, round: round)
        let delivery = Delivery(recipient: contact.id, customer: contact.customer, subject: subject, queuedAt: at)
        let notice = NoticeRow(
            rollout: rollout.id, revision: rollout.revision, wave: wave, customer: contact.customer, announcedAt: at,
            installations: places.filter { $0.wave == wave }.map(\.installation).sorted())
        var facts = MessageFacts(notices: [notice])
        facts.visits = try await visits(in: rollout.id, to: delivery)
        return await preview(
            Gathered(delivery: delivery, contact: contact, facts: facts), fleet: fleet, locale: locale)
    }

    func kind(of subject: DeliverySubject) async -> MessageKind? {
        switch subject {
        case .notice: .planned
        case .reminder: .reminder
        case .moved, .replanned: .moved
        case .replaced: .replaced
        case .installed: .installed
        case .rolledBack: .rolledBack
        case .appointment: .appointment
        case .supportEnds: .supportEnds
        case .maintenance: .maintenance
        case .restored: .restored
        case .story: .story
        case .notAffected: .notAffected
        case .drill: .drill
        case .quarantined: .quarantined
        case .supportRisk: .supportRisk
        case .summary: .summary
        case .confirm: .confirm
        case .update(let id, let update):
            await operations.ledger.read { state in
                guard let incident = state.incidents[id],
                    let index = incident.updates.firstIndex(where: { $0.id == update })
                else { return nil }
                return MessageComposer.kind(of: index, in: incident)
            }
        }
    }
}
