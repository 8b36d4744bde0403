import EvenkeelDomain

/// The mails of a round while they leave: what has not begun, and what is on the wire, also of rounds before.
struct MailDesk {
    enum Look {
        case notYet
        /// Whether all may still leave, and nothing more urgent waits.
        case due(OutboundState)
        /// Well within the lease, so that no other node takes this one for gone.
        case tooLong
    }

    /// A round ends after so long. Looked at before each message, since a server may take a minute for one.
    static let patience = TimeSpan.seconds(10)
    /// Where nothing has moved for so long, others need not wait for it.
    static let stall = TimeSpan(milliseconds: 500)

    /// The last first, so that taking the next moves nothing.
    private var waiting: [(Delivery, OutgoingMessage)] = []
    /// How many are on the wire to an address, or to a domain.
    private var busy: [String: Int] = [:]
    private var outbound = OutboundState.capture
    private let perDomain: Int
    private var begun = Timestamp(milliseconds: 0)
    private var nextLook = Timestamp(milliseconds: 0)
    /// When something was taken, or through, for the last time.
    private var movedAt = Timestamp(milliseconds: 0)
    private(set) var hasGivenWay = false

    init(perDomain: Int) { self.perDomain = perDomain }

    /// The mails of a round, behind the few that are left of the one before.
    mutating func add(_ messages: [(Delivery, OutgoingMessage)], _ outbound: OutboundState, at now: Timestamp) {
        waiting.insert(contentsOf: messages.reversed(), at: 0)
        self.outbound = outbound
        (begun, nextLook, movedAt, hasGivenWay) = (now, now, now, false)
    }

    /// How many have not begun.
    var count: Int { waiting.count }

    var next: Delivery? { waiting.last?.0 }

    /// Whether it is time to look around; whoever asks is the one to do it.
    mutating func look(at now: Timestamp) -> Look {
        if now > begun + Self.patience { return .tooLong }
        guard now >= nextLook else { return .notYet }
        nextLook = now + Courier.glance
        return .due(outbound)
    }

    /// The next for which its domain has room; one at a time to an address, so that what somebody is told comes in the order
    /// in which it was said.
    ///
    /// Who gets nil may go home: whatever is waiting then waits for one on the wire, and who has that takes it.
    mutating func takeNext(at now: Timestamp) -> (Delivery, OutgoingMessage)? {
        guard
            let index = waiting.lastIndex(where: { (_, message) in
                busy[Self.domain(message.to), default: 0] < perDomain && busy[message.to.folded] == nil
            })
        else { return nil }
        let taken = waiting.remove(at: index)
        busy[Self.domain(taken.1.to), default: 0] += 1
        busy[taken.1.to.folded] = 1
        movedAt = now
        return taken
    }

    mutating func free(_ address: EmailAddress, at now: Timestamp) {
        movedAt = now
        busy[Self.domain(address), default: 1] -= 1
        busy[address.folded] = nil
    }

    /// True where nothing has moved for a while. A clock that was put back begins to count anew.
    mutating func isStalled(at now: Timestamp) -> Bool {
        movedAt = min(movedAt, now)
        return now >= movedAt + Self.stall
    }

    /// What has not begun, for something else to leave first.
    mutating func giveWay() -> [Delivery] {
        hasGivenWay = true
        return clear()
    }

    /// What has not begun: nobody takes it any more.
    mutating func clear() -> [Delivery] {
        defer { waiting = [] }
        return waiting.map(\.0)
    }

    private static func domain(_ address: EmailAddress) -> String { address.domain.lowercased() }
}
