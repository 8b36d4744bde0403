import EvenkeelDomain
import EvenkeelLedger
import Synchronization

/// Something that `DaySimulation` is to find.
public enum DayBug: Sendable {
    /// What says that a day does not hold arrives nowhere.
    case lostLetters
}

/// Takes every letter.
final class DayChannel: Channel {
    let name = "email"
    /// The kind of letters that are taken and thrown away.
    private let loses: String?
    private let taken = Mutex<[OutgoingMessage]>([])

    init(loses: String? = nil) { self.loses = loses }

    func send(_ message: OutgoingMessage) async throws(SendError) {
        if let loses, message.subject.hasPrefix(loses) { return }
        taken.withLock { $0.append(message) }
    }

    func take() -> [OutgoingMessage] {
        taken.withLock { taken in
            defer { taken = [] }
            return taken
        }
    }
}
