import EvenkeelLedger
import EvenkeelSimulator

@testable import EvenkeelStore

/// The stores that the contract is put to.
enum StoreKind: String, CaseIterable, Sendable {
    case memory, sqlite

    func withStore(_ body: (any Store) async throws -> Void) async throws {
        switch self {
        case .memory: try await body(MemoryStore())
        case .sqlite:
            try await withDirectory { directory in
                let driver = CheckingDriver(base: try await SQLiteDriver.open(directory: directory))
                try await body(try await SQLStore.open(driver))
            }
        }
    }
}
