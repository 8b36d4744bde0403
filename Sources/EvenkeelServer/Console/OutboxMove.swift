import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What a person may do with a message that has not left: hold it back, send it now, drop it.
enum OutboxMove: String {
    case hold, send, drop

    /// Where a message is that will leave by itself, or when somebody lets it.
    static let waiting: Set<DeliveryState> = [.queued, .uncertain, .captured, .held]

    /// What goes out within a day, or would if it was let, the first to leave first.
    static func soon(site: Site, limit: Int) async throws -> [Delivery] {
        let end = site.now + .days(1)
        let rows = try await site.store.deliveries(DeliveryQuery(states: waiting, limit: 20_000))
        return Array(
            rows.filter { $0.notBefore <= end }.sorted {
                ($0.priority, $0.notBefore, $0.id) < ($1.priority, $1.notBefore, $1.id)
            }.prefix(limit))
    }

    /// Returns the message as it is afterwards; refused where it has left, or is leaving.
    func carryOut(_ id: DeliveryID, reason: String?, site: Site, by actor: String) async throws -> Delivery {
        let said = reason.map { ": \($0)" } ?? ""
        guard let before = try await Self.find(id, site: site) else {
            throw Sentences.unknown("delivery", id.text, list: "evenkeel delivery list")
        }
        let step: RowChange =
            switch self {
            case .hold:
                .stepDelivery(
                    id, .hold, at: site.now, reason: "held back by \(actor)\(said)", notBefore: nil, generation: 0)
            case .send:
                .stepDelivery(id, .goLive, at: site.now, reason: nil, notBefore: site.now, generation: 0)
            case .drop:
                .stepDelivery(
                    id, .suppress, at: site.now, reason: "dropped by \(actor)\(said)", notBefore: nil, generation: 0)
            }
        var moved = try await site.store.change([step])
        if moved == 0, self == .send, before.state == .queued {
            // It waits for its time: that is now.
            moved = try await site.store.change([
                .stepDelivery(id, .hold, at: site.now, reason: nil, notBefore: nil, generation: 0), step,
            ])
        }
        guard moved > 0, let after = try await Self.find(id, site: site) else {
            throw Sentences.deliveryHasLeft(id.text, state: before.state.rawValue)
        }
        site.context.wake()
        return after
    }

    private static func find(_ id: DeliveryID, site: Site) async throws -> Delivery? {
        try await site.store.deliveries(DeliveryQuery(id: id, limit: 1)).first
    }
}
