import EvenkeelDomain
import EvenkeelLedger

/// The tables of a `MemoryStore`.
struct MemoryTables {
    struct HistoryLine: Hashable {
        var product: String
        var fact: VersionFact
    }

    struct ChangedRows {
        var customers: [CustomerID: Int] = [:]
        var contacts: [ContactID: Int] = [:]
        var installations: [InstallationID: Int] = [:]
    }

    struct NoticeKey: Hashable {
        var revision: Int
        var wave: Int
        var customer: CustomerID
    }

    struct DeliveryLine {
        var delivery: Delivery
        var generation: Int
    }

    struct Lease {
        var holder: String
        var generation: Int
        var expiresAt: Timestamp
    }

    var journal: [Entry] = []
    var commands: Set<CommandID> = []
    var snapshot: State?
    var fleetVersion = 0
    /// At which version of the fleet a row last changed.
    var changed = ChangedRows()
    var customers: [CustomerID: Customer] = [:]
    var contacts: [ContactID: Contact] = [:]
    var installations: [InstallationID: Installation] = [:]
    var history: [InstallationID: [HistoryLine]] = [:]
    var plans: [RolloutID: [Int: Plan]] = [:]
    var placements: [RolloutID: [InstallationID: PlacementRow]] = [:]
    var tallies: [RolloutID: Int] = [:]
    /// In the order of their numbers, which count from 1.
    var installs: [Install] = []
    var ticks: [InstallID: [Int: InstallTick]] = [:]
    var records: [InstallID: [Int: (record: InstallRecord, content: String)]] = [:]
    var outcomes: [RolloutID: [Outcome]] = [:]
    /// What was reported under an id, for whichever rollout.
    var outcomesByID: [OutcomeID: Outcome] = [:]
    /// Reports from sites whose start is not known yet.
    var early: [RolloutID: [InstallationID: [Outcome]]] = [:]
    var signs: [RolloutID: Set<SiteSign>] = [:]
    /// What was reported of sites under another release, where a rollout compares with them.
    var controls: [RolloutID: [OutcomeID: Outcome]] = [:]
    var responses: [RolloutID: [OutcomeID: ResponseRow]] = [:]
    /// The name a fault goes by, by the one it was reported under.
    var faultNames: [RolloutID: [String: String]] = [:]
    /// By source and code.
    var refusals: [String: [String: RefusalLine]] = [:]
    var notices: [RolloutID: [NoticeKey: NoticeRow]] = [:]
    var answers: [AnswerID: Answer] = [:]
    var siteDates: [RolloutID: [InstallationID: SiteDate]] = [:]
    var links: [String: LinkRow] = [:]
    var sentMessages: [DeliveryID: SentMessage] = [:]
    /// By the folded address.
    var choices: [String: MessageChoice] = [:]
    var quarantines: [String: Quarantine] = [:]
    var subscribers: [String: Subscriber] = [:]
    var replies: [String: ReplyRow] = [:]
    var appointments: [AppointmentID: Appointment] = [:]
    var deploymentKeys: [String: String] = [:]
    var tickets: [IncidentID: [CustomerID: TicketRow]] = [:]
    var audience: [IncidentID: [CustomerID: AudienceMember]] = [:]
    var deliveries: [DeliveryID: DeliveryLine] = [:]
    /// Those that are not at rest, so that a courier does not look through all that was ever sent.
    var unsettled: Set<DeliveryID> = []
    var tokens: [String: TokenRow] = [:]
    var leases: [String: Lease] = [:]

    /// Applies all changes or none, and returns the rows changed.
    mutating func apply(_ changes: [RowChange]) throws(Failure) -> Int {
        // Only these can refuse, and only then is there something to undo.
        let canFail = changes.contains { change in
            switch change {
            case .requireTally, .requireDelivery: true
            default: false
            }
        }
        guard canFail else { return try applyEach(changes) }
        var draft = self
        let count = try draft.applyEach(changes)
        self = draft
        return count
    }

    private mutating func applyEach(_ changes: [RowChange]) throws(Failure) -> Int {
        var count = 0
        for change in changes { count += try apply(change) }
        return count
    }

