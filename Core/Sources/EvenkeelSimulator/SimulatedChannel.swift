import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// A mail server with moods. What becomes of a message depends on the delivery and the attempt, not on the order of
/// messages.
final class SimulatedChannel: Channel {
    let name = "email"
    private let auditor: Auditor
    private let clock: HandCrankedClock
    private let seed: UInt64
    private let faults: Faults
    private let attempts = Mutex<[DeliveryID: Int]>([:])

    init(auditor: Auditor, clock: HandCrankedClock, seed: UInt64, faults: Faults) {
        self.auditor = auditor
        self.clock = clock
        self.seed = seed
        self.faults = faults
    }

    func send(_ message: OutgoingMessage) async throws(SendError) {
        let attempt = attempts.withLock { attempts in
            attempts[message.delivery, default: 0] += 1
            return attempts[message.delivery, default: 0]
        }
        var random = SplitMix64(seed: seed, for: "mail/\(message.delivery)/\(attempt)")
        guard random.chance(faults.channel) else {
            await auditor.sawAccepted(message, at: clock.now)
            return
        }
        switch random.below(10) {
        case 0: throw .refused("550 no such mailbox")
        case 1...4: throw .later("451 try again")
        case 5...6: throw .unreachable("connection refused")
        default:
            if random.chance(0.5) { await auditor.sawAccepted(message, at: clock.now) }
            throw .uncertain("no answer after the final dot")
        }
    }
}
