import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    /// A member that is there already keeps its state.
    mutating func put(_ members: [AudienceMember], of incident: IncidentID) -> Int {
        var changed = 0
        for member in members {
            var row = member
            if let known = audience[incident]?[member.customer] {
                (row.state, row.restoredAt, row.restoredHow) = (known.state, known.restoredAt, known.restoredHow)
                if row == known { continue }
            }
            audience[incident, default: [:]][member.customer] = row
            changed += 1
        }
        return changed
    }

    mutating func restore(_ customers: [CustomerID], of incident: IncidentID, _ how: String?, _ at: Timestamp) -> Int {
        var restored = 0
        for customer in customers where audience[incident]?[customer]?.state == .affected {
            audience[incident]?[customer]?.state = .restored
            audience[incident]?[customer]?.restoredAt = at
            audience[incident]?[customer]?.restoredHow = how
            restored += 1
        }
        return restored
    }

    /// The quarantine belongs to the address, not to the row.
    func subscriber(_ folded: String) -> Subscriber? {
        guard var subscriber = subscribers[folded] else { return nil }
        subscriber.quarantine = quarantines[folded]
        return subscriber
    }

    func replies(_ query: ReplyQuery) -> [ReplyRow] {
        let rows = replies.values.filter { row in
            (query.customer == nil || query.customer == row.customer)
                && (query.thread == nil || query.thread == row.thread) && (query.id == nil || query.id == row.id)
                && (!query.waiting || row.waits)
        }
        return Array(rows.sorted { ($1.receivedAt, $1.id) < ($0.receivedAt, $0.id) }.prefix(query.limit))
    }

    func deliveries(_ query: DeliveryQuery) -> [Delivery] {
        func fits(_ row: Delivery) -> Bool {
            (query.customer == nil || query.customer == row.customer)
                && (query.reason == nil || query.reason == row.reason)
                && (query.recipient == nil || query.recipient == row.recipient)
                && (!query.isTried || row.attempts > 0)
                && (!query.isDoubted || row.reason?.hasPrefix(Delivery.doubt) == true)
                && query.states?.contains(row.state) ?? true
                && query.subjectPrefix.map { row.subject.key.utf8.starts(with: $0.utf8) } ?? true
        }
        let rows: [Delivery] =
            if let id = query.id {
                deliveries[id].map { [$0.delivery] }?.filter(fits) ?? []
            } else if let states = query.states, states.isSubset(of: Self.unsettledStates) {
                unsettled.compactMap { deliveries[$0]?.delivery }.filter(fits)
            } else {
                deliveries.values.map(\.delivery).filter(fits)
            }
        return Array(rows.sorted { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }.prefix(query.limit))
    }

    mutating func put(_ rows: [Delivery]) -> Int {
        var queued = 0
        for row in rows where deliveries[row.id] == nil {
            keep(DeliveryLine(delivery: row, generation: 0))
            queued += 1
        }
        return queued
    }

    mutating func claimDeliveries(at now: Timestamp, limit: Int, generation: Int) -> [Delivery] {
        let due = unsettled.compactMap { deliveries[$0]?.delivery }.filter {
            $0.state.after(.claim) != nil && $0.notBefore <= now
        }
        .sorted { ($0.priority, $0.notBefore, $0.id) < ($1.priority, $1.notBefore, $1.id) }
        return due.prefix(limit).map { delivery in
            var claimed = delivery
            claimed.state = claimed.state.after(.claim) ?? claimed.state
            keep(DeliveryLine(delivery: claimed, generation: generation))
            return claimed
        }
    }

    func isDue(before priority: DeliveryPriority, at now: Timestamp) -> Bool {
        unsettled.contains { id in
            guard let delivery = deliveries[id]?.delivery else { return false }
            return delivery.state == .queued && delivery.priority < priority && delivery.notBefore <= now
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
        let moving = DeliveryState.allCases.filter { $0.after(step) != nil }
        let ids = Self.unsettledStates.isSuperset(of: moving) ? Array(unsettled) : Array(deliveries.keys)
        for id in ids where deliveries[id].map(matches) ?? false && stepDelivery(id, step, at, reason) {
            if let generation { deliveries[id]?.generation = generation }
            stepped += 1
        }
        return stepped
    }

    private mutating func stepDelivery(
        _ id: DeliveryID, _ step: DeliveryState.Step, _ at: Timestamp, _ reason: String?
    ) -> Bool {
        guard let line = deliveries[id], let next = line.delivery.state.after(step) else { return false }
        var delivery = line.delivery
        let settling: Set<DeliveryState.Step> = [.settle, .suppress, .merge, .giveUp, .capture]
        delivery.state = next
        delivery.settledAt = settling.contains(step) ? at : nil
        func saysDoubt(_ reason: String?) -> Bool { reason?.hasPrefix(Delivery.doubt) == true }
        let isKept = Delivery.stepsUnderway.contains(step) && saysDoubt(delivery.reason) && !saysDoubt(reason)
        if !isKept { delivery.reason = reason }
        if step == .handOver { delivery.attempts += 1 }
        if step == .release, line.delivery.state == .sending { delivery.attempts = max(0, delivery.attempts - 1) }
        keep(DeliveryLine(delivery: delivery, generation: line.generation))
        return true
    }

    private static let unsettledStates: Set<DeliveryState> = [.queued, .claimed, .sending, .uncertain]

    private mutating func keep(_ line: DeliveryLine) {
        let id = line.delivery.id
        deliveries[id] = line
        if Self.unsettledStates.contains(line.delivery.state) { unsettled.insert(id) } else { unsettled.remove(id) }
    }
}
