import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    /// A member that is there already keeps its state.
    mutating func put(_ members: [AudienceMember], of incident: IncidentID) -> Int {
        var changed = 0
        for member in members {
            var row = member
            if let known = audience[incident]?[member.customer] {
                (row.state, row.restoredAt) = (known.state, known.restoredAt)
                if row == known { continue }
            }
            audience[incident, default: [:]][member.customer] = row
            changed += 1
        }
        return changed
    }

    mutating func restore(_ customers: [CustomerID], of incident: IncidentID, _ at: Timestamp) -> Int {
        var restored = 0
        for customer in customers where audience[incident]?[customer]?.state == .affected {
            audience[incident]?[customer]?.state = .restored
            audience[incident]?[customer]?.restoredAt = at
            restored += 1
        }
        return restored
    }

    func deliveries(_ query: DeliveryQuery) -> [Delivery] {
        let rows = deliveries.values.map(\.delivery).filter { row in
            (query.id == nil || query.id == row.id) && (query.customer == nil || query.customer == row.customer)
                && query.states?.contains(row.state) ?? true
                && row.subject.key.utf8.starts(with: (query.subjectPrefix ?? "").utf8)
        }
        return Array(rows.sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }.prefix(query.limit))
    }

    mutating func put(_ rows: [Delivery]) -> Int {
        var queued = 0
        for row in rows where deliveries[row.id] == nil {
            deliveries[row.id] = DeliveryLine(delivery: row, generation: 0)
            queued += 1
        }
        return queued
    }

    mutating func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) -> [Delivery] {
        let due = deliveries.values.map(\.delivery).filter { $0.state.after(.claim) != nil && $0.notBefore <= now }
            .sorted { ($0.notBefore, $0.id) < ($1.notBefore, $1.id) }
        return due.prefix(limit).map { delivery in
            var claimed = delivery
            claimed.state = claimed.state.after(.claim) ?? claimed.state
            deliveries[claimed.id] = DeliveryLine(delivery: claimed, generation: generation)
            return claimed
        }
    }

    mutating func stepDelivery(
        _ id: DeliveryID, _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String?, _ notBefore: Timestamp?,
        _ generation: Int
    ) -> Int {
        guard deliveries[id] != nil, stepDelivery(id, step, at, reason) else { return 0 }
        if let notBefore { deliveries[id]?.delivery.notBefore = notBefore }
        deliveries[id]?.generation = generation
        return 1
    }

    mutating func stepDeliveries(
        _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String?, _ generation: Int?,
        where matches: (DeliveryLine) -> Bool
    ) -> Int {
        var stepped = 0
        for (id, line) in deliveries where matches(line) && stepDelivery(id, step, at, reason) {
            if let generation { deliveries[id]?.generation = generation }
            stepped += 1
        }
        return stepped
    }

    private mutating func stepDelivery(
        _ id: DeliveryID, _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String?
    ) -> Bool {
        guard var delivery = deliveries[id]?.delivery, let next = delivery.state.after(step) else { return false }
        let settling: Set<DeliveryState.Step> = [.settle, .suppress, .merge, .giveUp, .capture]
        delivery.state = next
        delivery.settledAt = settling.contains(step) ? at : nil
        delivery.reason = reason
        if step == .handOver { delivery.attempts += 1 }
        deliveries[id]?.delivery = delivery
        return true
    }
}
