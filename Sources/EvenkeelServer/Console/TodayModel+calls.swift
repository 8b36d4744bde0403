import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// Whom somebody must call.
extension TodayModel {
    /// Customers whom an open incident hits and whom no mail reaches: somebody must call them.
    static func unreached(_ incidents: [Incident], site: Site) async throws -> [Line] {
        let fleet = try await site.operations.image.current()
        var lines: [Line] = []
        for incident in incidents.filter({ $0.status.isOpen && !$0.isDrill }) {
            let unreached = try await site.store.audience(incident.id).filter { member in
                let people = fleet.contacts[member.customer] ?? []
                return member.state == .affected
                    && !people.contains { $0.hearsOfOutages && $0.quarantine == nil }
            }
            for member in unreached.prefix(shown) {
                let people = fleet.contacts[member.customer] ?? []
                let phones = people.compactMap(\.phone)
                let how = phones.isEmpty ? "No telephone number is known." : "Call \(phones.joined(separator: ", "))."
                lines.append(
                    Line(
                        path: "/console/customers/\(member.customer)",
                        title: fleet.customers[member.customer]?.name ?? member.customer.text,
                        text: "Affected by \(incident.title), and no mail reaches anybody there. \(how)"))
            }
            if unreached.count > shown {
                lines.append(
                    Line(
                        path: "/console/incidents/\(incident.id)", title: incident.title,
                        text: "No mail reaches \(unreached.count - shown) more of its customers."))
            }
        }
        return lines
    }

    /// Customers whose "not yet" to the end of support is used up: their account manager asks who accepts the risk.
    /// Only customers who said so are looked at, each by their own sites; the fleet is not walked.
    static func acceptances(site: Site) async throws -> [Line] {
        let campaigns = await site.ledger.read { Array($0.campaigns.values) }.filter { $0.closedAt == nil }
        let names = try await site.operations.image.current().customers
        var lines: [Line] = []
        for running in campaigns.sorted(by: { $0.campaign.id < $1.campaign.id }) {
            let asked = running.declines.keys.filter { running.mustAccept($0) && running.accepted[$0] == nil }
            for customer in asked.sorted() where lines.count <= shown {
                let own = try await site.operations.image.sites(of: customer)
                guard let still = own.first(where: { running.campaign.concerns($0) == .yes }) else { continue }
                lines.append(
                    Line(
                        path: "/console/customers/\(customer)", title: names[customer]?.name ?? customer.text,
                        text: "\(running.campaign.id): \"not yet\" is used up. "
                            + "\(still.accountManager ?? "Their account manager") asks who accepts the risk."))
            }
        }
        guard lines.count > shown else { return lines }
        return lines.prefix(shown) + [
            Line(path: "/console/support", title: "And others", text: "Support lists all who must accept the risk.")
        ]
    }

    /// How long Today tells of a wish to be among the first: every account manager opens it within a week.
    private static let wishShown = TimeSpan.days(7)

    /// Customers who asked for it lately, for their account manager and whoever writes the next policy.
    static func earlyWishes(site: Site) async throws -> [Line] {
        let since = site.now - wishShown
        let wishes = await site.ledger.read { $0.early.filter { $0.value > since } }
        guard !wishes.isEmpty else { return [] }
        let names = try await site.operations.image.current().customers
        var lines: [Line] = []
        for (customer, at) in wishes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            let managers = Set(try await site.operations.image.sites(of: customer).compactMap(\.accountManager))
            let whose =
                managers.isEmpty ? "nobody is named as account manager" : managers.sorted().joined(separator: ", ")
            lines.append(
                Line(
                    path: "/console/customers/\(customer)", title: names[customer]?.name ?? customer.text,
                    text: "Asked on \(site.context.zone.localText(at)) (\(whose))."))
        }
        return cut(lines, rest: "more asked; evenkeel notice answers names them.", path: "/console/rollouts")
    }

    /// Who was asked and has not answered, or cannot be written to.
    static func calls(site: Site) async throws -> [Line] {
        let customers = try await site.operations.image.current().customers
        let lines = try await site.operations.calls(at: site.now).map { call in
            let document = CallDocument(call)
            return Line(
                path: "/console/customers/\(document.customer)",
                title: customers[call.notice.customer]?.name ?? document.customer,
                text: text(of: document, lastTried: call.lastTried.map(site.context.zone.localText)))
        }
        return cut(
            lines, rest: "more are to be called; evenkeel notice list --calls names them.", path: "/console/rollouts")
    }

    /// For which release and day, why, and whom to call where anybody is known.
    static func text(of call: CallDocument, lastTried: String?) -> String {
        let people = call.contacts.map { person in
            [person.name ?? person.email, person.phone].compactMap(\.self).joined(separator: " ")
        }
        let whom = people.isEmpty ? "" : " Call \(people.joined(separator: ", "))."
        let tried = lastTried.map { " Last tried \($0)." } ?? ""
        return "\(call.release)\(call.day.map { ", \($0)" } ?? ""): \(call.text)\(whom)\(tried)"
    }
}
