public import EvenkeelLedger
import Synchronization

/// Sends mail through one SMTP server, over a fixed number of sessions that keep their connections.
///
/// Each session has a thread of its own, so sends run side by side up to the number
/// of sessions; further ones wait in order. A send that has begun runs to its end or
/// its timeout even when its task is cancelled: to stop it halfway would leave the
/// message in doubt. Whoever wants that calls its intent off.
public final class SMTPTransport: Sendable {
    private struct Sessions {
        /// Those nobody uses. The one returned last is taken first: its connection is the warmest.
        var idle: [SMTPSession]
        /// Sends that wait for one, first come first served.
        var waiting: [CheckedContinuation<SMTPSession, Never>] = []
    }

    private let sessions: Mutex<Sessions>

    /// A transport; nothing is connected before the first send. `sessions` is at least 1.
    public init(_ settings: SMTPSettings, sessions: Int = 4) {
        precondition(sessions > 0, "a transport without sessions would wait for ever")
        self.sessions = Mutex(Sessions(idle: (0..<sessions).map { _ in SMTPSession(settings) }))
    }

    /// Sends one message and returns once the server has taken responsibility for it.
    ///
    /// All or none: if the server refuses one recipient, the message goes to none. A
    /// courier that keeps one delivery per recipient therefore sends to one at a time.
    /// An address that is not one is `permanent` with code 553, as a server would say
    /// (RFC 5321 section 4.2.3), and does not reach the wire. The message is the same
    /// at each call, so one that ended `uncertain` is sent again under its Message-ID.
    ///
    /// - Parameter intent: the message does not arrive before it is on disk that it goes out; nil where nobody keeps a record.
    public func send(
        _ message: MIMEMessage, to recipients: [String], from sender: String, once intent: SendIntent? = nil
    ) async throws(MailError) {
        let sender = try Self.address(sender)
        var addresses: [MailAddress] = []
        for recipient in recipients { addresses.append(try Self.address(recipient)) }
        guard !addresses.isEmpty else { throw .permanent(code: 554, text: "no recipients") }

        let session = await takeSession()
        defer { giveBack(session) }
        guard !Task.isCancelled else { throw .unreachable(text: "cancelled before it was sent") }
        try await session.send(message.bytes(), to: addresses, from: sender, once: intent ?? .written)
    }

    /// Takes leave of the server on every idle connection. A later send connects anew.
    public func close() async {
        for session in sessions.withLock(\.idle) { await session.close() }
    }

    private func takeSession() async -> SMTPSession {
        if let session = sessions.withLock({ $0.idle.popLast() }) { return session }
        return await withCheckedContinuation { turn in
            let session: SMTPSession? = sessions.withLock { sessions in
                // One may have come back just now.
                if let session = sessions.idle.popLast() { return session }
                sessions.waiting.append(turn)
                return nil
            }
            if let session { turn.resume(returning: session) }
        }
    }

    private func giveBack(_ session: SMTPSession) {
        let next: CheckedContinuation<SMTPSession, Never>? = sessions.withLock { sessions in
            if sessions.waiting.isEmpty {
                sessions.idle.append(session)
                return nil
            }
            return sessions.waiting.removeFirst()
        }
        next?.resume(returning: session)
    }

    private static func address(_ text: String) throws(MailError) -> MailAddress {
        do {
            return try MailAddress(text)
        } catch {
            throw .permanent(code: 553, text: "not a mail address: \(HeaderText(text))")
        }
    }
}
