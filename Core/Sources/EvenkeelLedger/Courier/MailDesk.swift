import EvenkeelDomain

/// The mails of a round while they leave: what has not begun, and what is on the wire.
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

    /// The last first, so that taking the next moves nothing.
    private var waiting: [(Delivery, OutgoingMessage)]
    /// How many are on the wire to an address, or to a domain.
    private var busy: [String: Int] = [:]
    private let outbound: OutboundState
    private let perDomain: Int
    private let begun: Timestamp
    private var nextLook: Timestamp
    private(set) var hasGivenWay = false
    private(set) var failure: Failure?

    init(_ messages: [(Delivery, OutgoingMessage)], outbound: OutboundState, perDomain: Int, at begun: Timestamp) {
        waiting = messages.reversed()
        (self.outbound, self.perDomain, self.begun, nextLook) = (outbound, perDomain, begun, begun)
    }

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
    mutating func takeNext() -> (Delivery, OutgoingMessage)? {
        guard failure == nil,
            let index = waiting.lastIndex(where: { (_, message) in
                busy[Self.domain(message.to), default: 0] < perDomain && busy[message.to.folded] == nil
            })
        else { return nil }
        let taken = waiting.remove(at: index)
        busy[Self.domain(taken.1.to), default: 0] += 1
        busy[taken.1.to.folded] = 1
        return taken
    }

    mutating func free(_ address: EmailAddress) {
        busy[Self.domain(address), default: 1] -= 1
        busy[address.folded] = nil
    }

    /// What has not begun.
    mutating func giveWay() -> [Delivery] {
        hasGivenWay = true
        defer { waiting = [] }
        return waiting.map(\.0)
    }

    /// Nothing more is taken: what is on the wire comes to its end.
    mutating func fail(_ met: Failure) { failure = failure ?? met }

    private static func domain(_ address: EmailAddress) -> String { address.domain.lowercased() }
}
