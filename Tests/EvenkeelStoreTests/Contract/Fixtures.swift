import EvenkeelDomain
import EvenkeelLedger

/// Short ways to make the rows that the contract is checked with.
enum Fixtures {
    static func time(_ minute: Int) -> Timestamp { Timestamp(milliseconds: 1_790_000_000_000) + .minutes(minute) }

    static func version(_ text: String) -> Version {
        guard let version = Version(text) else { preconditionFailure("\(text) is no version") }
        return version
    }

    static func entry(_ position: Int, command: String? = nil, event: Event? = nil) -> Entry {
        Entry(
            position: position, at: time(position), command: CommandID(command ?? "command-\(position)"),
            actor: "maria",
            event: event
                ?? .componentDeclared(Component(id: ComponentID("component-\(position)"), name: "No. \(position)")))
    }

    static func entries(_ positions: ClosedRange<Int>) -> [Entry] { positions.map { entry($0) } }

    static func site(_ id: String, version text: String? = "5.1.0", product: String? = "pbx") -> Installation {
        var site = Installation(id: InstallationID(id), customer: "acme")
        site.product = product
        site.version = text.map { version($0) }
        site.features = ["fax", "call-queue", "sip-trunk"]
        site.environment = ["platform": "debian-12", "cpu": "arm"]
        site.seats = 25
        return site
    }

    static func placement(
        _ site: String, rollout: String = "r", revision: Int = 1, wave: Int = 0, in state: PlacementState = .planned
    ) -> PlacementRow {
        var row = PlacementRow(
            rollout: RolloutID(rollout), revision: revision, customer: "acme", wave: wave,
            placement: Placement(
                installation: InstallationID(site), reason: .coverage(newPairs: 3, rarest: ["fax + t38"]),
                notEarlier: .cap(wave: 0)))
        row.state = state
        if [.started, .installed, .failed, .timedOut].contains(state) || state.isRollback {
            row.startedAt = time(1)
            row.attempts = 1
        }
        if state.isSettled { row.settledAt = time(2) }
        return row
    }

    static func notice(_ customer: String, wave: Int = 0, revision: Int = 1, at minute: Int = 0) -> NoticeRow {
        NoticeRow(
            rollout: "r", revision: revision, wave: wave, customer: CustomerID(customer), announcedAt: time(minute),
            installations: ["a", "b"])
    }

    static func delivery(
        _ recipient: String, about update: String = "u", in state: DeliveryState = .queued, notBefore: Int = 0
    ) -> Delivery {
        var delivery = Delivery(
            recipient: ContactID(recipient), customer: "acme", subject: .update("i", UpdateID(update)),
            queuedAt: time(0), notBefore: time(notBefore))
        delivery.state = state
        return delivery
    }

    static func outcome(
        _ id: String, at site: String = "a", _ kind: Outcome.Kind, minute: Int, fault: String? = nil
    ) -> Outcome {
        Outcome(
            id: OutcomeID(id), installation: InstallationID(site), release: version("5.2.0"), kind: kind,
            at: time(minute), fault: fault, feature: kind == .used ? "fax" : nil)
    }
    static func batch(
        _ outcomes: [Outcome], rollout: RolloutID = "r", source: String = "agent"
    ) -> OutcomeBatch {
        OutcomeBatch(
            source: source, receivedAt: time(0),
            reports: [rollout: outcomes.enumerated().map { OutcomeBatch.Report(index: $0, outcome: $1) }])
    }
}
