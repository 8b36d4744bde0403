public import EvenkeelDomain

/// The opaque addresses of a delivery, the same each time they are asked for, so that a message sent again reads the same.
public typealias LinkSource = @Sendable (_ delivery: Delivery, _ contact: Contact) async throws(Failure) -> MessageLinks

/// Sends what delivery rows say is to be sent. The row is claimed before the send and settled after; what was on the
/// wire at a crash becomes `uncertain` and goes again under the same Message-ID.
public actor Courier {
    /// How long a reminder waits before it is looked whether somebody has read the customer's reply.
    static let readingPause = TimeSpan.minutes(5)
    /// How many are claimed at a time. Few, because an urgent message waits for those claimed before it: with four on the
    /// wire and a server that takes half a second each, sixteen are two seconds.
    static let batch = 16

    let operations: Operations
    let composer: MessageComposer
    let channel: any Channel
    let endpoints: [String: any Channel]
    private let allowed: Set<String>
    private let holder: String
    let parallel: Int
    let perDomain: Int
    private let links: LinkSource?
    private(set) var generation: Int?
    private var leaseUntil = Timestamp(milliseconds: 0)
    /// True while a round has not come to its end: what it left half done is taken up by the next.
    private var isInterrupted = false
    /// Posts to programs and chat rooms that are under way, one for each: no mail waits for a receiver that takes its time.
    var underway: [String: Task<Void, Never>] = [:]
    /// What the store met during one of those.
    var trouble: Failure?
    /// What left within the last hour, by recipient. Begins anew with the process.
    var leftAt: [ContactID: [Timestamp]] = [:]

    /// - Parameters:
    ///   - endpoints: the channels of programs and chat rooms, by the name of the endpoint.
    ///   - allowed: addresses and `@domains` that get mail while outbound is on the allow-list.
    ///   - holder: a name of this process, different after every start.
    ///   - links: where recipients find their own page, unsubscribe and reply to; nil leaves them out.
    ///   - parallel: how many mails are on the wire at a time; as many may be in doubt after a crash.
    ///   - perDomain: how many of them may go to one mail domain.
    public init(
        operations: Operations, composer: MessageComposer, channel: any Channel, endpoints: [any Channel] = [],
        allowed: Set<String>, holder: String, parallel: Int = 4, perDomain: Int = .max,
        links: LinkSource? = nil
    ) {
        self.operations = operations
        self.composer = composer
        self.channel = channel
        self.endpoints = Dictionary(endpoints.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        self.allowed = allowed
        self.holder = holder
        self.parallel = parallel
        self.perDomain = perDomain
        self.links = links
    }

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
        var prepared: [(Delivery, OutgoingMessage)] = []
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
            switch try await prepare(delivery, fleet: fleet) {
            case .nothing(let reason): try await step(delivery, .suppress, now, reason: reason)
            case .message(let message):
                if outbound == .live || (outbound == .allowList && isAllowed(message.to)) {
                    prepared.append((delivery, message))
                } else {
                    try await step(delivery, .capture, now, reason: "outbound is \(outbound.rawValue)")
                }
            }
        }
        try await send(prepared, at: now)
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

    /// The message of a delivery as it would be sent now, to look at: its links lead nowhere. The true ones entitle to what
    /// only the recipient may do, and whoever reads a preview is not the recipient.
    ///
    /// - Parameter locale: another language than the recipient's.
    public func prepare(
        _ delivery: Delivery, locale: String? = nil
    ) async throws(Failure) -> MessageComposer.Composition {
        try await prepare(delivery, fleet: try await operations.image.current(), locale: locale, isPreview: true)
    }

    private func prepare(
        _ delivery: Delivery, fleet: Fleet, locale: String? = nil, isPreview: Bool = false
    ) async throws(Failure) -> MessageComposer.Composition {
        var known = MessageFacts()
        var visitor: Contact?
        if case .appointment(let id, _, let round) = delivery.subject {
            guard let appointment = try await operations.store.appointments(AppointmentQuery(id: id)).first else {
                return .nothing(reason: "the appointment is not known")
            }
            guard appointment.sequence == round else { return .nothing(reason: "it has changed since") }
            visitor = appointment.visitor.flatMap { $0.id == delivery.recipient ? $0 : nil }
            known.take(appointment, contacts: fleet.contacts[delivery.customer] ?? [], isVisitor: visitor != nil)
        }
        known.isPublic = Subscriber.address(of: delivery.recipient) != nil
        let reader = try await recipient(of: delivery, fleet: fleet)
        guard let contact = visitor ?? reader else {
            return .nothing(
                reason: known.isPublic ? "the recipient unsubscribed" : "the contact is no longer known")
        }
        if visitor == nil, let reason = try await refusal(of: contact, for: delivery) {
            return .nothing(reason: reason)
        }
        if case .supportEnds(let id, _) = delivery.subject {
            // Stopped by the upgrade, up to the moment at which it would leave.
            guard let running = await operations.ledger.read({ $0.campaigns[id] }) else {
                return .nothing(reason: "the campaign is not known")
            }
            known.sites = fleet.installations.filter {
                $0.customer == delivery.customer && running.campaign.concerns($0) == .yes
            }.map(\.id).sorted()
            if known.sites.isEmpty { return .nothing(reason: "the upgrade is done") }
        }
        if case .quarantined(let id, _) = delivery.subject {
            let person = fleet.contacts[delivery.customer]?.first { $0.id == id }
            guard let person, let quarantine = person.quarantine else {
                return .nothing(reason: "the address takes mail again")
            }
            known.unreachable = MessageFacts.Unreachable(
                name: person.name, address: person.email, reason: quarantine.reason)
        }
        if let wave = delivery.subject.wave {
            known.notices = try await operations.store.notices(
                NoticeQuery(rollout: wave.rollout, customer: delivery.customer))
        }
        if case .replaced(_, _, _, let next) = delivery.subject {
            known.notices = try await operations.store.notices(
                NoticeQuery(rollout: next, customer: delivery.customer))
        }
        if case .summary = delivery.subject { known.missed = try await missed(delivery) }
        if let incident = delivery.subject.incident, known.isPublic {
            guard await operations.ledger.read({ $0.incidents[incident]?.visibility == .public }) else {
                return .nothing(reason: "it is not public")
            }
        } else if let incident = delivery.subject.incident {
            known.member = try await operations.store.member(delivery.customer, of: incident)
            // The last look before anything leaves: nobody outside the audience hears.
            guard known.member != nil || delivery.subject.isForOutsiders else {
                return .nothing(reason: "not in the audience")
            }
            if case .notAffected = delivery.subject, known.member != nil {
                // A later diagnosis took them in again.
                return .nothing(reason: "in the audience again")
            }
        }
        return try await compose(
            delivery, to: contact, fleet: fleet, facts: known, locale: locale, isPreview: isPreview)
    }

    func compose(
        _ delivery: Delivery, to contact: Contact, fleet: Fleet, facts: MessageFacts, locale: String?, isPreview: Bool
    ) async throws(Failure) -> MessageComposer.Composition {
        let composer = composer
        let customer = fleet.customers[delivery.customer]
        // A customer's page is for the customer.
        let isVisitor = facts.invited?.isVisitor == true
        var offered = MessageLinks()
        if let links, !delivery.subject.isForStaff, !isVisitor {
            offered =
                isPreview
                ? MessageLinks(toLookAt: delivery, baseURL: operations.settings.baseURL)
                : try await links(delivery, contact)
        }
        return await operations.ledger.read { [offered] in
            composer.compose(
                delivery, to: contact, customer: customer, facts: facts, links: offered, state: $0,
                locale: locale)
        }
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

    private func isAllowed(_ address: EmailAddress) -> Bool {
        allowed.contains(address.description) || allowed.contains("@" + address.domain)
    }

    @discardableResult
    func step(
        _ delivery: Delivery, _ step: DeliveryState.Step, _ now: Timestamp, reason: String? = nil,
        notBefore: Timestamp? = nil
    ) async throws(Failure) -> Int {
        try await operations.store.change([
            .stepDelivery(
                delivery.id, step, at: now, reason: reason, notBefore: notBefore, generation: generation ?? 0)
        ])
    }
}
