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
        /// Those nobody uses, and what they have announced. The one returned last is taken first: its connection is the warmest.
        var idle: [(session: SMTPSession, announced: MailEnvelope?)]
        /// Sends that wait for one, first come first served.
        var waiting: [CheckedContinuation<SMTPSession, Never>] = []

        /// The one that has announced this, or one that has announced nothing, if there is one.
        mutating func takeIdle(for envelope: MailEnvelope) -> SMTPSession? {
            let index =
                idle.lastIndex { $0.announced == envelope } ?? idle.lastIndex { $0.announced == nil }
                ?? idle.indices.last
            return index.map { idle.remove(at: $0).session }
        }
    }

    private let sessions: Mutex<Sessions>

    /// A transport; nothing is connected before the first send. `sessions` is at least 1.
    public init(_ settings: SMTPSettings, sessions: Int = 4) {
        precondition(sessions > 0, "a transport without sessions would wait for ever")
        self.sessions = Mutex(Sessions(idle: (0..<sessions).map { _ in (SMTPSession(settings), nil) }))
    }

    /// Sends one message and returns once the server has taken responsibility for it.
    ///
    /// All or none: if the server refuses one recipient, the message goes to none. A
    /// courier that keeps one delivery per recipient therefore sends to one at a time.
    /// The message is the same at each call, so one that ended `uncertain` is sent again
    /// under its Message-ID.
    ///
    /// - Parameters:
    ///   - intent: the message does not arrive before it is on disk that it goes out; nil where nobody keeps a record.
    ///   - next: of the message that is most likely to follow. A server that allows it is told with the end of this one, and the
    ///     session that said so is kept for it where that is possible.
    public func send(
        _ message: MIMEMessage, in envelope: MailEnvelope, once intent: SendIntent? = nil,
        before next: MailEnvelope? = nil
    ) async throws(MailError) {
        let session = await takeSession(for: envelope)
        var announced: MailEnvelope?
        defer { giveBack(session, announced) }
        guard !Task.isCancelled else { throw .unreachable(text: "cancelled before it was sent") }
        announced = try await session.send(message.bytes(), in: envelope, once: intent ?? .written, before: next)
    }

    /// Takes leave of the server on every idle connection. A later send connects anew.
    public func close() async {
        for session in sessions.withLock({ $0.idle.map(\.session) }) { await session.close() }
    }

    private func takeSession(for envelope: MailEnvelope) async -> SMTPSession {
        if let session = sessions.withLock({ $0.takeIdle(for: envelope) }) { return session }
        return await withCheckedContinuation { turn in
            let session: SMTPSession? = sessions.withLock { sessions in
                // One may have come back just now.
                if let session = sessions.takeIdle(for: envelope) { return session }
                sessions.waiting.append(turn)
                return nil
            }
            if let session { turn.resume(returning: session) }
        }
    }

    private func giveBack(_ session: SMTPSession, _ announced: MailEnvelope?) {
        let next: CheckedContinuation<SMTPSession, Never>? = sessions.withLock { sessions in
            if sessions.waiting.isEmpty {
                sessions.idle.append((session, announced))
                return nil
            }
            return sessions.waiting.removeFirst()
        }
        next?.resume(returning: session)
    }
}
