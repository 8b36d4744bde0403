import EvenkeelDomain

/// A mail that has not begun. One object and no value, since it is handed around often; only the courier touches it.
final class WaitingMail {
    let delivery: Delivery
    let message: OutgoingMessage
    /// Of its address, as they are compared.
    let domain: String
    let address: String
    /// Settled once its row says that it is handed over, or cannot be; nil before that is asked for.
    var handOver: SendIntent?
    /// Who of those that mail tells a server that it comes next, and until when others leave it to them where there is anything
    /// else.
    var announcedBy: Int?
    var announcedUntil = Timestamp(milliseconds: 0)

    func isFree(for number: Int, at now: Timestamp) -> Bool {
        (announcedBy ?? number) == number || now > announcedUntil
    }

    init(_ delivery: Delivery, _ message: OutgoingMessage, handOver: SendIntent? = nil) {
        (self.delivery, self.message, self.handOver) = (delivery, message, handOver)
        (domain, address) = (MailDesk.domain(message.to), message.to.folded)
    }
}

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
    /// A server that has taken one so fast will most likely take the next one as fast.
    static let brisk = TimeSpan(milliseconds: 100)
    /// So many are handed over in one go at most, and as many as leave in so long.
    private static let longestStretch = 64
    private static let stretchSpan = TimeSpan(milliseconds: 50)

    /// The last first, so that taking the next moves nothing.
    private var waiting: [WaitingMail] = []
    /// How many of them are handed over.
    private var ahead = 0
    /// How many were handed over last, and when; and how many were taken since.
    private var stretch = 0
    private var stretchBegan = Timestamp(milliseconds: 0)
    private var takenSince = 0
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
        waiting.insert(contentsOf: messages.reversed().map { WaitingMail($0.0, $0.1) }, at: 0)
        self.outbound = outbound
        (begun, nextLook, movedAt, hasGivenWay) = (now, now, now, false)
    }

    /// How many have not begun.
    var count: Int { waiting.count }

    var next: Delivery? { waiting.last?.delivery }

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
    ///
    /// - Parameter number: of whoever mails it.
    mutating func takeNext(for number: Int, onlyCritical: Bool = false, at now: Timestamp) -> WaitingMail? {
        let free = nextIndex(onlyCritical: onlyCritical, at: now) { $0.isFree(for: number, at: now) }
        guard let index = free ?? nextIndex(onlyCritical: onlyCritical, at: now) else { return nil }
        let taken = waiting.remove(at: index)
        if taken.handOver != nil { ahead -= 1 }
        takenSince += 1
        busy[taken.domain, default: 0] += 1
        busy[taken.address] = 1
        movedAt = now
        return taken
    }

    /// Those that are to be handed over now: the one that was taken, unless it is already, and others ahead of their turn where
    /// mails leave fast. Rows are written for many at the price of one; but what is handed over nobody can hold back any more,
    /// so it is no more than will leave at once.
    ///
    /// - Parameter early: before somebody has to wait for it.
    mutating func nextStretch(with taken: WaitingMail, early: Bool, at now: Timestamp) -> [WaitingMail] {
        let isDue = taken.handOver == nil || early && ahead < stretch / 2
        guard isDue else { return [] }
        let span = max(1, (now - stretchBegan).milliseconds)
        let leaving = Int(Int64(takenSince) * Self.stretchSpan.milliseconds / span)
        stretch = max(1, min(leaving, 2 * stretch, Self.longestStretch))
        (stretchBegan, takenSince) = (now, 0)
        var together: [WaitingMail] = []
        if taken.handOver == nil {
            taken.handOver = SendIntent()
            together.append(taken)
        }
        for index in waiting.indices.reversed() where together.count < stretch && waiting[index].handOver == nil {
            waiting[index].handOver = SendIntent()
            ahead += 1
            together.append(waiting[index])
        }
        return together
    }

    /// True where one waits that lacks nothing but a session.
    func hasNext(onlyCritical: Bool = false, at now: Timestamp) -> Bool {
        nextIndex(onlyCritical: onlyCritical, at: now) != nil
    }

    /// What whoever has taken one is to announce with it: what they most likely take next. Nobody is bound by it. Where few are
    /// left, somebody else may well be sooner, and nothing is announced.
    mutating func announceNext(
        by number: Int, of parallel: Int, after taken: WaitingMail, at now: Timestamp
    ) -> WaitingMail? {
        guard waiting.count > 2 * parallel else { return nil }
        // By then the place of the one that was taken is free.
        busy[taken.domain, default: 1] -= 1
        defer { busy[taken.domain, default: 0] += 1 }
        let index = nextIndex(onlyCritical: false, at: now) { $0.isFree(for: number, at: now) }
        guard let index else { return nil }
        (waiting[index].announcedBy, waiting[index].announcedUntil) = (number, now + Self.brisk)
        return waiting[index]
    }

    private func nextIndex(
        onlyCritical: Bool, at now: Timestamp, where matches: (WaitingMail) -> Bool = { _ in true }
    ) -> Int? {
        waiting.lastIndex { mail in
            guard matches(mail), hasRoom(at: mail.domain, for: mail.address) else { return false }
            if mail.delivery.priority.isCritical { return true }
            return !onlyCritical && keptUntil[mail.domain].map { $0 <= now } ?? true
        }
    }

    /// What is critical comes again in a second, and finds the room that is made for it.
    mutating func keepRoom(at domain: String, now: Timestamp) {
        keptUntil = keptUntil.filter { $0.value > now }
        keptUntil[domain] = now + .seconds(2)
    }

    func hasRoom(for address: EmailAddress) -> Bool { hasRoom(at: Self.domain(address), for: address.folded) }

    private func hasRoom(at domain: String, for address: String) -> Bool {
        busy[domain, default: 0] < perDomain && busy[address] == nil
    }

    /// To whom something critical waits.
    var critical: [EmailAddress] { waiting.filter(\.delivery.priority.isCritical).map(\.message.to) }

    mutating func free(_ mail: WaitingMail, at now: Timestamp) {
        movedAt = now
        busy[mail.domain, default: 1] -= 1
        busy[mail.address] = nil
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
        defer { (waiting, ahead) = ([], 0) }
        for mail in waiting { mail.handOver?.callOff() }
        return waiting.map(\.delivery)
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
