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
    private static let limit = 200

    let frame: ConsoleFrame
    let filters: [Filter]
    let deliveries: [Line]
    let choices: [Choice]

    static func of(state: DeliveryState?, site: Site, frame: ConsoleFrame) async throws -> OutboxModel {
        let (now, zone) = (site.now, site.context.zone)
        let rows = try await site.store.deliveries(DeliveryQuery(states: state.map { [$0] }, limit: limit))
        let outbound = await site.ledger.read { $0.outbound }
        return OutboxModel(
            frame: frame,
            filters: [Filter(path: "/console/outbox", name: "all", isChosen: state == nil)]
                + DeliveryState.allCases.map {
                    Filter(path: "/console/outbox?state=\($0.rawValue)", name: $0.rawValue, isChosen: $0 == state)
                },
            deliveries: rows.sorted { ($1.queuedAt, $1.id) < ($0.queuedAt, $0.id) }.map { delivery in
                Line(
                    path: "/console/outbox/\(delivery.id)", recipient: delivery.recipient.text,
                    customer: delivery.customer.text, customerPath: "/console/customers/\(delivery.customer)",
                    subject: delivery.subject.key, state: delivery.state.rawValue, reason: delivery.reason ?? "",
                    queued: TimeModel(delivery.queuedAt, now: now, zone: zone))
            },
            choices: OutboundState.allCases.map {
                Choice(value: $0.rawValue, label: StatusWords.of($0), isChosen: $0 == outbound)
            })
    }
}
