public import EvenkeelDomain

/// What a message is made of.
struct Gathered: Sendable {
    let delivery: Delivery
    let contact: Contact
    let facts: MessageFacts
}

/// What the deliveries of a round have in common, looked up once for all of them.
struct CommonFacts: Sendable {
    let fleet: Fleet
    /// The sites of those who are told of incidents.
    var sites: [CustomerID: [Installation]] = [:]
    var impacts: [IncidentID: Impact] = [:]
    /// The places of their customers in the audiences of their incidents.
    var members: [IncidentID: [CustomerID: AudienceMember]] = [:]
}

/// What was claimed together, made ready to leave.
struct Round: Sendable {
    /// How many were claimed; some of them turned out to be nothing to send.
    let count: Int
    let messages: [(Delivery, OutgoingMessage)]
}

extension Courier {
    enum Gathering {
        case message(Gathered)
        case nothing(reason: String)
        /// Whom it is for cannot be written to, or does not want it.
        case nobody(reason: String)
    }

    /// Claims what is due, as much as goes in one round, and writes its messages.
    func makeReady(at now: Timestamp) async throws(Failure) -> Round {
        let claimed = try await operations.store.claimDeliveries(
            at: now, limit: Self.batch, generation: generation ?? 0)
        guard !claimed.isEmpty else { return Round(count: 0, messages: []) }
        // After the claim: what another node queued stands in entries that this one may not have read yet.
        try await operations.ledger.catchUp()
        let outbound = await operations.ledger.read { $0.outbound }
        let fleet = try await operations.image.current()
        let common = try await lookUp(claimed, fleet: fleet)
        var gathered: [Gathered] = []
        var (unread, rows): ([Delivery], [RowChange]) = ([], [])
        let gone = try await intoSummaries(claimed, outbound, fleet: fleet, at: now)
        let words = try await newestInTurn(
            claimed.filter { !gone.contains($0.id) }, outbound, fleet: fleet, at: now)
        for delivery in await inOrderSaid(words) {
            if try await awaitsReading(delivery) {
                try await step(
                    delivery, .release, now, reason: "a reply waits to be read", notBefore: now + Self.readingPause)
                continue
            }
            if case .confirm(let wish) = delivery.subject, now >= wish.endsAt {
                try await step(delivery, .suppress, now, reason: "the link in it would have ended")
                continue
            }
            let conversation: Conversation?
            switch try await place(delivery, common, outbound, at: now) {
            case .dealtWith: continue
            case .leaves(let known): conversation = known
            }
            switch try await gather(delivery, common, conversation) {
            case .nothing(let reason): try await step(delivery, .suppress, now, reason: reason)
            case .nobody(let reason):
                unread.append(delivery)
                rows.append(stepped(delivery, .suppress, now, reason: reason))
            case .message(let made): gathered.append(made)
            }
        }
        rows += try await operations.unheard(unread)
        var messages: [(Delivery, OutgoingMessage)] = []
        for (delivery, composition) in try await compose(gathered, fleet: fleet) {
            switch composition {
            case .nothing(let reason): rows.append(stepped(delivery, .suppress, now, reason: reason))
            case .message(let message): messages.append((delivery, message))
            }
        }
        if !rows.isEmpty { try await operations.store.change(rows) }
        return Round(count: claimed.count, messages: messages)
    }

    private enum Place {
        case dealtWith
        case leaves(Conversation?)
    }

    /// Whether a message leaves now, beside what else its recipient has had, is owed and wants.
    private func place(
        _ delivery: Delivery, _ common: CommonFacts, _ outbound: OutboundState, at now: Timestamp
    ) async throws(Failure) -> Place {
        guard let contact = try await recipient(of: delivery, fleet: common.fleet),
            try await refusal(of: contact, for: delivery) == nil
        else { return .leaves(nil) }
        // What is captured stands there as it was said, one by one.
        let mayLeave = outbound == .live || (outbound == .allowList && isAllowed(contact.email))
        var known: Conversation?
        if mayLeave {
            known = try await conversation(of: delivery)
            let wants = { (kind: MessageKind) in contact.choice?.refusal(of: kind) == nil }
            if try await isOvertaken(delivery, &known, wants: wants, at: now) { return .dealtWith }
        }
        if try await isAfterHours(delivery, common, at: now) { return .dealtWith }
        if mayLeave, try await isAboveCeiling(delivery, known, at: now) { return .dealtWith }
        return .leaves(known)
    }

