import EvenkeelDomain
import EvenkeelLedger
import EvenkeelSimulator
import Synchronization

/// A store in which something happens while the placements that are due are first read.
final class InterruptedStore: ForwardingStore {
    let base: any Store
    private let happening: Mutex<(@Sendable () async -> Void)?>

    init(_ base: any Store, happening: @escaping @Sendable () async -> Void) {
        self.base = base
        self.happening = Mutex(happening)
    }

    func placements(_ query: PlacementQuery) async throws(Failure) -> [PlacementRow] {
        let rows = try await base.placements(query)
        guard query.states?.contains(.due) ?? false else { return rows }
        let happens = happening.withLock { happens in
            defer { happens = nil }
            return happens
        }
        await happens?()
        return rows
    }
}
