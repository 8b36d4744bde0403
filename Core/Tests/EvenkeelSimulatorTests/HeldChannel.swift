import EvenkeelDomain
import EvenkeelLedger

/// A channel that answers nobody until it is let go, and counts how many wait for it, by domain.
actor HeldChannel: Channel {
    nonisolated let name: String
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isOpen: Bool
    private var busy: [String: Int] = [:]
    private(set) var most: [String: Int] = [:]
    private(set) var messages: [OutgoingMessage] = []

    /// - Parameter isOpen: answers at once.
    init(_ name: String, isOpen: Bool = false) {
        self.name = name
        self.isOpen = isOpen
    }

    func letGo() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func send(_ message: OutgoingMessage) async throws(SendError) {
        messages.append(message)
        let domain = message.to.domain
        busy[domain, default: 0] += 1
        most[domain] = max(most[domain] ?? 0, busy[domain] ?? 0)
        if isOpen { await Task.yield() } else { await withCheckedContinuation { waiting.append($0) } }
        busy[domain, default: 1] -= 1
    }
}