    /// As they were claimed, but of what one recipient is told of one incident the older first: one that was tried before
    /// may have come due after a younger one.
    private func inOrderSaid(_ claimed: [Delivery]) async -> [Delivery] {
        func thread(_ delivery: Delivery) -> String {
            "\(delivery.subject.thread) \(delivery.channel) \(delivery.recipient)"
        }
        let words = claimed.indices.filter { if case .update = claimed[$0].subject { true } else { false } }
        let places = Dictionary(grouping: words) { thread(claimed[$0]) }.values.filter { $0.count > 1 }
        guard !places.isEmpty else { return claimed }
        let ids = Set(places.joined().compactMap { claimed[$0].subject.incident })
        let said = await operations.ledger.read { state in
            var said: [DeliverySubject: Int] = [:]
            for id in ids {
                for (index, update) in (state.incidents[id]?.updates ?? []).enumerated() {
                    said[.update(id, update.id)] = index
                }
            }
            return said
        }
        var ordered = claimed
        for indices in places {
            let sorted = indices.sorted { said[claimed[$0].subject] ?? 0 < said[claimed[$1].subject] ?? 0 }
            for (index, source) in zip(indices, sorted) { ordered[index] = claimed[source] }
        }
        return ordered
    }

    /// The message of a delivery as it would be sent now, to look at: its links lead nowhere. The true ones entitle to what
    /// only the recipient may do, and whoever reads a preview is not the recipient.
    ///
    /// - Parameter locale: another language than the recipient's.
    public func prepare(
        _ delivery: Delivery, locale: String? = nil
    ) async throws(Failure) -> MessageComposer.Composition {
        let common = try await lookUp([delivery], fleet: try await operations.image.current())
        switch try await gather(delivery, common, try await conversation(of: delivery)) {
        case .nothing(let reason), .nobody(let reason): return .nothing(reason: reason)
        case .message(let gathered): return await preview(gathered, fleet: common.fleet, locale: locale)
        }
    }

    func lookUp(_ deliveries: [Delivery], fleet: Fleet) async throws(Failure) -> CommonFacts {
        var customers: [IncidentID: [CustomerID]] = [:]
        for delivery in deliveries {
            if let incident = delivery.subject.incident { customers[incident, default: []].append(delivery.customer) }
        }
        var common = CommonFacts(fleet: fleet)
        guard !customers.isEmpty else { return common }
        common.sites = try await operations.image.sites(of: Set(customers.values.joined()))
        let incidents = Array(customers.keys)
        common.impacts = await operations.ledger.read { state in
            var impacts: [IncidentID: Impact] = [:]
            for id in incidents { impacts[id] = state.incidents[id]?.impact }
            return impacts
        }
        for (incident, asked) in customers {
            for member in try await operations.store.members(asked, of: incident) {
                common.members[incident, default: [:]][member.customer] = member
            }
        }
        return common
    }

