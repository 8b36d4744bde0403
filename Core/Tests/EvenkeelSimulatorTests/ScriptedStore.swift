import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization

/// A store whose next writes of a kind fail: before they are made, or after.
final class ScriptedStore: ForwardingStore {
    enum Fault: Sendable { case before, after }

    let base: any Store
    private let faults = Mutex<[@Sendable ([RowChange]) -> Fault?]>([])
    private let appendFaults = Mutex<[Fault]>([])
    private let failingLooks = Mutex(0)

    init(_ base: any Store) { self.base = base }

    /// The first change for which `choose` names a fault has it.
    func failChange(_ choose: @escaping @Sendable ([RowChange]) -> Fault?) { faults.withLock { $0.append(choose) } }

    func failAppend(_ fault: Fault) { appendFaults.withLock { $0.append(fault) } }

    /// The next look at what is due fails.
    func failLook() { failingLooks.withLock { $0 += 1 } }

    func isDue(before priority: DeliveryPriority, at now: Timestamp) async throws(Failure) -> Bool {
        let fails = failingLooks.withLock { failing in
            defer { failing = max(0, failing - 1) }
            return failing > 0
        }
        if fails { throw .unavailable("scripted") }
        return try await base.isDue(before: priority, at: now)
    }

    @discardableResult
    func change(_ rows: [RowChange]) async throws(Failure) -> Int {
        try await write(rows) { () async throws(Failure) in try await base.change(rows) }
    }

    /// To `choose` it is a change as another: what is settled, then a step for each message.
    func handOver(
        _ messages: [SentMessage], settling rows: [RowChange], generation: Int
    ) async throws(Failure) -> [DeliveryID] {
        let steps = messages.map { message in
            RowChange.stepDelivery(
                message.delivery, .handOver, at: message.at, reason: nil, notBefore: nil, generation: generation)
        }
        return try await write(rows + steps) { () async throws(Failure) in
            try await base.handOver(messages, settling: rows, generation: generation)
        }
    }

    private func write<Value>(
        _ rows: [RowChange], _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        let fault = faults.withLock { faults -> Fault? in
            guard let fault = faults.first?(rows) else { return nil }
            faults.removeFirst()
            return fault
        }
        if fault == .before { throw .unavailable("scripted") }
        let value = try await body()
        if fault == .after { throw .unavailable("scripted, after the write") }
        return value
    }

    func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        let fault = appendFaults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if fault == .before { throw .unavailable("scripted") }
        try await base.append(entries, after: head, rows: rows)
        if fault == .after { throw .unavailable("scripted, after the write") }
    }
}
