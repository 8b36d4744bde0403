public import EvenkeelDomain
import Synchronization

/// Why a command was not carried out.
public enum LedgerError: Error, Hashable, Sendable {
    case refused(Refusal)
    case failed(Failure)
}

/// The state of this node, kept up with the journal. Everybody who decides goes through `perform`.
public actor Ledger {
    private let store: any JournalStore
    private let held: Mutex<Settings>
    private var state: State
    /// Called after the state has moved; the edges hang page caches, event streams and the conductor on it.
    private var observers: [@Sendable (Position) -> Void] = []

    private init(store: any JournalStore, settings: Settings, state: State) {
        self.store = store
        held = Mutex(settings)
        self.state = state
    }

    public nonisolated var settings: Settings { held.withLock { $0 } }

    /// Takes in the rules of the zones as they are today: laws change them a few times a year, and what was expanded ends.
    nonisolated func renewZones(_ zones: ZoneLookup) { held.withLock { $0.renewZones(zones) } }

    /// Opens the ledger: newest snapshot, then the tail of the journal.
    public static func open(store: any JournalStore, settings: Settings) async throws(Failure) -> Ledger {
        let ledger = Ledger(store: store, settings: settings, state: try await store.snapshot() ?? State())
        try await ledger.catchUp()
        return ledger
    }

    public func read<Value: Sendable>(_ body: (borrowing State) -> Value) -> Value { body(state) }

    public func observe(_ observer: @escaping @Sendable (Position) -> Void) { observers.append(observer) }

    /// Takes in whatever the journal has and the state has not: the only way the state moves.
    public func catchUp() async throws(Failure) {
        let batch = 1000
        while true {
            let entries = try await store.entries(after: state.position, limit: batch)
            take(entries)
            if entries.count < batch { return }
        }
    }

    /// Decides and appends. Retries as long as other writers were first; a command that has been carried out already
    /// is done, not repeated. Returns what was appended.
    ///
    /// - Parameter basis: where the journal ended when the rows were read that the command rests on; if it has moved
    ///   since, the command fails with `.headMoved` and the caller reads again.
    @discardableResult
    public func perform(
        _ command: Command, id: CommandID, by actor: String, at now: Timestamp, basis: Position? = nil
    ) async throws(LedgerError) -> [Entry] {
        while true {
            if state.hasCarriedOut(id) { return [] }
            if let basis, basis != state.position { throw .failed(.headMoved) }
            // The journal's time never runs backwards, whatever the clocks of several nodes say.
            let time = max(now, state.at)
            let decision: Decision
            do { decision = try state.decide(command, at: time, by: actor, settings: settings) } catch {
                throw .refused(error)
            }
            guard !decision.events.isEmpty else { return [] }
            let head = state.position
            let entries = decision.events.enumerated().map { offset, event in
                Entry(position: head + 1 + offset, at: time, command: id, actor: actor, event: event)
            }
            do throws(Failure) {
                try await store.append(entries, after: head, rows: decision.rows)
                take(entries)
                return entries
            } catch .headMoved {
                do throws(Failure) { try await catchUp() } catch { throw .failed(error) }
                // Nobody was first: the store refuses a command it carried out long ago.
                if state.position == head { return [] }
            } catch {
                throw .failed(error)
            }
        }
    }

    /// What a command would come to, looked at in a state of its own: nothing is appended, and nothing else is decided.
    func whatIf<Value: Sendable>(
        _ command: Command, by actor: String, at now: Timestamp, _ look: (borrowing State) -> Value
    ) throws(Refusal) -> Value {
        let time = max(now, state.at)
        let decision = try state.decide(command, at: time, by: actor, settings: settings)
        var after = state
        for event in decision.events {
            after.apply(
                Entry(position: after.position + 1, at: time, command: "what-if", actor: actor, event: event))
        }
        return look(after)
    }

    /// Changes rows only while the state says what they rest on: compare-and-swap on the head without an entry, so that
    /// no decision of another node can come in between. Returns false where the state says otherwise.
    public func change(
        _ rows: [RowChange], while holds: @Sendable (borrowing State) -> Bool
    ) async throws(Failure) -> Bool {
        while holds(state) {
            do throws(Failure) {
                try await store.append([], after: state.position, rows: rows)
                return true
            } catch .headMoved {
                try await catchUp()
            } catch {
                throw error
            }
        }
        return false
    }

    public func saveSnapshot() async throws(Failure) { try await store.saveSnapshot(state) }

    private func take(_ entries: [Entry]) {
        var moved = false
        for entry in entries where entry.position == state.position + 1 {
            state.apply(entry)
            moved = true
        }
        if moved { for observer in observers { observer(state.position) } }
    }
}
