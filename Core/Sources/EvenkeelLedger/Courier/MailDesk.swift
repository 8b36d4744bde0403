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
    /// The same where no session is free: a server that takes a second for each message is no reason for one more, and two
    /// seconds after it was said a critical word is to be on its way.
    static let longStall = TimeSpan(milliseconds: 1250)

    /// The last first, so that taking the next moves nothing.
    private var waiting: [(Delivery, OutgoingMessage)] = []
    /// How many are on the wire to an address, or to a domain.
    private var busy: [String: Int] = [:]
    /// Until when the room at a domain is for what is critical.
    private var keptUntil: [String: Timestamp] = [:]
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
    mutating func takeNext(onlyCritical: Bool = false, at now: Timestamp) -> (Delivery, OutgoingMessage)? {
        guard let index = nextIndex(onlyCritical: onlyCritical, at: now) else { return nil }
        let taken = waiting.remove(at: index)
        busy[Self.domain(taken.1.to), default: 0] += 1
        busy[taken.1.to.folded] = 1
        movedAt = now
        return taken
    }

    /// True where one waits that lacks nothing but a session.
    func hasNext(onlyCritical: Bool = false, at now: Timestamp) -> Bool {
        nextIndex(onlyCritical: onlyCritical, at: now) != nil
    }

    private func nextIndex(onlyCritical: Bool, at now: Timestamp) -> Int? {
        waiting.lastIndex { (delivery, message) in
            guard hasRoom(for: message.to) else { return false }
            if delivery.priority.isCritical { return true }
            return !onlyCritical && keptUntil[Self.domain(message.to)].map { $0 <= now } ?? true
        }
    }

    /// What is critical comes again in a second, and finds the room that is made for it.
    mutating func keepRoom(at domain: String, now: Timestamp) {
        keptUntil = keptUntil.filter { $0.value > now }
        keptUntil[domain] = now + .seconds(2)
    }

    func hasRoom(for address: EmailAddress) -> Bool {
        busy[Self.domain(address), default: 0] < perDomain && busy[address.folded] == nil
    }

    /// To whom something critical waits.
    var critical: [EmailAddress] { waiting.filter(\.0.priority.isCritical).map(\.1.to) }

    mutating func free(_ address: EmailAddress, at now: Timestamp) {
        movedAt = now
        busy[Self.domain(address), default: 1] -= 1
        busy[address.folded] = nil
    }

    /// True where nothing has moved for a while. A clock that was put back begins to count anew.
    mutating func isStalled(for span: TimeSpan, at now: Timestamp) -> Bool {
        movedAt = min(movedAt, now)
        return now >= movedAt + span
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

    static func domain(_ address: EmailAddress) -> String { address.domain.lowercased() }
}

/// A mail that a server has not answered yet.
struct MailOnWire {
    let isCritical: Bool
    let domain: String
    let since: Timestamp
    let intent: SendIntent

    init(_ delivery: Delivery, to address: EmailAddress, since: Timestamp, _ intent: SendIntent) {
        isCritical = delivery.priority.isCritical
        domain = MailDesk.domain(address)
        self.since = since
        self.intent = intent
    }
}
