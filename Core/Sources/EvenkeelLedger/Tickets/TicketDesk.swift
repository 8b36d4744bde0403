public import EvenkeelDomain

/// Keeps one ticket for each affected customer in the operator's tool: opened with the incident, updated with every word,
/// closed when the customer is restored. One at a time holds the lease.
///
/// A request that was cut off goes again under the same id: a tool that heeds it does nothing twice.
public actor TicketDesk {
    static let actor = "tickets"
    /// Requests on the wire at a time.
    private static let parallel = 4
    /// Requests a round, so that the clock is looked at again.
    private static let batch = 100

    private let operations: Operations
    private let tool: any TicketTool
    private let holder: String
    private var leaseUntil: Timestamp?
    /// What was seen of an incident when nothing was left to do.
    private var settled: [IncidentID: Seen] = [:]

    private struct Seen: Hashable {
        let updates: Int
        let diagnoses: Int
        let status: IncidentStatus
        let audience: AudienceSummary
    }

    public init(operations: Operations, tool: any TicketTool, holder: String) {
        self.operations = operations
        self.tool = tool
        self.holder = holder
    }

    /// One round. Returns the number of requests that were made.
    @discardableResult
    public func tick(at now: Timestamp) async throws(OperationError) -> Int {
        do { try await operations.ledger.catchUp() } catch { throw .failed(error) }
        let (incidents, outbound) = await operations.ledger.read { state in
            (
                state.incidents.values.filter { $0.ownedAt != nil && !$0.isDrill && $0.importedFrom == nil }
                    .sorted { $0.id < $1.id }, state.outbound
            )
        }
        // Nothing at all leaves before somebody says so.
        guard outbound != .capture else { return 0 }
        let news = incidents.filter { settled[$0.id] != seen($0) }
        guard !news.isEmpty else { return 0 }
        leaseUntil = try await operations.lease(Self.actor, holder: holder, until: leaseUntil, at: now)
        guard leaseUntil != nil else { return 0 }
        var made = 0
        for incident in news where made < Self.batch { made += try await look(at: incident, at: now) }
        return made
    }

    private func seen(_ incident: Incident) -> Seen {
        Seen(
            updates: incident.updates.count, diagnoses: incident.diagnoses, status: incident.status,
            audience: incident.audience)
    }

    private func look(at incident: Incident, at now: Timestamp) async throws(OperationError) -> Int {
        let id = incident.id
        let members = try await operations.rows { () async throws(Failure) in try await operations.store.audience(id) }
        let rows = try await operations.rows { () async throws(Failure) in try await operations.store.tickets(id) }
        let work = Self.work(on: incident, members: members, tickets: rows, at: now)
        let due = work.filter { $0.ticket.nextAt <= now }
        guard !due.isEmpty else {
            if work.isEmpty { settled[id] = seen(incident) }
            return 0
        }
        let customers = try await operations.rows(operations.image.current).customers
        let calls = due.prefix(Self.batch).map { item in
            (item, call(item, on: incident, name: customers[item.ticket.customer]?.name))
        }
        let tool = tool
        let ended = await withTaskGroup(of: TicketRow.self) { group in
            var ended: [TicketRow] = []
            for (index, (item, call)) in calls.enumerated() {
                if index >= Self.parallel, let row = await group.next() { ended.append(row) }
                group.addTask { await Self.carry(item, call, tool, at: now) }
            }
            for await row in group { ended.append(row) }
            return ended
        }
        let changes = ended.sorted { $0.customer < $1.customer }.map { RowChange.putTicket($0) }
        try await operations.rows { () async throws(Failure) in try await operations.store.change(changes) }
        return calls.count
    }

    struct Work: Hashable, Sendable {
        var action: TicketCall.Action
        var ticket: TicketRow
        var reason: String
        /// The number of updates there are.
        var updates: Int
    }

    /// What is to be asked of the tool. Pure.
    ///
    /// A ticket is opened while the incident is open and the customer affected; it is closed once the customer is
    /// restored, was not affected after all, or everything was withdrawn.
    static func work(
        on incident: Incident, members: [AudienceMember], tickets: [TicketRow], at now: Timestamp
    ) -> [Work] {
        let known = Dictionary(tickets.map { ($0.customer, $0) }, uniquingKeysWith: { $1 })
        let audience = Dictionary(members.map { ($0.customer, $0) }, uniquingKeysWith: { $1 })
        var work: [Work] = []
        func add(_ action: TicketCall.Action, _ ticket: TicketRow, _ reason: String) {
            work.append(Work(action: action, ticket: ticket, reason: reason, updates: incident.updates.count))
        }
        for member in members where known[member.customer]?.reference == nil {
            guard incident.status.isOpen, member.state == .affected else { continue }
            let row =
                known[member.customer] ?? TicketRow(incident: incident.id, customer: member.customer, nextAt: now)
            add(.open, row, member.reason)
        }
        for ticket in tickets where ticket.reference != nil && ticket.closedAt == nil {
            let member = audience[ticket.customer]
            if incident.status == .withdrawn || member == nil {
                add(.close, ticket, "not affected after all")
            } else if let member, member.state == .restored {
                add(.close, ticket, "restored at \(member.restoredAt?.description ?? "the site")")
            } else if ticket.told < incident.updates.count {
                add(.update, ticket, member?.reason ?? "")
            }
        }
        return work
    }

    private func call(_ work: Work, on incident: Incident, name: String?) -> TicketCall {
        TicketCall(
            action: work.action, key: work.ticket.key,
            request: "\(work.action.rawValue)/\(work.ticket.key)/\(work.updates)", reference: work.ticket.reference,
            incident: incident.id, customer: work.ticket.customer, customerName: name ?? work.ticket.customer.text,
            title: incident.title, impact: incident.impact, status: incident.status, reason: work.reason,
            text: incident.updates.last?.body ?? "",
            link: "\(operations.settings.baseURL)/console/incidents/\(incident.id)")
    }

    private static func carry(
        _ work: Work, _ call: TicketCall, _ tool: any TicketTool, at now: Timestamp
    ) async -> TicketRow {
        var row = work.ticket
        do throws(SendError) {
            let answer = try await tool.carry(call)
            // A tool that gives no name of its own is asked by ours.
            row.reference = answer.reference ?? row.reference ?? row.key
            row.url = answer.url ?? row.url
            row.told = work.updates
            row.closedAt = work.action == .close ? now : nil
            (row.attempts, row.problem, row.nextAt) = (0, nil, now)
        } catch {
            row.attempts += 1
            row.problem = error.why
            // Without end: a ticket that was not closed is a customer somebody still worries about.
            row.nextAt = RetryRule.later.next(row.key, attempt: row.attempts, at: now)
        }
        return row
    }
}
