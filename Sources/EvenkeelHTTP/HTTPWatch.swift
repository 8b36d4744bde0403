import Synchronization

/// Looks at a call under way, from libcurl's thread: tells how much has left, and whether to go on.
final class HTTPWatch: Sendable {
    private let bodyBytes: Int
    private let sent: (@Sendable (Double) -> Void)?
    private let isCalledOff = Atomic(false)

    init(bodyBytes: Int, sent: (@Sendable (Double) -> Void)?) {
        self.bodyBytes = bodyBytes
        self.sent = sent
    }

    func callOff() { isCalledOff.store(true, ordering: .relaxed) }

    /// True if the call is to end.
    func looked(_ sentBytes: Int) -> Bool {
        if bodyBytes > 0, sentBytes > 0 { sent?(Double(sentBytes) / Double(bodyBytes)) }
        return isCalledOff.load(ordering: .relaxed)
    }
}
