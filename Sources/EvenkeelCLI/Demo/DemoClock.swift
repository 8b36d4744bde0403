import EvenkeelDomain
import Synchronization

/// A clock that stands still until the demo moves it, so that no due second is ever skipped.
final class DemoClock: Sendable {
    private let time: Mutex<Timestamp>

    init(at start: Timestamp) { time = Mutex(start) }

    var now: Timestamp { time.withLock { $0 } }

    func advance(to instant: Timestamp) { time.withLock { $0 = max($0, instant) } }
}
