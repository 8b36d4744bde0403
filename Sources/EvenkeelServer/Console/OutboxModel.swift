import EvenkeelDomain
import EvenkeelLedger

/// What went, what waits, and whether anything leaves.
struct OutboxModel: PageModel {
    struct Line {
        let path: String
        let recipient: String
        let customer: String
        let customerPath: String
        let subject: String
        let state: String
        let reason: String
        let queued: TimeModel
    }

    struct Filter {
        let path: String
        let name: String
        let isChosen: Bool
    }

    struct Choice {
        let value: String
        let label: String
        let isChosen: Bool
    }

    static let template = "outbox"
    private static let shown = 200
    /// The store hands out the oldest first, so the newest are only known once all have been read.
    private static let limit = 20_000

    let frame: ConsoleFrame
    let filters: [Filter]
    let deliveries: [Line]
    /// What will be queued within a day if nothing happens.
    let announced: [TodayModel.Line]
    let choices: [Choice]
    /// How many of how many are shown, where not all are.
    let extent: String?

    /// - Parameter soon: what goes out within a day, the first to leave first.
    static func of(
        state: DeliveryState?, soon: Bool = false, site: Site, frame: ConsoleFrame
    ) async throws -> OutboxModel {
        let (now, zone) = (site.now, site.context.zone)
        let rows =
            soon
            ? try await OutboxMove.soon(site: site, limit: limit)
            : try await site.store.deliveries(DeliveryQuery(states: state.map { [$0] }, limit: limit))
        let newest =
            soon ? rows.prefix(shown) : rows.sorted { ($1.queuedAt, $1.id) < ($0.queuedAt, $0.id) }.prefix(shown)
        let (outbound, subjects) = await site.ledger.read { ledger in
            var subjects: [DeliverySubject: String] = [:]
            for delivery in newest where subjects[delivery.subject] == nil {
                subjects[delivery.subject] = MessageWords.of(delivery.subject, state: ledger)
            }
            return (ledger.outbound, subjects)
        }
        let customers = try await site.operations.image.current().customers
        return OutboxModel(
            frame: frame,
            filters: [
                Filter(path: "/console/outbox?soon=true", name: "the next 24 hours", isChosen: soon),
                Filter(path: "/console/outbox", name: "all", isChosen: state == nil && !soon),
            ]
                + DeliveryState.allCases.map {
                    Filter(path: "/console/outbox?state=\($0.rawValue)", name: $0.rawValue, isChosen: $0 == state)
                },
            deliveries: newest.map { delivery in
                Line(
                    path: "/console/outbox/\(delivery.id)",
                    recipient: MessageWords.address(delivery.recipient, of: delivery.customer),
                    customer: MessageWords.customer(delivery.customer, named: customers[delivery.customer]?.name),
                    customerPath: MessageWords.path(of: delivery.customer),
                    subject: subjects[delivery.subject] ?? delivery.subject.key, state: delivery.state.rawValue,
                    reason: delivery.reason ?? "",
                    queued: TimeModel(delivery.queuedAt, now: now, zone: zone))
            }, announced: soon ? await announced(site: site) : [],
            choices: OutboundState.allCases.map {
                Choice(value: $0.rawValue, label: StatusWords.of($0), isChosen: $0 == outbound)
            }, extent: extent(rows.count))
    }

    private static func announced(site: Site) async -> [TodayModel.Line] {
        let end = site.now + .days(1)
        let items = await site.ledger.read { $0.due(at: end) }
        return items.compactMap { item in
            let (what, path): (String, String) =
                switch item.duty {
                case .announceWave(let id, let wave): ("Notices of wave \(wave + 1)", "/console/rollouts/\(id)")
                case .remindWave(let id, let wave): ("Reminders of wave \(wave + 1)", "/console/rollouts/\(id)")
                case .sendLetters(let id, let days): ("Letters of \(id), \(days) days before", "/console/outbox")
                default: ("", "")
                }
            guard !what.isEmpty else { return nil }
            return TodayModel.Line(
                path: path, title: what,
                text: "Queued at \(site.context.zone.localText(item.at)), if nothing stops it.")
        }
    }

    private static func extent(_ read: Int) -> String? {
        if read == limit {
            return
                "There are more than \(limit) messages here; the newest may be missing. Choose a state, or ask the API."
        }
        return read > shown ? "The newest \(shown) of \(read)." : nil
    }
}
