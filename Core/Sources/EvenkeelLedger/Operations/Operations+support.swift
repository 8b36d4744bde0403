public import EvenkeelDomain

/// Who still runs what loses its support, why, and who accepted it.
public struct SupportLine: Hashable, Sendable {
    public enum Standing: String, Sendable {
        case notAnswered = "not_answered"
        case later, accepted, planned, pinned
        /// Their "not yet" is used up: somebody must accept the risk by name.
        case mustAccept = "must_accept"
        case versionUnknown = "version_unknown"
    }

    public var customer: CustomerID
    public var installation: InstallationID
    public var version: Version?
    public var standing: Standing
    public var declines: Int
    public var accountManager: String?
    /// What accepted the risk, else what was said last, with the name of who said it.
    public var answer: Answer?
    /// The reasons they gave to all letters, the oldest first.
    public var said: [String] = []
    /// Where the upgrade is planned.
    public var rollout: RolloutID?
    public var pinnedUntil: CivilDate?
}

extension Operations {
    /// Customers who still run one of the versions: those the next letter goes to. Who has accepted the risk, or runs it
    /// no more, gets none.
    func letterRecipients(_ running: RunningCampaign) async throws(OperationError) -> [CustomerID] {
        let fleet = try await rows(image.current)
        let customers = fleet.installations.filter { running.campaign.concerns($0) == .yes }.map(\.customer)
        return Set(customers).subtracting(running.accepted.keys).sorted()
    }

    /// Letters to whoever looks after a customer: their "not yet" is used up with this answer, or somebody accepts the risk.
    func riskLetters(_ answer: Answer, at now: Timestamp) async throws(OperationError) -> [Delivery] {
        let customer = answer.customer
        guard let id = answer.campaign, let running = await ledger.read({ $0.campaigns[id] }) else { return [] }
        let answers = running.declines[customer, default: 0] + 1
        guard answer.kind == .acceptsRisk || answers >= running.campaign.postponements else { return [] }
        return keepers(of: customer, fleet: try await rows(image.current)).map { address in
            Delivery(
                recipient: ContactID(Self.staffPrefix + address.description), customer: customer,
                subject: .supportRisk(id, customer, answers: answers), queuedAt: now)
        }
    }

    public func supportReport(_ id: CampaignID, at now: Timestamp) async throws(OperationError) -> [SupportLine] {
        let (known, pins) = await ledger.read { ($0.campaigns[id], $0.pins) }
        guard let running = known else { throw .refused(.unknownCampaign(id)) }
        let fleet = try await rows(image.current)
        let today = settings.calendar.zone.localDate(at: now)
        let answers = try await rows { () async throws(Failure) in try await store.answers(AnswerQuery()) }
            .filter { $0.campaign == id }
        let byCustomer = Dictionary(grouping: answers, by: \.customer)
        var places: [InstallationID: PlacementRow] = [:]
        if let rollout = running.campaign.rollout {
            let found = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: rollout))
            }
            places = Dictionary(found.map { ($0.installation, $0) }, uniquingKeysWith: { first, _ in first })
        }
        var lines: [SupportLine] = []
        for site in fleet.installations {
            let truth = running.campaign.concerns(site)
            guard truth != .no else { continue }
            let until = [site.pinnedUntil, pins[site.id]?.until].compactMap(\.self).max()
            let isPinned = until.map { $0 >= today } ?? false
            let declines = running.declines[site.customer, default: 0]
            let place = places[site.id]
            let standing: SupportLine.Standing =
                if truth == .maybe { .versionUnknown } else if running.accepted[site.customer] != nil {
                    .accepted
                } else if running.mustAccept(site.customer), declines > 0 { .mustAccept } else if isPinned {
                    .pinned
                } else if let place, place.state.awaitsStart || place.state == .started {
                    .planned
                } else if declines > 0 { .later } else { .notAnswered }
            let own = byCustomer[site.customer] ?? []
            // Who accepted the risk may have said something since.
            let acceptance = running.accepted[site.customer].flatMap { id in own.first { $0.id == id } }
            lines.append(
                SupportLine(
                    customer: site.customer, installation: site.id, version: site.version, standing: standing,
                    declines: declines, accountManager: site.accountManager,
                    answer: acceptance ?? own.last, said: own.compactMap(\.note), rollout: place?.rollout,
                    pinnedUntil: isPinned ? until : nil))
        }
        return lines
    }
}
