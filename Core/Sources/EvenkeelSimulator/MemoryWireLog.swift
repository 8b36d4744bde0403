public import EvenkeelDomain
public import EvenkeelLedger
import Synchronization

/// A wire log in memory. What it was told outlives a process as long as the next one is given the same `Disk`.
public final class MemoryWireLog: WireLog {
    /// Where it is kept.
    public final class Disk: Sendable {
        fileprivate let record = Mutex<WireRecord?>(nil)

        public init() {}
    }

    private let disk: Disk
    private let isDead: @Sendable () -> Bool
    private let forgetsMarks: Bool

    /// - Parameters:
    ///   - isDead: true once the process that has it has ended.
    ///   - forgetsMarks: says of each mark that it is kept, and keeps none.
    public init(
        on disk: Disk = Disk(), forgetsMarks: Bool = false, isDead: @escaping @Sendable () -> Bool = { false }
    ) {
        (self.disk, self.forgetsMarks, self.isDead) = (disk, forgetsMarks, isDead)
    }

    private static let ended = Failure.unavailable("the process has ended")

    public func record() async throws(Failure) -> WireRecord? {
        if isDead() { throw Self.ended }
        return disk.record.withLock { $0 }
    }

    public func begin(generation: Int) async throws(Failure) {
        if isDead() { throw Self.ended }
        disk.record.withLock { $0 = WireRecord(generation: generation, marks: []) }
    }

    public func mark(_ mark: WireMark, then: @escaping @Sendable (Failure?) -> Void) {
        if isDead() { return then(Self.ended) }
        self.mark(mark)
        then(nil)
    }

    public func mark(_ mark: WireMark) {
        if !forgetsMarks, !isDead() { disk.record.withLock { $0?.marks.append(mark) } }
    }

    public func forget(_ deliveries: [DeliveryID]) {
        let gone = Set(deliveries)
        disk.record.withLock { $0?.marks.removeAll { gone.contains($0.delivery) } }
    }
}
