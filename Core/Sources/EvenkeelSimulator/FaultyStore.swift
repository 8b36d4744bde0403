import EvenkeelDomain
public import EvenkeelLedger
import Synchronization

/// One process's connection to a store, with faults: not reachable, written but reported as failed, or the end of the
/// process in the middle. After a crash nothing goes through this connection any more; a new process opens another.
public final class FaultyStore: ForwardingStore {
    private struct Condition {
        var random: SplitMix64
        var faults: Faults
        var isDead = false
        var faultCount = 0
        var crashCount = 0
    }

    private enum Fate { case well, lost, hidden, deadBefore, deadAfter }

    public let base: any Store
    private let condition: Mutex<Condition>

    public init(_ base: any Store, faults: Faults, seed: UInt64) {
        self.base = base
        condition = Mutex(Condition(random: SplitMix64(seed: seed), faults: faults))
    }

    /// True once the process behind it has ended.
    public var isDead: Bool { condition.withLock { $0.isDead } }
    public var faultCount: Int { condition.withLock { $0.faultCount } }
    public var crashCount: Int { condition.withLock { $0.crashCount } }

    public func stopFaults() { condition.withLock { $0.faults = .none } }

    public func kill() { condition.withLock { $0.isDead = true } }

    private func fate(writes: Bool) throws(Failure) -> Fate {
        try condition.withLock { condition throws(Failure) in
            if condition.isDead { throw .unavailable("the process has ended") }
            let faults = condition.faults
            var draw = Double.random(in: 0..<1, using: &condition.random)
            func falls(_ probability: Double) -> Bool {
                draw -= probability
                return draw < 0
            }
            if falls(faults.unavailable) {
                condition.faultCount += 1
                return .lost
            }
            if writes, falls(faults.succeededButReportedFailure) {
                condition.faultCount += 1
                return .hidden
            }
            if falls(faults.crash) {
                condition.crashCount += 1
                condition.isDead = true
                return writes && condition.random.chance(0.5) ? .deadAfter : .deadBefore
            }
            return .well
        }
    }

    public func pass<Value: Sendable>(
        writes: Bool, _ call: (any Store) async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        switch try fate(writes: writes) {
        case .well: return try await call(base)
        case .lost: throw .unavailable("simulated")
        case .hidden:
            _ = try await call(base)
            throw .unavailable("simulated, after the write")
        case .deadBefore: throw .unavailable("simulated crash")
        case .deadAfter:
            _ = try await call(base)
            throw .unavailable("simulated crash, after the write")
        }
    }
}
