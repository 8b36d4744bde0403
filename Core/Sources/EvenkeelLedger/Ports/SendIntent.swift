import Synchronization

/// That a message goes out: on disk, withdrawn, or not known yet; and whether its sender still waits for an answer.
///
/// What is not on disk may not arrive: after a crash nobody would know of it.
public final class SendIntent: Sendable {
    private enum State {
        case open(waiting: [@Sendable (Bool) -> Void])
        case settled(isWritten: Bool)
    }

    private let state = Mutex(State.open(waiting: []))
    private let calledOff = Atomic(false)
    private let demanded = Atomic(false)
    private let onDemand: (@Sendable (_ intent: SendIntent, _ mayBlock: Bool) -> Void)?

    /// - Parameter onDemand: sees to it that it is settled, once somebody is so far as to want that; nil where it is seen to
    ///   anyway. May keep its thread for as long as a disk takes where that is said.
    public init(onDemand: (@Sendable (_ intent: SendIntent, _ mayBlock: Bool) -> Void)? = nil) {
        self.onDemand = onDemand
    }

    /// One that is settled: the message may arrive at once.
    public static var written: SendIntent {
        let intent = SendIntent()
        intent.settle(isWritten: true)
        return intent
    }

    /// Says, once, whether it is on disk.
    public func settle(isWritten: Bool) {
        let waiting = state.withLock { state in
            guard case .open(let waiting) = state else { preconditionFailure("an intent is settled once") }
            state = .settled(isWritten: isWritten)
            return waiting
        }
        for body in waiting { body(isWritten) }
    }

    /// From here on its sender needs nothing but the leave.
    public func demand(mayBlock: Bool) {
        guard !demanded.exchange(true, ordering: .relaxed) else { return }
        onDemand?(self, mayBlock)
    }

    /// True once its sender needed nothing but the leave. Before that nothing can have arrived.
    public var isDemanded: Bool { demanded.load(ordering: .relaxed) }

    /// Calls `body` as soon as it is known, on whichever thread that is: true where the message may arrive.
    public func whenSettled(_ body: @escaping @Sendable (Bool) -> Void) {
        demand(mayBlock: false)
        let known: Bool? = state.withLock { state in
            switch state {
            case .settled(let isWritten): return isWritten
            case .open(let waiting):
                state = .open(waiting: waiting + [body])
                return nil
            }
        }
        if let known { body(known) }
    }

    /// True where the message may arrive, false where it may not; nil while it is not known.
    public var known: Bool? {
        state.withLock { if case .settled(let isWritten) = $0 { isWritten } else { nil } }
    }

    /// Asks the channel to wait no longer: what may have arrived by then ends `uncertain`, anything else as not sent. Not every
    /// channel hears it.
    public func callOff() { calledOff.store(true, ordering: .relaxed) }

    public var isCalledOff: Bool { calledOff.load(ordering: .relaxed) }

    /// True while somebody waits for it.
    public var isAwaited: Bool {
        state.withLock { if case .open(let waiting) = $0 { !waiting.isEmpty } else { false } }
    }

    /// True once it is on disk, false where it is withdrawn; waits for it.
    public var isWritten: Bool {
        get async {
            await withCheckedContinuation { continuation in whenSettled { continuation.resume(returning: $0) } }
        }
    }
}
