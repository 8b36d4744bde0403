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
            guard let rollout = delivery.subject.toldRollout else { continue }
            let heard = try await store.deliveries(DeliveryQuery(customer: delivery.customer, limit: .max)).filter {
                !ids.contains($0.id) && $0.state != .suppressed && $0.state != .dead
                    && delivery.queuedAt <= $0.queuedAt
            }
            if heard.contains(where: { $0.subject == delivery.subject }) { continue }
            let waves = try await waves(toldBy: delivery, of: rollout).filter { wave in
                !heard.contains { $0.subject.toldWave.map { $0 == (rollout, wave) } ?? false }
            }
            changes += waves.map { .unhearNotices(delivery.customer, rollout, wave: $0) }
        }
        return changes
    }

    /// The wave a message is about, and those of whose days a first notice tells as well.
    private func waves(toldBy delivery: Delivery, of rollout: RolloutID) async throws(Failure) -> [Int] {
        let notices = try await store.notices(NoticeQuery(rollout: rollout, customer: delivery.customer))
        let own = delivery.subject.toldWave?.wave
        return Set(notices.filter { $0.wave == own || $0.announcedAt == delivery.queuedAt }.map(\.wave)).sorted()
    }

    /// Those of these customers whom no mail tells of the days of a rollout: nobody there hears of planned changes, or what was
    /// written of them to everybody who does could not be delivered. That is not written again by itself, since it would go the
    /// same way. An address that was condemned is out of use until a person mends it, and then as good as any.
    func beyondMail(
        _ customers: Set<CustomerID>, in rollout: RolloutID, _ fleet: Fleet
    ) async throws(OperationError) -> Set<CustomerID> {
        var beyond: Set<CustomerID> = []
        for customer in customers.sorted() {
            let readers = Set((fleet.contacts[customer] ?? []).filter(\.hearsOfPlannedChanges).map(\.id))
            let dead =
                readers.isEmpty
                ? []
                : try await rows { () async throws(Failure) in
                    try await store.deliveries(DeliveryQuery(states: [.dead], customer: customer, limit: .max))
                }
            let lost = dead.filter { letter in
                letter.subject.toldRollout == rollout
                    && !(letter.reason.flatMap { MailReply($0)?.condemnsAddress } ?? false)
            }
            if readers.isSubset(of: lost.map(\.recipient)) { beyond.insert(customer) }
        }
        return beyond
    }
}
