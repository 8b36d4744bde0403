public import EvenkeelLedger

/// What a database must offer so that Evenkeel can keep its facts there.
///
/// A driver blocks its own threads, never the threads that run Swift tasks, and lets no error of its database out:
/// only a `Failure` leaves it.
public protocol SQLDriver: Sendable {
    /// Runs `body` against one consistent picture of the database.
    func read<Value: Sendable>(
        _ body: @Sendable (any SQLTransaction) throws(Failure) -> Value
    ) async throws(Failure) -> Value

    /// Runs `body` in one transaction that is on stable storage when this returns, and undone when it throws. It may be
    /// run again where the database lost what it did; only what it returned last is told.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLTransaction) throws(Failure) -> Value
    ) async throws(Failure) -> Value
}
