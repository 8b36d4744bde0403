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

    public init() {}

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

    /// Calls `body` as soon as it is known, on whichever thread that is: true where the message may arrive.
    public func whenSettled(_ body: @escaping @Sendable (Bool) -> Void) {
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
