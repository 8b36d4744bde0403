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

    /// One round. Returns the number of alerts handed over.
    @discardableResult
    public func tick(at now: Timestamp) async throws(OperationError) -> Int {
        do { try await operations.ledger.catchUp() } catch { throw .failed(error) }
        let settings = operations.settings
        let link = link
        let (position, notes, outbound) = await operations.ledger.read { state in
            (
                state.position,
                state.due(at: now).compactMap { item in
                    guard case .handOverAlert(let id, let alert) = item.duty else { return StaffNote?.none }
                    return Self.note(id, alert, in: state, settings: settings, link: link)
                }, state.outbound
            )
        }
        guard !notes.isEmpty else { return 0 }
        leaseUntil = try await operations.lease(Self.actor, holder: holder, until: leaseUntil, at: now)
        guard leaseUntil != nil else { return 0 }
        let results = await withTaskGroup(of: (StaffNote, reached: [String], failed: [String]).self) { group in
            for note in notes { group.addTask { await self.carry(note, outbound) } }
            var results: [(StaffNote, reached: [String], failed: [String])] = []
            for await result in group { results.append(result) }
            return results.sorted { $0.0.alert < $1.0.alert }
        }
        for (note, reached, failed) in results {
            try await operations.perform(
                .recordHandOver(note.incident, note.alert, reached: reached, failed: failed),
                id: CommandID("hand-over/\(note.alert)@\(position)"), by: Self.actor, at: now)
        }
        return results.count
    }

    /// Over every way at once; what was not taken is on record with its reason.
    private func carry(_ note: StaffNote, _ outbound: OutboundState) async -> (StaffNote, [String], [String]) {
        var (reached, failed): ([String], [String]) = ([], [])
        for reach in note.person.reach {
            guard mayLeave(reach, outbound) else {
                failed.append("\(reach.name): outbound is \(outbound.rawValue)")
                continue
            }
            do throws(SendError) {
                try await channel.carry(note, over: reach)
                reached.append(reach.name)
            } catch {
                failed.append("\(reach.name): \(error.why)")
            }
        }
        return (note, reached, failed)
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
