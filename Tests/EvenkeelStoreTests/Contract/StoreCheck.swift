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

/// Runs `body` and expects it to fail in the way that `isExpected` knows.
func expectFailure(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ isExpected: (Failure) -> Bool,
    from body: () async throws(Failure) -> Void
) async {
    do throws(Failure) {
        try await body()
        Issue.record("it succeeded, where \(what) was expected", sourceLocation: sourceLocation)
    } catch {
        #expect(isExpected(error), "\(error), where \(what) was expected", sourceLocation: sourceLocation)
    }
}
