import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Mail that needs somebody.
extension TodayModel {
    /// Counted no further: the outbox has them all.
    private static let countLimit = 1000

    /// Replies that nobody has read, messages that were given up or held back, addresses and endpoints that take nothing.
    static func letters(site: Site) async throws -> [Line] {
        let replies = try await site.store.replies(ReplyQuery(waiting: true, limit: 50)).map {
            ReplyListModel.line(
                $0, zone: site.context.zone,
                state: $0.standing + ($0.customer == nil ? "" : "; reminders to them wait"))
        }
        let resting = [
            try await resting(
                .dead, "given up", site,
                one: "It was refused for good, or too often. Look at why, and send it again or drop it.",
                many: "They were refused for good, or too often. Look at why, and send them again or drop them."),
            try await resting(
                .held, "held back", site, one: "It does not leave by itself: somebody sends it or drops it.",
                many: "They do not leave by themselves: somebody sends each of them, or drops it."),
        ]
        return try await unsent(site: site) + replies + resting.compactMap(\.self) + quarantined(site: site)
    }

    /// How many messages rest in that state, with the way to them; nil where there is none.
    private static func resting(
        _ state: DeliveryState, _ word: String, _ site: Site, one: String, many: String
    ) async throws -> Line? {
        let count = try await site.store.deliveries(DeliveryQuery(states: [state], limit: countLimit)).count
        guard count > 0 else { return nil }
        let title = count == countLimit ? "\(count) messages or more" : "\(count) message\(count == 1 ? "" : "s")"
        return Line(
            path: "/console/outbox?state=\(state.rawValue)", title: "\(title) \(word)", text: count == 1 ? one : many)
    }

    private static func quarantined(site: Site) async throws -> [Line] {
        let quarantines = try await site.store.quarantines()
        guard !quarantines.isEmpty else { return [] }
        var lines: [Line] = []
        let fleet = try await site.operations.image.current()
        let endpoints = try await site.operations.endpoints()
        for contact in endpoints + fleet.people {
            guard let quarantine = contact.quarantine else { continue }
            let managers = Set(
                try await site.operations.image.sites(of: contact.customer).compactMap(\.accountManager))
            let whose =
                managers.isEmpty ? "nobody is named as account manager" : managers.sorted().joined(separator: ", ")
            let since = site.context.zone.localText(quarantine.since)
            let endpoint = endpoints.contains(contact) ? contact.email.description.prefix { $0 != "@" } : nil
            let customer = fleet.customers[contact.customer]?.name ?? contact.customer.text
            lines.append(
                Line(
                    path: "/console/customers/\(contact.customer)",
                    title: endpoint.map { "Endpoint \($0) of \(customer)" } ?? contact.email.description,
                    text: "Takes \(endpoint == nil ? "no mail" : "nothing") since \(since): \(quarantine.reason) "
                        + "(\(whose)\(endpoint.map { "; evenkeel recipient release \($0)" } ?? ""))"))
        }
        return cut(
            lines, rest: "more addresses take no mail; evenkeel recipient list --quarantined names them.",
            path: "/console/outbox")
    }
}
