public import EvenkeelDomain

/// The opaque addresses of deliveries, in their order; the same each time they are asked for, so that a message sent again
/// reads the same. Asked for many at once: they are looked up, and written down, in one go.
public typealias LinkSource =
    @Sendable (_ messages: [(delivery: Delivery, contact: Contact)]) async throws(Failure) -> [MessageLinks]

/// Sends what delivery rows say is to be sent. The row is claimed before the send and settled after; what was on the
/// wire at a crash becomes `uncertain` and goes again under the same Message-ID.
public actor Courier {
    /// How long a reminder waits before it is looked whether somebody has read the customer's reply.
    static let readingPause = TimeSpan.minutes(5)
    /// How many are claimed at a time, and made ready together: what they have in common is looked up once.
    public static let batch = 256
    /// How often it is looked, while messages leave, whether something more urgent is due, which then goes first, and
    /// whether all may still leave.
    public static let glance = TimeSpan(milliseconds: 250)
    /// How long a mail server has for one message where others wait for its session.
    public static let patience = TimeSpan.minutes(1)

    let operations: Operations
    public let composer: MessageComposer
    let channel: any Channel
    let endpoints: [String: any Channel]
    private let allowed: Set<String>
    private let holder: String
    let parallel: Int
    let links: LinkSource?
    let log: any WireLog
    private let preparing: (any TaskExecutor)?
    private let clock: @Sendable () -> Timestamp
    private(set) var generation: Int?
    private var leaseUntil = Timestamp(milliseconds: 0)
    /// Made ready while the round before it left.
    private var ready: Round?
    /// True where something critical is among what is made ready just now.
    private(set) var isCriticalReady = false
    /// True while a round has not come to its end: what it left half done is taken up by the next.
    private var isInterrupted = false
    /// Posts to programs and chat rooms that are under way, one for each: no mail waits for a receiver that takes its time.
    var underway: [String: Task<Void, Never>] = [:]
    /// What is to be mailed.
    var desk: MailDesk
    /// Those that mail one message after another, by number. A round may end while they do.
    var mailing: [Int: Task<Void, Never>] = [:]
    /// Those of them for which a server takes its time: no round waits for them.
    var slow: Set<Int> = []
    /// How many there have been.
    var mailingCount = 0
    /// Rows being written for mails that may leave, by number.
    var handOvers: [Int: Task<Void, Never>] = [:]
    var handOverCount = 0
    /// What became of mails that left, or did not, and is not written down yet; since when there is any.
    var settling: [RowChange] = []
    var settlingSince: Timestamp?
    /// What is on the wire to mail servers.
    var mails: [DeliveryID: MailOnWire] = [:]
    /// When all of that is called off.
    var callsOffAt: Timestamp?
    /// True once nothing more is to begin.
    var isClosing = false
    /// Until when a round waits for those that mail.
    var awaits = RoundEnd.allAreThrough
    /// Ends the wait of a round.
    var roundEnd: CheckedContinuation<Void, Never>?
    /// What the store met beside a round, or in it.
    var trouble: Failure?
    /// The state of outbound under which captured messages were last gone through.
    private var freedUnder: OutboundState?
    /// When the mail server last took something.
    var mailLeftAt: Timestamp?
    /// What left within the last hour or is about to, by recipient. Begins anew with the process.
    var leftAt: [ContactID: [DeliveryID: Timestamp]] = [:]

    /// - Parameters:
    ///   - endpoints: the channels of programs and chat rooms, by the name of the endpoint.
    ///   - allowed: addresses and `@domains` that get mail while outbound is on the allow-list.
    ///   - holder: a name of this process, different after every start.
    ///   - log: of this process and those that were here before it.
    ///   - clock: the time at which a message is handed over; a round may take a while.
    ///   - links: where recipients find their own page, unsubscribe and reply to; nil leaves them out.
    ///   - parallel: how many mails are on the wire at a time, and one more for what is critical where servers take their time
    ///     for all of these; as many may be in doubt after a crash.
    ///   - perDomain: how many of them may go to one mail domain.
    ///   - preparing: where the next messages are made ready while these leave; nil for where everything runs, which then has
    ///     fewer threads for those that leave.
    public init(
        operations: Operations, composer: MessageComposer, channel: any Channel, endpoints: [any Channel] = [],
        allowed: Set<String>, holder: String, log: any WireLog, parallel: Int = 4, perDomain: Int = .max,
        clock: @escaping @Sendable () -> Timestamp, links: LinkSource? = nil, preparing: (any TaskExecutor)? = nil
    ) {
        self.operations = operations
        self.composer = composer
        self.channel = channel
        self.endpoints = Dictionary(endpoints.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.allowed = allowed
        self.holder = holder
        self.parallel = parallel
        desk = MailDesk(perDomain: perDomain)
        self.clock = clock
        self.links = links
        self.log = log
        self.preparing = preparing
    }

    var now: Timestamp { clock() }

    /// One round. Returns the number of deliveries it has dealt with, so that a caller may go on until there are none; those
    /// for which no session was free are not counted.
    ///
    /// Where there are many, the next are made ready while these leave: one is work for this machine, the other mostly
    /// waiting for another. Such a round ends while its last are on the wire, so that no session waits for the next.
    @discardableResult
    public func tick(at now: Timestamp) async throws(Failure) -> Int {
        if let met = trouble {
            (trouble, isInterrupted) = (nil, true)
            throw met
        }
        guard try await lease(at: now) != nil else { return 0 }
        isInterrupted = true
        try await freeAllowed(at: now)
        let round: Round
        if let ready { round = ready } else { round = try await makeReady(at: now) }
        (ready, isCriticalReady) = (nil, false)
        let left: Int
        if round.count == Self.batch {
            async let next = makingReady(at: now)
            left = try await dispatch(round, until: .fewAreLeft, at: now)
            ready = try await next.get()
            if desk.hasGivenWay { try await giveBack() }
        } else {
            left = try await dispatch(round, until: .allAreThrough, at: now)
        }
        isInterrupted = false
        return round.count - left
    }

    /// What was captured and may leave under the allow-list leaves, once for each time that outbound gets there, and after a
    /// start: who is on the list may have changed with it.
    private func freeAllowed(at now: Timestamp) async throws(Failure) {
        let outbound = await operations.ledger.read { $0.outbound }
        guard outbound != freedUnder else { return }
        if outbound == .allowList {
            let fleet = try await operations.image.current()
            var rows: [RowChange] = []
            for delivery in try await operations.store.deliveries(DeliveryQuery(states: [.captured], limit: .max)) {
                guard let contact = try await recipient(of: delivery, fleet: fleet), isAllowed(contact.email) else {
                    continue
                }
                rows.append(stepped(delivery, .goLive, now))
            }
            if !rows.isEmpty { try await operations.store.change(rows) }
        }
        freedUnder = outbound
    }

    private func makingReady(at now: Timestamp) async -> Result<Round, Failure> {
        let made: Result<Round, Failure> = await withTaskExecutorPreference(preparing) {
            do throws(Failure) { return .success(try await self.makeReady(at: now)) } catch { return .failure(error) }
        }
        if case .success(let round) = made { isCriticalReady = round.messages.contains { $0.0.priority.isCritical } }
        return made
    }

    /// What is ready is free again: something more urgent goes first, and by its turn there may be other things to say.
    private func giveBack() async throws(Failure) {
        let rows = (ready?.messages ?? []).map { stepped($0.0, .release, now) }
        ready = nil
        if !rows.isEmpty { try await operations.store.change(rows) }
    }

    private func lease(at now: Timestamp) async throws(Failure) -> Int? {
        let until = now + .seconds(60)
        // What reaches further was taken before our clock was put back, and others may have cut it.
        if let generation, !isInterrupted, now + .seconds(20) < leaseUntil, leaseUntil <= until { return generation }
        let held = try await operations.store.acquireLease("courier", holder: holder, at: now, until: until)
        leaseUntil = until
        if held == nil || held != generation || isInterrupted {
            // Whose they are, and what there is to say, may have changed since they were made ready.
            ready = nil
            _ = desk.clear()
        }
        guard let held else {
            generation = nil
            return nil
        }
        if held != generation || isInterrupted {
            callsOffAt = min(callsOffAt ?? now + Self.patience, now + Self.patience)
            await finish()
            if !isClosing { callsOffAt = nil }
            // An earlier courier is gone, or a round of this one was cut short by the store. Nothing of this generation is
            // under way any more.
            try await takeUp(at: now, generation: held)
            generation = held
            isInterrupted = false
        }
        return held
    }

    /// Sorts out what an earlier courier left half done: what was on the wire is in doubt, what was only claimed or handed over
    /// is free again. What was handed over by one whose log is not here may all have been on the wire.
    private func takeUp(at now: Timestamp, generation held: Int) async throws(Failure) {
        let doubted = Delivery.doubted("the courier stopped while it was sending")
        let unsent = "the courier stopped before it sent"
        var rows: [RowChange] = []
        func sortOut(before generation: Int, _ step: DeliveryState.Step, _ reason: String) {
            rows.append(.stepDeliveriesBefore(generation: generation, step, at: now, reason: reason))
        }
        if let record = try await log.record() {
            sortOut(before: record.generation, .doubt, doubted)
            let last = record.last
            for delivery in try await operations.store.deliveries(last.keys.sorted()) {
                switch last[delivery.id] {
                case .begun:
                    let why = delivery.isDoubted ? delivery.reason : doubted
                    rows.append(
                        .stepDelivery(
                            delivery.id, .doubt, at: now, reason: why, notBefore: nil, generation: record.generation))
                case .left(_, let at): rows.append(stepped(delivery, .settle, at))
                case .stayed, nil: break
                }
            }
            sortOut(before: record.generation + 1, .release, unsent)
        }
        sortOut(before: held + 1, .doubt, doubted)
        sortOut(before: held + 1, .release, unsent)
        try await operations.store.change(rows)
        try await log.begin(generation: held)
        (settling, settlingSince) = ([], nil)
    }

    /// Keeps the lease while messages are on the wire: a server that takes a minute for one outlasts it, and another node
    /// would bring in doubt what is under way. To be called every `glance`, beside `tick`.
    ///
    /// It is seen to here as well that what is queued does not wait for the servers that take their time.
    public func keepLease(at now: Timestamp) async throws(Failure) {
        try await relieve(at: now)
        if let since = settlingSince, since + Self.glance <= now { try await settle() }
        let isSending = isInterrupted || !mailing.isEmpty || !underway.isEmpty
        guard let generation, isSending, now + .seconds(40) > leaseUntil else { return }
        let until = now + .seconds(60)
        let held = try await operations.store.acquireLease("courier", holder: holder, at: now, until: until)
        if held == generation { leaseUntil = until }
    }

    /// Why this person is not sent this message: their own choice, or an address that takes nothing.
    func refusal(of contact: Contact, for delivery: Delivery) async throws(Failure) -> String? {
        if let quarantine = contact.quarantine {
            return "the \(isMail(delivery) ? "address" : "endpoint") is quarantined: \(quarantine.reason)"
        }
        guard let choice = contact.choice, let kind = await kind(of: delivery.subject) else { return nil }
        return choice.refusal(of: kind)
    }

    /// True for a reminder to somebody who has answered already: a person reads that first.
    func awaitsReading(_ delivery: Delivery) async throws(Failure) -> Bool {
        guard case .reminder = delivery.subject else { return false }
        return try await !operations.store.replies(
            ReplyQuery(customer: delivery.customer, thread: delivery.subject.thread, waiting: true, limit: 1)
        ).isEmpty
    }

    func recipient(of delivery: Delivery, fleet: Fleet) async throws(Failure) -> Contact? {
        if let address = Subscriber.address(of: delivery.recipient) {
            guard case .confirm(let wish) = delivery.subject else {
                return try await operations.store.subscriber(address)?.contact
            }
            var asked = Contact(
                id: delivery.recipient, customer: delivery.customer, email: address, locale: wish.locale)
            asked.quarantine = try await operations.store.quarantines().first { $0.address.folded == address.folded }?
                .quarantine
            return asked
        }
        if delivery.subject.isForStaff {
            let address = EmailAddress(String(delivery.recipient.text.dropFirst(Operations.staffPrefix.count)))
            return address.map { Contact(id: delivery.recipient, customer: delivery.customer, email: $0) }
        }
        if let person = fleet.contacts[delivery.customer]?.first(where: { $0.id == delivery.recipient }) {
            return person
        }
        return try await operations.endpoints(of: delivery.customer).first { $0.id == delivery.recipient }
    }

    func isAllowed(_ address: EmailAddress) -> Bool {
        allowed.contains(address.description) || allowed.contains("@" + address.domain)
    }

    @discardableResult
    func step(
        _ delivery: Delivery, _ step: DeliveryState.Step, _ now: Timestamp, reason: String? = nil,
        notBefore: Timestamp? = nil
    ) async throws(Failure) -> Int {
        try await operations.store.change([
            stepped(delivery, step, now, reason: reason, notBefore: notBefore)
        ])
    }

    func stepped(
        _ delivery: Delivery, _ step: DeliveryState.Step, _ now: Timestamp, reason: String? = nil,
        notBefore: Timestamp? = nil
    ) -> RowChange {
        // Once in doubt it stays so, whatever becomes of it: a person can see which may have come twice.
        var reason = reason
        if step == .doubt || delivery.isDoubted {
            let why = reason ?? delivery.reason ?? ""
            let isUnanswered = step == .doubt || delivery.isUnanswered
            reason = step == .settle ? Delivery.doubt + " twice" : Delivery.doubted(why, isUnanswered: isUnanswered)
        }
        return .stepDelivery(
            delivery.id, step, at: now, reason: reason, notBefore: notBefore, generation: generation ?? 0)
    }
}