    private mutating func apply(_ change: RowChange) throws(Failure) -> Int {
        switch change {
        case .putCustomers(let rows): return putFleetRows(rows, in: \.customers, by: \.id, noting: \.customers)
        case .putContacts(let rows):
            return putFleetRows(rows.map(\.asImported), in: \.contacts, by: \.id, noting: \.contacts)
        case .putInstallations(let rows): return put(rows)
        case .recordVersion(let installation, let fact): return record(fact, at: installation)
        case .putPlan(let plan):
            guard plans[plan.rollout]?[plan.revision] == nil else { return 0 }
            plans[plan.rollout, default: [:]][plan.revision] = plan
            return 1
        case .putPlacements(let rows): return put(rows)
        case .revisePlacements(let rollout, let begun, let rows): return revise(rollout, begun: begun, rows)
        case .stepWave(let rollout, let wave, let step, let at):
            let rows = placements[rollout, default: [:]].values.filter { $0.wave == wave }
            return self.step(rows, of: rollout, step, at, note: nil)
        case .stepPlacement(let rollout, let installation, let step, let at, let note):
            let rows = [placements[rollout]?[installation]].compactMap(\.self)
            return self.step(rows, of: rollout, step, at, note: note)
        case .stepInstall(let step): return self.step(step)
        case .noteInstall(let install, let note): return self.note(note, of: install)
        case .tickInstall(let install, let tick):
            guard ticks[install]?[tick.number] == nil else { return 0 }
            ticks[install, default: [:]][tick.number] = tick
            return 1
        case .putRecord(let install, let record, let content):
            guard records[install]?[record.number] == nil else { return 0 }
            records[install, default: [:]][record.number] = (record, content)
            return 1
        case .nameFaults(let rollout, let faults, let name): return nameFaults(faults, of: rollout, name)
        case .requireTally(let rollout, let version):
            guard tallies[rollout] ?? 0 == version else { throw .rowsMoved }
            return 0
        case .putNotices(let rows): return put(rows)
        case .stepNoticesOf(let customers, let rollout, let wave, let step):
            return stepNotices(rollout, wave, step, of: Set(customers))
        case .unhearNotices(let customer, let rollout, let wave): return unhearNotices(rollout, wave, of: customer)
        case .replaceNotices(let rows): return replace(rows)
        case .putAnswer(let answer):
            guard answers[answer.id] == nil else { return 0 }
            answers[answer.id] = answer
            return 1
        case .putAppointment(let appointment):
            appointments[appointment.id] = appointment
            return 1
        case .putSiteDates(let dates):
            for date in dates { siteDates[date.rollout, default: [:]][date.installation] = date }
            return dates.count
        case .putAudience(let incident, let members): return put(members, of: incident)
        case .dropAudience(let incident, let customers):
            return customers.count { audience[incident]?.removeValue(forKey: $0) != nil }
        case .restoreAudience(let incident, let customers, let how, let at):
            return restore(customers, of: incident, how, at)
        case .putDeliveries(let rows): return put(rows)
        case .stepDelivery(let id, let step, let at, let reason, let notBefore, let generation):
            return stepDelivery(id, step, at, reason, notBefore, generation)
        case .requireDelivery(let id, let state):
            guard deliveries[id]?.delivery.state == state else { throw .rowsMoved }
            return 0
        case .stepDeliveriesBefore(let generation, let step, let at, let reason):
            return stepDeliveries(step, at, reason, generation) { $0.generation < generation }
        case .stepDeliveriesAbout(let subject, let step, let at, let reason):
            return stepDeliveries(step, at, reason, nil) { $0.delivery.subject == subject }
        case .stepDeliveries(let state, let step, let at):
            return stepDeliveries(step, at, nil, nil) { $0.delivery.state == state }
        case .putChoice(let address, let choice, _):
            guard choices[address.folded] != choice else { return 0 }
            choices[address.folded] = choice
            touchContacts(of: address)
            return 1
        case .putQuarantine(let address, let quarantine):
            guard quarantines[address.folded] == nil else { return 0 }
            quarantines[address.folded] = quarantine
            touchContacts(of: address)
            return 1
        case .liftQuarantine(let address):
            guard quarantines.removeValue(forKey: address.folded) != nil else { return 0 }
            touchContacts(of: address)
            return 1
        case .putSubscriber(let subscriber):
            subscribers[subscriber.address.folded] = subscriber
            return 1
        case .dropSubscriber(let address): return subscribers.removeValue(forKey: address.folded) == nil ? 0 : 1
        case .putReply(let reply):
            guard replies[reply.id] == nil else { return 0 }
            replies[reply.id] = reply
            return 1
        case .markReplyRead(let id, let reader, let at):
            guard let reply = replies[id], reply.readAt == nil else { return 0 }
            replies[id]?.readAt = at
            replies[id]?.readBy = reader
            return 1
        case .putToken(let token):
            tokens[token.name] = token
            return 1
        case .revokeToken(let name, let at):
            guard let token = tokens[name], token.revokedAt == nil else { return 0 }
            tokens[name]?.revokedAt = at
            return 1
        case .endLeases(let prefix, let at):
            let ended = leases.filter { $0.value.holder.hasPrefix(prefix) && $0.value.expiresAt > at }.keys
            for name in ended { leases[name]?.expiresAt = at }
            return ended.count
        case .putTicket(let ticket):
            guard tickets[ticket.incident]?[ticket.customer] != ticket else { return 0 }
            tickets[ticket.incident, default: [:]][ticket.customer] = ticket
            return 1
        case .putLinks(let made):
            let new = made.filter { links[$0.secretHash] == nil }
            for link in new { links[link.secretHash] = link }
            return new.count
        case .revokeLinks(let kind, let subject, let at): return revokeLinks(kind, subject, at)
        }
    }

    mutating func acquireLease(_ name: String, holder: String, at now: Timestamp, until: Timestamp) -> Int? {
        var generation = 1
        if let lease = leases[name] {
            guard lease.holder == holder || lease.expiresAt <= now else {
                // Taken by a clock that is ahead: it has no more time than a lease has.
                leases[name]?.expiresAt = min(lease.expiresAt, until)
                return nil
            }
            generation = lease.holder == holder ? lease.generation : lease.generation + 1
        }
        leases[name] = Lease(holder: holder, generation: generation, expiresAt: until)
        return generation
    }
}
