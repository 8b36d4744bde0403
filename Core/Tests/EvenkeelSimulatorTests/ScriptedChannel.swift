import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// A channel that answers as it was told to, and remembers what it took.
final class ScriptedChannel: Channel {
    let name = "email"
    private let script = Mutex<[SendError]>([])
    private let taken = Mutex<[OutgoingMessage]>([])

    /// Answers to the next messages; after them everything is accepted.
    func answer(_ errors: SendError...) { script.withLock { $0 += errors } }

    var messages: [OutgoingMessage] { taken.withLock { $0 } }

    func send(_ message: OutgoingMessage) async throws(SendError) {
        taken.withLock { $0.append(message) }
        let error = script.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let error { throw error }
    }
}
