import EvenkeelDomain

extension Courier {
    /// Outside a customer's service hours only critical incidents are mailed. Everything else about incidents is put
    /// together in one message that leaves when the first of their sites opens. Returns true where that was done.
    ///
    /// The page, programs and chat rooms are told at once all the same. A customer of whom one site has no known hours
    /// counts as open: an unknown fact delays nobody's word.
    func isAfterHours(_ delivery: Delivery, _ common: CommonFacts, at now: Timestamp) async throws(Failure) -> Bool {
        guard delivery.channel == channel.name, let id = delivery.subject.incident,
            Subscriber.address(of: delivery.recipient) == nil,
            let impact = common.impacts[id], impact != .critical
        else { return false }
        if case .drill = delivery.subject { return false }
        guard let opens = await opening(of: delivery.customer, common, at: now),
            let contact = try await recipient(of: delivery, fleet: common.fleet),
            try await refusal(of: contact, for: delivery) == nil
        else { return false }
        if case .notAffected = delivery.subject {
            // It takes something back, so it goes by itself: a list of what is broken is no place for it.
            try await step(
                delivery, .release, now, reason: "outside their service hours", notBefore: opens)
            return true
        }
        let summary = Delivery(
            recipient: delivery.recipient, customer: delivery.customer, subject: .summary(opens: opens),
            channel: delivery.channel, priority: .incident, queuedAt: now, notBefore: opens)
        func stepped(_ step: DeliveryState.Step, _ reason: String?) -> RowChange {
            .stepDelivery(delivery.id, step, at: now, reason: reason, notBefore: nil, generation: generation ?? 0)
        }
        try await operations.store.change([
            .putDeliveries([summary]), stepped(.release, nil), stepped(.merge, Self.afterHours(summary.id)),
        ])
        return true
    }

    /// Why a message was merged into a summary; what belongs to one is found by it.
    private static func afterHours(_ summary: DeliveryID) -> String {
        Delivery.merged(into: summary, because: "outside their service hours")
    }

    /// The incidents of which something was held back for this summary, each with the customer's place in it.
    func missed(_ summary: Delivery) async throws(Failure) -> [MessageFacts.Missed] {
        let merged = try await operations.store.deliveries(
            DeliveryQuery(
                states: [.merged], reason: Self.afterHours(summary.id), recipient: summary.recipient, limit: 10_000))
        var missed: [MessageFacts.Missed] = []
        for id in Set(merged.compactMap(\.subject.incident)).sorted() {
            // Who left the audience meanwhile is told so by itself.
            guard let member = try await operations.store.member(summary.customer, of: id) else { continue }
            missed.append(MessageFacts.Missed(incident: id, member: member))
        }
        return missed
    }

    /// What waits for the reader of a summary that leaves now, and is about what it tells anyway, goes into it: nobody reads
    /// the same word twice within minutes. Returns those of the claimed that did.
    func intoSummaries(
        _ claimed: [Delivery], _ outbound: OutboundState, fleet: Fleet, at now: Timestamp
    ) async throws(Failure) -> Set<DeliveryID> {
        var gone: Set<DeliveryID> = []
        for summary in claimed {
            guard case .summary = summary.subject, let reader = try await recipient(of: summary, fleet: fleet),
                outbound == .live || (outbound == .allowList && isAllowed(reader.email))
            else { continue }
            let told = Set(try await missed(summary).map(\.incident))
            let queued = try await operations.store.deliveries(
                DeliveryQuery(states: [.queued, .captured], recipient: summary.recipient, limit: 10_000))
            var rows: [RowChange] = []
            for row in claimed.filter({ $0.recipient == summary.recipient }) + queued {
                guard row.channel == summary.channel, row.subject.isWordOf(told),
                    try await refusal(of: reader, for: row) == nil
                else { continue }
                // As the store has it: what was claimed just now is free again first.
                if claimed.contains(where: { $0.id == row.id }) {
                    rows.append(stepped(row, .release, now))
                    gone.insert(row.id)
                }
                rows.append(stepped(row, .merge, now, reason: Self.afterHours(summary.id)))
            }
            if !rows.isEmpty { try await operations.store.change(rows) }
        }
        return gone
    }

    /// When the customer opens; nil where somebody is there, or may be.
    private func opening(of customer: CustomerID, _ common: CommonFacts, at now: Timestamp) async -> Timestamp? {
        let sites = common.sites[customer] ?? []
        let hours = sites.compactMap { $0.serviceHours.flatMap(ServiceHours.init) }
        guard !sites.isEmpty, hours.count == sites.count else { return nil }
        let ours = await operations.calendar()
        var opens: [Timestamp] = []
        for site in sites {
            let known = common.fleet.customers[customer]
            let zone = (site.timezone ?? known?.timezone).flatMap(operations.zones) ?? ours.zone
            let facts = SiteFacts(site, customer: known)
            let calendar = SiteCalendar(
                SiteCalendar.SiteSide(site), ours: ours, policy: nil, zone: zone, zones: operations.zones,
                concerns: { $0.evaluate(facts) })
            if calendar.isStaffed(at: now) { return nil }
            if let next = calendar.nextStaffed(after: now) { opens.append(next) }
        }
        return opens.min()
    }
}

extension DeliverySubject {
    /// True for what is said of one of these incidents to those whom it concerns.
    fileprivate func isWordOf(_ incidents: Set<IncidentID>) -> Bool {
        switch self {
        case .update(let id, _), .story(let id, _), .restored(let id, _): incidents.contains(id)
        default: false
        }
    }
}