    /// What the message is made of, or why there is none to send.
    func gather(
        _ delivery: Delivery, _ common: CommonFacts, _ conversation: Conversation?
    ) async throws(Failure) -> Gathering {
        var known = MessageFacts()
        if let conversation, isMail(delivery) { known.take(conversation, for: delivery) }
        var visitor: Contact?
        if case .appointment(let id, _, let round) = delivery.subject {
            guard let appointment = try await operations.store.appointments(AppointmentQuery(id: id)).first else {
                return .nothing(reason: "the appointment is not known")
            }
            guard appointment.sequence == round else { return .nothing(reason: "it has changed since") }
            visitor = appointment.visitor.flatMap { $0.id == delivery.recipient ? $0 : nil }
            known.take(
                appointment, contacts: common.fleet.contacts[delivery.customer] ?? [], isVisitor: visitor != nil,
                tellsReason: try await mayRead(appointment.note, visitor != nil ? nil : delivery.customer))
            known.visit?.isFrozen = try await isFrozen(appointment)
        }
        known.isPublic = Subscriber.address(of: delivery.recipient) != nil
        let reader = try await recipient(of: delivery, fleet: common.fleet)
        guard let contact = visitor ?? reader else {
            return .nobody(
                reason: known.isPublic ? "the recipient unsubscribed" : "the contact is no longer known")
        }
        if visitor == nil, let reason = try await refusal(of: contact, for: delivery) {
            return .nobody(reason: reason)
        }
        if case .supportEnds(let id, _) = delivery.subject {
            // Stopped by the upgrade, up to the moment at which it would leave.
            guard let running = await operations.ledger.read({ $0.campaigns[id] }) else {
                return .nothing(reason: "the campaign is not known")
            }
            known.sites = try await operations.image.sites(of: delivery.customer).filter {
                running.campaign.concerns($0) == .yes
            }.map(\.id).sorted()
            if known.sites.isEmpty { return .nothing(reason: "the upgrade is done") }
        }
        if case .quarantined(let id, _) = delivery.subject {
            let program = try await operations.endpoints(of: delivery.customer).first { $0.id == id }
            let person = common.fleet.contacts[delivery.customer]?.first { $0.id == id }
            guard let reader = person ?? program, let quarantine = reader.quarantine else {
                return .nothing(reason: "the address takes mail again")
            }
            known.unreachable = MessageFacts.Unreachable(
                name: reader.name, address: reader.email, reason: quarantine.reason, isEndpoint: person == nil)
        }
        if case .supportRisk(let id, let customer, _) = delivery.subject {
            known.answer = try await operations.store.answers(AnswerQuery(customer: customer))
                .filter { $0.campaign == id }.max { $0.recordedAt < $1.recordedAt }
        }
        if let wave = delivery.subject.wave {
            known.notices = try await operations.store.notices(
                NoticeQuery(rollout: wave.rollout, customer: delivery.customer))
            let theirs = try await operations.store.placements(
                PlacementQuery(rollout: wave.rollout, customer: delivery.customer))
            let begun = theirs.filter { !$0.state.awaitsStart }
            known.tried = Set(theirs.filter { $0.attempts > 0 && $0.state.awaitsStart }.map(\.installation))
            if delivery.subject.namesVisits {
                known.visits = try await visits(in: wave.rollout, to: delivery)
            }
            if case .installed = delivery.subject {
                known.sites = begun.filter { $0.state == .installed && $0.wave == wave.index }.map(\.installation)
                    .sorted()
            } else {
                known.notices = Self.toCome(known.notices, done: Set(begun.map(\.installation)))
            }
            if case .moved(_, _, _, _, .some, nil, _) = delivery.subject {
                // Those that have no day now; others of theirs may have kept one.
                let named = Set(known.notices.filter(\.stands).flatMap(\.installations))
                known.sites = try await operations.store.placements(
                    PlacementQuery(rollout: wave.rollout, customer: delivery.customer)
                ).filter { $0.wave == wave.index && $0.state.awaitsStart && !named.contains($0.installation) }
                    .map(\.installation).sorted()
            }
        }
        if case .rolledBack(let id, _, _, _) = delivery.subject {
            let rows = try await operations.store.placements(
                PlacementQuery(rollout: id, states: [.rolledBack], customer: delivery.customer))
            for row in rows {
                known.takenBack.updateValue(common.fleet[row.installation]?.version, forKey: row.installation)
            }
        }
        if case .replaced(_, _, _, let next, _) = delivery.subject {
            known.notices = try await operations.store.notices(
                NoticeQuery(rollout: next, customer: delivery.customer))
        }
        if let earlier = await repeated(by: delivery.subject) {
            let wasThere = try await operations.store.member(delivery.customer, of: earlier.id) != nil
            known.knowsEarlier = earlier.visibility == .public || wasThere
        }
        if case .summary = delivery.subject { known.missed = try await missed(delivery) }
        if let incident = delivery.subject.incident, known.isPublic {
            guard await operations.ledger.read({ $0.incidents[incident]?.visibility == .public }) else {
                return .nothing(reason: "it is not public")
            }
        } else if let incident = delivery.subject.incident {
            known.member = common.members[incident]?[delivery.customer]
            // The last look before anything leaves: nobody outside the audience hears.
            guard known.member != nil || delivery.subject.isForOutsiders else {
                return .nothing(reason: "not in the audience")
            }
            if case .notAffected = delivery.subject, known.member != nil {
                // A later diagnosis took them in again.
                return .nothing(reason: "in the audience again")
            }
        }
        return .message(Gathered(delivery: delivery, contact: contact, facts: known))
    }

    /// Who is expected at the sites of a customer once this message has come.
    func visits(
        in rollout: RolloutID, to delivery: Delivery
    ) async throws(Failure) -> [InstallationID: Appointment] {
        let query = AppointmentQuery(rollout: rollout, customer: delivery.customer)
        let ahead = try await operations.store.appointments(query).filter {
            $0.state == .agreed && delivery.queuedAt < $0.end
        }
        return Dictionary(ahead.map { ($0.installation, $0) }, uniquingKeysWith: { $1 })
    }

