import EvenkeelDomain
import Synchronization

/// How often the public may ask us to write to an address. In memory: a restart forgets it, and the mail of a wish is
/// queued once an hour whatever happens.
final class QuestionLimit: Sendable {
    enum Answer { case ask, saySo, tooMany }

    static let perClient = 20
    static let perAddress = 3
    static let perHour = 1000

    private struct Counts {
        var hour: Int64 = -1
        var all = 0
        var clients: [String: Int] = [:]
        var addresses: [String: Int] = [:]
    }

    private let counts = Mutex(Counts())

    /// `saySo` is answered as `ask` is, so that nobody learns what an address was asked before; only how much a client
    /// asks, and how much all do, is ever told.
    func answer(client: String, address: EmailAddress, at now: Timestamp) -> Answer {
        let hour = now.milliseconds / TimeSpan.hours(1).milliseconds
        return counts.withLock { counts in
            if counts.hour != hour { counts = Counts(hour: hour) }
            counts.clients[client, default: 0] += 1
            guard counts.clients[client, default: 0] <= Self.perClient, counts.all < Self.perHour else {
                return .tooMany
            }
            counts.addresses[address.folded, default: 0] += 1
            guard counts.addresses[address.folded, default: 0] <= Self.perAddress else { return .saySo }
            counts.all += 1
            return .ask
        }
    }
}
