import EvenkeelLedger
import Testing

/// One sentence of what every store promises, and how to see that it holds. Gets an empty store.
struct StoreCheck: Sendable, CustomTestStringConvertible {
    let name: String
    let body: @Sendable (any Store) async throws -> Void

    init(_ name: String, _ body: @escaping @Sendable (any Store) async throws -> Void) {
        self.name = name
        self.body = body
    }

    var testDescription: String { name }
}
