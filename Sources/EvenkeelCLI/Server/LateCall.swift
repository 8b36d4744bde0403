import Synchronization

/// Whoever is to be called, known only once the loops are made.
final class LateCall: Sendable {
    private let body = Mutex<@Sendable () -> Void>({})

    var call: @Sendable () -> Void {
        get { body.withLock { $0 } }
        set { body.withLock { $0 = newValue } }
    }
}
