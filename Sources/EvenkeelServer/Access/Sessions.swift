import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// The open sessions, in memory: a restart ends them all, and a person logs in again.
final class Sessions: Sendable {
    static let cookie = "evenkeel_session"
    static let lifetime = TimeSpan.hours(12)
    private static let limit = 10_000

    private let open = Mutex<[String: Session]>([:])

    /// Opens a session and returns the value of its cookie.
    func begin(_ token: TokenRow, at now: Timestamp) -> String {
        let value = Secret.random()
        let session = Session(
            key: Secret.hash(value), name: token.name, tokenHash: token.secretHash, csrf: Secret.random(),
            expires: now + Self.lifetime)
        open.withLock { open in
            open = open.filter { $0.value.expires > now }
            if open.count >= Self.limit, let oldest = open.values.min(by: { $0.expires < $1.expires }) {
                open[oldest.key] = nil
            }
            open[session.key] = session
        }
        return value
    }

    func find(_ cookie: String, at now: Timestamp) -> Session? {
        let key = Secret.hash(cookie)
        return open.withLock { open in
            guard let session = open[key] else { return nil }
            if session.expires > now { return session }
            open[key] = nil
            return nil
        }
    }

    func end(_ session: Session) { open.withLock { $0[session.key] = nil } }
}
