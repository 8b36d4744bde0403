import EvenkeelLedger
import EvenkeelSimulator
import Synchronization

/// A store whose next writes of a kind fail: before they are made, or after.
final class ScriptedStore: ForwardingStore {
    enum Fault: Sendable { case before, after }

    let base: any Store
    private let faults = Mutex<[@Sendable ([RowChange]) -> Fault?]>([])
    private let appendFaults = Mutex<[Fault]>([])

    init(_ base: any Store) { self.base = base }

    /// The first change for which `choose` names a fault has it.
    func failChange(_ choose: @escaping @Sendable ([RowChange]) -> Fault?) { faults.withLock { $0.append(choose) } }

    func failAppend(_ fault: Fault) { appendFaults.withLock { $0.append(fault) } }

    @discardableResult
    func change(_ rows: [RowChange]) async throws(Failure) -> Int {
        let fault = faults.withLock { faults -> Fault? in
            guard let fault = faults.first?(rows) else { return nil }
            faults.removeFirst()
            return fault
        }
        if fault == .before { throw .unavailable("scripted") }
        let count = try await base.change(rows)
        if fault == .after { throw .unavailable("scripted, after the write") }
        return count
    }

    func append(_ entries: [Entry], after head: Position, rows: [RowChange]) async throws(Failure) {
        let fault = appendFaults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if fault == .before { throw .unavailable("scripted") }
        try await base.append(entries, after: head, rows: rows)
        if fault == .after { throw .unavailable("scripted, after the write") }
    }
}
