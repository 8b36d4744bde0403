import EvenkeelDomain
import EvenkeelLedger

/// Messages that should have left and do not: how many, since when, and why.
struct UnsentMail {
    private static let limit = 1000

    let count: Int
    let since: Timestamp
    /// Of the one that waits longest.
    let why: String

    /// Nil where what is due leaves.
    ///
    /// - Parameter incident: nil for everything.
    static func of(_ incident: IncidentID? = nil, site: Site) async throws -> UnsentMail? {
        var rows: [Delivery] = []
        let prefixes = incident.map { id in ["update", "story", "restored"].map { "\($0)/\(id)/" } }
        for prefix in prefixes.map({ $0.map(Optional.some) }) ?? [nil] {
            rows += try await site.store.deliveries(
                DeliveryQuery(
                    states: [.queued, .claimed, .sending, .uncertain], subjectPrefix: prefix, isTried: true,
                    limit: limit))
        }
        let late = rows.filter { Delivery.isLate(attempts: $0.attempts, queuedAt: $0.queuedAt, at: site.now) }
        guard let first = late.min(by: { ($0.queuedAt, $0.id) < ($1.queuedAt, $1.id) }) else { return nil }
        return UnsentMail(
            count: late.count, since: first.queuedAt,
            why: late.compactMap(\.reason).first ?? "it is being tried now")
    }

    var title: String {
        count >= Self.limit
            ? "\(count) messages or more do not leave" : "\(count) message\(count == 1 ? " does" : "s do") not leave"
    }

    func text(_ zone: ZoneOffsets) -> String {
        "Since \(zone.localText(since)): \(why). They are tried again by themselves; mend what stops them."
    }
}

extension TodayModel {
    /// Above all other mail: nobody hears what we say.
    static func unsent(site: Site) async throws -> [Line] {
        guard let unsent = try await UnsentMail.of(site: site) else { return [] }
        return [Line(path: "/console/outbox", title: unsent.title, text: unsent.text(site.context.zone))]
    }
}
