import EvenkeelAPI
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
        /// When it leaves; nil where that is not asked for.
        let leaves: String?
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
    /// True for what goes out within a day.
    let isSoon: Bool
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
                    reason: (soon ? DeliverySentences.waits(delivery, at: now) : delivery.reason) ?? "",
                    queued: TimeModel(delivery.queuedAt, now: now, zone: zone),
                    leaves: soon
                        ? DeliverySentences.leaves(delivery, under: outbound, at: now) { zone.localText($0) } : nil)
            }, announced: soon ? try await announced(site: site) : [],
            choices: OutboundState.allCases.map {
                Choice(value: $0.rawValue, label: StatusWords.of($0), isChosen: $0 == outbound)
            }, isSoon: soon, extent: extent(rows.count))
    }

    private static func announced(site: Site) async throws -> [TodayModel.Line] {
        let waves = try await Announcement.soon(site: site).map { wave in
            let people = wave.readers.reduce(0) { $0 + $1.contacts.count }
            return TodayModel.Line(
                path: wave.path, title: wave.title,
                text: "Queued at \(site.context.zone.localText(wave.at)), if nothing stops it, to \(people) "
                    + "recipient\(people == 1 ? "" : "s") of \(wave.readers.count) "
                    + "customer\(wave.readers.count == 1 ? "" : "s").")
        }
        let end = site.now + .days(1)
        let letters: [TodayModel.Line] = await site.ledger.read { $0.due(at: end) }.compactMap { item in
            guard case .sendLetters(let id, let days) = item.duty else { return nil }
            return TodayModel.Line(
                path: "/console/support", title: "Letters of \(id), \(days) days before",
                text: "Queued at \(site.context.zone.localText(item.at)), if nothing stops it.")
        }
        return waves + letters
    }

    private static func extent(_ read: Int) -> String? {
        if read == limit {
            return
                "There are more than \(limit) messages here; the newest may be missing. Choose a state, or ask the API."
        }
        return read > shown ? "The newest \(shown) of \(read)." : nil
    }
}
