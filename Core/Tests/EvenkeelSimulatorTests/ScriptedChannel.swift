import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// A channel that answers as it was told to, and remembers what it took.
final class ScriptedChannel: Channel {
    let name: String
    private let script = Mutex<[(SendError, domain: String?)]>([])
    private let taken = Mutex<[OutgoingMessage]>([])

    init(_ name: String = "email") { self.name = name }

    /// Answers to the next messages; after them everything is accepted.
    func answer(_ errors: SendError...) { script.withLock { $0 += errors.map { ($0, nil) } } }

    /// Answers to the next message that goes to a domain.
    func answer(_ error: SendError, to domain: String) { script.withLock { $0.append((error, domain)) } }

    var messages: [OutgoingMessage] { taken.withLock { $0 } }

    func send(_ message: OutgoingMessage) async throws(SendError) {
        taken.withLock { $0.append(message) }
        let error = script.withLock { script in
            script.firstIndex { $0.domain == nil || $0.domain == message.to.domain }.map { script.remove(at: $0).0 }
        }
        if let error { throw error }
    }
}
