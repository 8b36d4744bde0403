public import EvenkeelDomain

/// Hands alerts to our own people. One at a time holds the lease; after a crash between the call and the record an
/// alert goes once more: a page that comes twice is better than one that never came.
public actor Pager {
    private static let actor = "pager"
    private let operations: Operations
    private let channel: any StaffChannel
    private let allowed: Set<String>
    private let holder: String
    /// The address at which the page of an alert is acknowledged.
    private let link: @Sendable (AlertID) -> String
    private var leaseUntil: Timestamp?
    /// Those that are being handed over: nobody's page waits for a mail server that says nothing to another.
    private var underway: [AlertID: Task<Void, Never>] = [:]
    /// Those that have been, and are not on record yet.
    private var carried: [AlertID: Carried] = [:]

    private struct Carried {
        let note: StaffNote
        let command: CommandID
        var (reached, failed): ([String], [String])
    }

    /// - Parameter allowed: addresses and `@domains` that get mail while outbound is on the allow-list.
    public init(
        operations: Operations, channel: any StaffChannel, allowed: Set<String>, holder: String,
        link: @escaping @Sendable (AlertID) -> String
    ) {
        self.operations = operations
        self.channel = channel
        self.allowed = allowed
        self.holder = holder
        self.link = link
    }

    /// One round: puts on record what has been handed over, and begins with what is due. Returns the number of alerts it
    /// has dealt with.
    @discardableResult
    public func tick(at now: Timestamp) async throws(OperationError) -> Int {
        do { try await operations.ledger.catchUp() } catch { throw .failed(error) }
        let recorded = try await record(at: now)
        let settings = operations.settings
        let link = link
        let (position, due, outbound) = await operations.ledger.read { state in
            (
                state.position,
                state.due(at: now).compactMap { item in
                    guard case .handOverAlert(let id, let alert) = item.duty else { return StaffNote?.none }
                    return Self.note(id, alert, in: state, settings: settings, link: link)
                }, state.outbound
            )
        }
        let notes = due.filter { underway[$0.alert] == nil && carried[$0.alert] == nil }
        guard !due.isEmpty else { return recorded }
        leaseUntil = try await operations.lease(Self.actor, holder: holder, until: leaseUntil, at: now)
        guard leaseUntil != nil else { return recorded }
        for note in notes {
            let command = CommandID("hand-over/\(note.alert)@\(position)")
            underway[note.alert] = Task {
                let (reached, failed) = await carry(note, outbound)
                carried[note.alert] = Carried(note: note, command: command, reached: reached, failed: failed)
                underway[note.alert] = nil
            }
        }
        return recorded + notes.count
    }

    /// True while something is being handed over: what becomes of it is to be put on record soon.
    public var isHandingOver: Bool { !underway.isEmpty || !carried.isEmpty }

    /// Waits for what is being handed over, and puts it on record.
    public func finish(at now: Timestamp) async throws(OperationError) {
        for task in underway.values { await task.value }
        try await record(at: now)
    }

    /// What the store does not take now is put on record by the next round, and nobody is called twice for it.
    @discardableResult
    private func record(at now: Timestamp) async throws(OperationError) -> Int {
        var count = 0
        for (alert, done) in carried.sorted(by: { $0.key < $1.key }) {
            do throws(OperationError) {
                try await operations.perform(
                    .recordHandOver(done.note.incident, alert, reached: done.reached, failed: done.failed),
                    id: done.command, by: Self.actor, at: now)
            } catch {
                // Refused where there is nothing to record any more: no reason to keep the others from leaving.
                if case .failed = error { throw error }
            }
            carried[alert] = nil
            count += 1
        }
        return count
    }

    /// Over every way at once; what was not taken is on record with its reason.
    private func carry(_ note: StaffNote, _ outbound: OutboundState) async -> (reached: [String], failed: [String]) {
        let ways = note.person.reach
        let obstacles = await withTaskGroup(of: (Int, String?).self) { group in
            for (index, reach) in ways.enumerated() {
                guard mayLeave(reach, outbound) else { continue }
                group.addTask {
                    do throws(SendError) {
                        try await self.channel.carry(note, over: reach)
                        return (index, nil)
                    } catch { return (index, error.why) }
                }
            }
            var obstacles = ways.map { _ in String?.some("outbound is \(outbound.rawValue)") }
            for await (index, obstacle) in group { obstacles[index] = obstacle }
            return obstacles
        }
        var (reached, failed): ([String], [String]) = ([], [])
        for (reach, obstacle) in zip(ways, obstacles) {
            if let obstacle { failed.append("\(reach.name): \(obstacle)") } else { reached.append(reach.name) }
        }
        return (reached, failed)
    }

    /// Nothing at all leaves before somebody says `live`, our own people's alarms included.
    private func mayLeave(_ reach: OnCallPerson.Reach, _ outbound: OutboundState) -> Bool {
        switch (outbound, reach) {
        case (.live, _): true
        case (.capture, _): false
        case (.allowList, .email(let address)):
            allowed.contains(address.description) || allowed.contains("@" + address.domain)
        case (.allowList, .command): true
        }
    }

    private static func note(
        _ id: IncidentID, _ alertID: AlertID, in state: borrowing State, settings: Settings,
        link: @Sendable (AlertID) -> String
    ) -> StaffNote? {
        guard let incident = state.incidents[id], let alert = incident.alerts.last(where: { $0.id == alertID }),
            var person = alert.person.flatMap({ settings.rota[$0] })
        else { return nil }
        if incident.isDrill {
            // Only where the drill may ring: its own addresses and commands.
            person.reach = settings.drillAddresses.map { .email($0) } + settings.drillPage.map { .command($0) }
        }
        let words = StaffWords(incident: incident, alert: alert, settings: settings)
        return StaffNote(
            alert: alertID, incident: id, reason: alert.reason, person: person, subject: words.subject,
            text: words.text(acknowledgeAt: link(alertID)), link: link(alertID))
    }
}
