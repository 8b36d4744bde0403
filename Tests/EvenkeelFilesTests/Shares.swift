import Synchronization

/// Collects what several threads tell.
final class Shares: Sendable {
    private let told = Mutex<[Double]>([])

    var all: [Double] { told.withLock { $0 } }

    func add(_ share: Double) { told.withLock { $0.append(share) } }
}
