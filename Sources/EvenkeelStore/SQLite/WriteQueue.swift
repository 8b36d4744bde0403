import GRDB
import Synchronization

/// Writes that are asked for at the same time share one transaction, and so one wait for the disk, which is most of what
/// a small write takes.
///
/// Each is a savepoint of its own: one that fails is undone, and the others stand. Nobody is answered before all of it is
/// on stable storage.
final class WriteQueue: Sendable {
    /// So many share one transaction at most: whoever came first waits for the others.
    private static let most = 64

    private let pool: DatabasePool
    private let waiting = Mutex<[QueuedWrite]>([])

    init(pool: DatabasePool) { self.pool = pool }

    func write<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let write = QueuedWrite(body) { continuation.resume(with: $0) }
            waiting.withLock { $0.append(write) }
            // As many turns as writes: the first takes what has come by then, and the turns of those find nothing to do.
            pool.asyncWriteWithoutTransaction { self.carryOut($0) }
        }
    }

    private func carryOut(_ database: Database) {
        let group = waiting.withLock { waiting in
            let group = Array(waiting.prefix(Self.most))
            waiting.removeFirst(group.count)
            return group
        }
        guard group.count > 1 else {
            group.first?.runAlone(database)
            return
        }
        let answers: [@Sendable () -> Void]
        var hasBegun = false
        do {
            answers = try database.inPreparedTransaction {
                hasBegun = true
                return try group.map { try $0.run(database) }
            }
        } catch {
            for write in group {
                // Nothing of it stands: each by itself, so that each hears its own answer. Where not even a transaction could
                // be begun, that is the answer.
                if hasBegun { write.runAlone(database) } else { write.fail(error) }
            }
            return
        }
        for answer in answers { answer() }
    }
}

/// One write that waits for its turn.
private struct QueuedWrite: Sendable {
    /// Runs it in a savepoint and returns what gives its answer. Throws where the whole transaction is lost with it.
    let run: @Sendable (Database) throws -> @Sendable () -> Void
    /// Runs it in a transaction of its own and gives its answer.
    let runAlone: @Sendable (Database) -> Void
    let fail: @Sendable (any Error) -> Void

    init<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value,
        answer: @escaping @Sendable (Result<Value, any Error>) -> Void
    ) {
        run = { database in
            do {
                let value = try database.inPreparedSavepoint { try body(database) }
                return { answer(.success(value)) }
            } catch {
                guard database.isInsideTransaction else { throw error }
                return { answer(.failure(error)) }
            }
        }
        runAlone = { database in
            answer(Result { try database.inPreparedTransaction { try body(database) } })
        }
        fail = { answer(.failure($0)) }
    }
}
