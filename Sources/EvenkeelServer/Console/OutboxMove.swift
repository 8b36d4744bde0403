import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

extension OutboxMove {
    /// Where a message is that will leave by itself, or when somebody lets it.
    static let waiting: Set<DeliveryState> = [.queued, .claimed, .uncertain, .captured, .held]

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
    func carryOut(
        _ id: DeliveryID, reason: String?, command: CommandID, site: Site, by actor: String
    ) async throws -> Delivery {
        guard let known = try await Self.find(id, site: site) else {
            throw Sentences.unknown("delivery", id.text, list: "evenkeel delivery list")
        }
        if self == .send {
            let contacts =
                known.channel == "email"
                ? try await site.operations.image.current().contacts[known.customer] ?? []
                : try await site.operations.endpoints()
            if let contact = contacts.first(where: { $0.id == known.recipient }), let quarantine = contact.quarantine {
                throw Sentences.addressTakesNothing(contact.email.description, because: quarantine.reason)
            }
        }
        let isMoved = try await site.operations.move(
            id, self, reason: reason, command: command, by: actor, at: site.now)
        guard let after = try await Self.find(id, site: site) else {
            throw Sentences.unknown("delivery", id.text, list: "evenkeel delivery list")
        }
        guard isMoved else { throw Sentences.deliveryHasLeft(id.text, state: after.state.rawValue) }
        site.context.wake()
        return after
    }

    private static func find(_ id: DeliveryID, site: Site) async throws -> Delivery? {
        try await site.store.deliveries(DeliveryQuery(id: id, limit: 1)).first
    }
}
