import EvenkeelLedger
import Testing

/// A failure without its words.
enum FailureKind: Hashable, Sendable {
    case headMoved, rowsMoved, unavailable, full, damaged

    init(of failure: Failure) {
        self =
            switch failure {
            case .headMoved: .headMoved
            case .rowsMoved: .rowsMoved
            case .unavailable: .unavailable
            case .full: .full
            case .damaged: .damaged
            }
    }
}

/// Runs `body` and expects it to fail in this way.
func expectFailure(
    _ expected: FailureKind, sourceLocation: SourceLocation = #_sourceLocation,
    from body: () async throws(Failure) -> Void
) async {
    do throws(Failure) {
        try await body()
        Issue.record("it succeeded, where \(expected) was expected", sourceLocation: sourceLocation)
    } catch {
        #expect(FailureKind(of: error) == expected, "\(error)", sourceLocation: sourceLocation)
    }
}
