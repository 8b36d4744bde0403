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
    static let batch = 256
    /// After so many it is looked whether something more urgent is due, which then goes first: with four on the wire and a
    /// server that takes half a second each, sixteen are two seconds.
    public static let stretch = 16

    let operations: Operations
    let composer: MessageComposer
    let channel: any Channel
    let endpoints: [String: any Channel]
    private let allowed: Set<String>
    private let holder: String
    let parallel: Int
    let perDomain: Int
    let links: LinkSource?
    private let clock: @Sendable () -> Timestamp
    private(set) var generation: Int?
    private var leaseUntil = Timestamp(milliseconds: 0)
    /// True while a round has not come to its end: what it left half done is taken up by the next.
    private var isInterrupted = false
    /// Posts to programs and chat rooms that are under way, one for each: no mail waits for a receiver that takes its time.
    var underway: [String: Task<Void, Never>] = [:]
    /// Mails that are through, with what is to be written down about each, and their domains.
    var arrived: [(Result<[RowChange], Failure>, String)] = []
    /// What the store met during one of those posts.
    var trouble: Failure?
    /// What left within the last hour, by recipient. Begins anew with the process.
    var leftAt: [ContactID: [Timestamp]] = [:]

    /// - Parameters:
    ///   - endpoints: the channels of programs and chat rooms, by the name of the endpoint.
    ///   - allowed: addresses and `@domains` that get mail while outbound is on the allow-list.
    ///   - holder: a name of this process, different after every start.
    ///   - clock: the time at which a message is handed over; a round may take a while.
    ///   - links: where recipients find their own page, unsubscribe and reply to; nil leaves them out.
    ///   - parallel: how many mails are on the wire at a time; as many may be in doubt after a crash.
    ///   - perDomain: how many of them may go to one mail domain.
    public init(
        operations: Operations, composer: MessageComposer, channel: any Channel, endpoints: [any Channel] = [],
        allowed: Set<String>, holder: String, parallel: Int = 4, perDomain: Int = .max,
        clock: @escaping @Sendable () -> Timestamp, links: LinkSource? = nil
    ) {
        self.operations = operations
        self.composer = composer
        self.channel = channel
        self.endpoints = Dictionary(endpoints.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.allowed = allowed
        self.holder = holder
        self.parallel = parallel
        self.perDomain = perDomain
        self.clock = clock
        self.links = links
    }

    var now: Timestamp { clock() }

    /// One round. Returns the number of deliveries that were settled, so that a caller may go on until there are none.
    @discardableResult
    public func tick(at now: Timestamp) async throws(Failure) -> Int {
        let store = operations.store
        if let met = trouble {
            (trouble, isInterrupted) = (nil, true)
            throw met
        }
        guard let generation = try await lease(at: now) else { return 0 }
        isInterrupted = true
        let claimed = try await store.claimDeliveries(at: now, limit: Self.batch, generation: generation)
        // After the claim: what another node queued stands in entries that this one may not have read yet.
        if !claimed.isEmpty { try await operations.ledger.catchUp() }
        let outbound = await operations.ledger.read { $0.outbound }
        let fleet = try await operations.image.current()
        let common = try await lookUp(claimed, fleet: fleet)
        var gathered: [Gathered] = []
        for delivery in claimed {
            if try await awaitsReading(delivery) {
                try await step(
                    delivery, .release, now, reason: "a reply waits to be read", notBefore: now + Self.readingPause)
                continue
            }
            if case .confirm(let wish) = delivery.subject, now >= wish.endsAt {
                try await step(delivery, .suppress, now, reason: "the link in it would have ended")
                continue
            }
            if outbound == .live, try await isOvertaken(delivery, at: now) { continue }
            if try await isAfterHours(delivery, fleet: fleet, at: now) { continue }
            if try await isAboveCeiling(delivery, at: now) { continue }
            switch try await gather(delivery, common) {
            case .nothing(let reason): try await step(delivery, .suppress, now, reason: reason)
            case .message(let made): gathered.append(made)
            }
        }
        try await dispatch(gathered, common, outbound: outbound, at: now)
        isInterrupted = false
        return claimed.count
    }

    private func lease(at now: Timestamp) async throws(Failure) -> Int? {
        if let generation, !isInterrupted, now + .seconds(20) < leaseUntil { return generation }
        let until = now + .seconds(60)
        let held = try await operations.store.acquireLease("courier", holder: holder, at: now, until: until)
        leaseUntil = until
        guard let held else {
            generation = nil
            return nil
        }
        if held != generation || isInterrupted {
            await finish()
            // An earlier courier is gone, or a round of this one was cut short by the store: what was on the wire is in
            // doubt, what was only claimed is free again. Nothing of this generation is under way between two rounds.
            try await operations.store.change([
                .stepDeliveriesBefore(
                    generation: held + 1, .doubt, at: now, reason: "the courier stopped while it was sending"),
                .stepDeliveriesBefore(
                    generation: held + 1, .release, at: now, reason: "the courier stopped before it sent"),
            ])
            generation = held
            isInterrupted = false
        }
        return held
    }

    /// Why this person is not sent this message: their own choice, or an address that takes nothing.
    func refusal(of contact: Contact, for delivery: Delivery) async throws(Failure) -> String? {
        if let quarantine = contact.quarantine, delivery.channel == channel.name {
            return "the address is quarantined: \(quarantine.reason)"
        }
        guard let choice = contact.choice, let kind = await kind(of: delivery.subject) else { return nil }
        return choice.refusal(of: kind)
    }

    /// True for a reminder to somebody who has answered already: a person reads that first.
    private func awaitsReading(_ delivery: Delivery) async throws(Failure) -> Bool {
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
        let person = fleet.contacts[delivery.customer]?.first { $0.id == delivery.recipient }
        return person
            ?? operations.settings.endpoints.lazy.compactMap(\.contact).first {
                $0.id == delivery.recipient && $0.customer == delivery.customer
            }
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
        .stepDelivery(
            delivery.id, step, at: now, reason: reason, notBefore: notBefore, generation: generation ?? 0)
    }
}