    /// What these notices name without the sites at which it has begun, where others are left to come.
    private static func toCome(_ notices: [NoticeRow], done: Set<InstallationID>) -> [NoticeRow] {
        let left = notices.compactMap { notice -> NoticeRow? in
            var notice = notice
            notice.keep(notice.installations.filter { !done.contains($0) })
            return notice.installations.isEmpty ? nil : notice
        }
        return left.isEmpty ? notices : left
    }

    /// Whether a customer may read why an appointment does not take place: a colleague or a technician wrote it down, and
    /// may have named somebody else. Who comes may read it anyway.
    private func mayRead(_ note: String?, _ customer: CustomerID?) async throws(Failure) -> Bool {
        guard let note, let customer else { return true }
        do throws(OperationError) { return try await operations.leaks(in: [note], to: [customer]).isEmpty } catch {
            guard case .failed(let failure) = error else { return false }
            throw failure
        }
    }

    private func isFrozen(_ appointment: Appointment) async throws(Failure) -> Bool {
        guard appointment.state == .cancelled else { return false }
        do throws(OperationError) { return try await operations.isFrozen(appointment) } catch {
            guard case .failed(let failure) = error else { return false }
            throw failure
        }
    }

    /// So many are written before others get their turn at the ledger.
    private static let few = 16

    /// The earlier incident of which an update says that it is repeated.
    private func repeated(by subject: DeliverySubject) async -> Incident? {
        guard case .update(let id, let update) = subject else { return nil }
        return await operations.ledger.read { state in
            guard
                case .repeats(let earlier, _, _) = state.incidents[id]?.updates.last(where: { $0.id == update })?
                    .statement
            else { return nil }
            return state.incidents[earlier]
        }
    }

    /// The messages of these, in their order.
    func compose(
        _ gathered: [Gathered], fleet: Fleet
    ) async throws(Failure) -> [(Delivery, MessageComposer.Composition)] {
        let offered = try await offered(gathered)
        let composer = currentComposer
        var composed: [(Delivery, MessageComposer.Composition)] = []
        for start in stride(from: 0, to: gathered.count, by: Self.few) {
            let part = start..<min(start + Self.few, gathered.count)
            composed += await operations.ledger.read { state in
                part.map { index in
                    let one = gathered[index]
                    return (
                        one.delivery,
                        composer.compose(
                            one.delivery, to: one.contact, customer: fleet.customers[one.delivery.customer],
                            facts: one.facts, links: offered[index], state: state)
                    )
                }
            }
        }
        return composed
    }

    func preview(
        _ gathered: Gathered, fleet: Fleet, locale: String?
    ) async -> MessageComposer.Composition {
        let composer = currentComposer
        let links =
            offersLinks(gathered)
            ? MessageLinks(toLookAt: gathered.delivery, baseURL: operations.settings.baseURL) : MessageLinks()
        return await operations.ledger.read {
            composer.compose(
                gathered.delivery, to: gathered.contact, customer: fleet.customers[gathered.delivery.customer],
                facts: gathered.facts, links: links, state: $0, locale: locale)
        }
    }

    /// With the settings as they are now: the rules of our own zone may have changed since the start.
    var currentComposer: MessageComposer {
        var current = composer
        current.settings = operations.settings
        return current
    }

    /// A customer's page is for the customer: nobody else is offered its address.
    private func offersLinks(_ gathered: Gathered) -> Bool {
        links != nil && !gathered.delivery.subject.isForStaff && gathered.facts.invited?.isVisitor != true
    }

    private func offered(_ gathered: [Gathered]) async throws(Failure) -> [MessageLinks] {
        var offered = gathered.map { _ in MessageLinks() }
        let asking = gathered.indices.filter { offersLinks(gathered[$0]) }
        guard let links, !asking.isEmpty else { return offered }
        let made = try await links(asking.map { (gathered[$0].delivery, gathered[$0].contact) })
        for (index, link) in zip(asking, made) { offered[index] = link }
        return offered
    }
}

extension DeliverySubject {
    /// Whether its message says beside each day who is expected then.
    fileprivate var namesVisits: Bool {
        switch self {
        case .notice, .reminder, .moved: true
        default: false
        }
    }
}
