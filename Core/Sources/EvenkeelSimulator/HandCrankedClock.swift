public import EvenkeelDomain
import Synchronization

/// A clock that moves only when it is told to.
public final class HandCrankedClock: Sendable {
    private let time: Mutex<Timestamp>

    public init(at start: Timestamp) { time = Mutex(start) }

    public var now: Timestamp { time.withLock { $0 } }

    /// Moves forward; never back.
    public func advance(to instant: Timestamp) { time.withLock { $0 = max($0, instant) } }
}
