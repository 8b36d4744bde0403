import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The operator's first page: what needs me now?
struct TodayModel: PageModel {
    struct PromiseLine {
        let path: String
        let title: String
        let text: String
        let kind: String
        let due: TimeModel
    }

    struct Line {
        let path: String
        let title: String
        let text: String
    }

    static let template = "today"

    let frame: ConsoleFrame
    let promises: [PromiseLine]
    let hasPromises: Bool
    let decisions: [Line]
    let hasDecisions: Bool
    let openings: [Line]
    let hasOpenings: Bool
    let suspected: [Line]
    let hasSuspected: Bool
    let actions: [Line]
    let hasActions: Bool
    let calls: [Line]
    let hasCalls: Bool
    let letters: [Line]
    let hasLetters: Bool
    let isEmpty: Bool

    init(
        frame: ConsoleFrame, promises: [PromiseLine], decisions: [Line], openings: [Line], suspected: [Line],
        actions: [Line], calls: [Line] = [], letters: [Line] = []
    ) {
        self.frame = frame
        self.promises = promises
        self.decisions = decisions
        self.openings = openings
        self.suspected = suspected
        self.actions = actions
        hasPromises = !promises.isEmpty
        hasDecisions = !decisions.isEmpty
        hasOpenings = !openings.isEmpty
        hasSuspected = !suspected.isEmpty
        hasActions = !actions.isEmpty
        self.calls = calls
        hasCalls = !calls.isEmpty
        self.letters = letters
        hasLetters = !letters.isEmpty
        isEmpty =
            letters.isEmpty && calls.isEmpty && promises.isEmpty && decisions.isEmpty && openings.isEmpty
            && suspected.isEmpty
            && actions.isEmpty
    }

    static func of(site: Site, frame: ConsoleFrame) async throws -> TodayModel {
        let (now, zone) = (site.now, site.context.zone)
        let (incidents, rollouts) = await site.ledger.read { (Array($0.incidents.values), Array($0.rollouts.values)) }
        let promises = incidents.compactMap { incident in incident.openPromise.map { (incident, $0) } }
            .sorted { $0.1.due < $1.1.due }
            .map { incident, promise in
                PromiseLine(
                    path: "/console/incidents/\(incident.id)", title: incident.title,
                    text: "\(StatusWords.of(incident.impact)), \(StatusWords.of(incident.status).lowercased()), "
                        + "\(incident.audience.restored) of \(incident.audience.customers) customers restored",
                    kind: promise.kind == .report ? "Report" : "Next update",
                    due: TimeModel(promise.due, now: now, zone: zone))
            }
        var decisions: [Line] = []
        var openings: [Line] = []
        for reading in try await RolloutReading.brief(rollouts.sorted(by: { $0.id < $1.id }), site: site) {
            let rollout = reading.rollout
            let path = "/console/rollouts/\(rollout.id)"
            for reason in reading.waitingFor where ["decision", "approval", "start", "paused"].contains(reason.code) {
                decisions.append(Line(path: path, title: rollout.id.text, text: reason.text))
            }
            for reason in reading.waitingFor where reason.code == "date" || reason.code == "notice" {
                guard let next = rollout.nextWave.map({ rollout.waves[$0] }) else { continue }
                guard (next.announcedAt == nil ? next.noticeAt : next.opensAt) <= now + .days(1) else { continue }
                openings.append(Line(path: path, title: rollout.id.text, text: reason.text))
            }
        }
        let holds = await site.ledger.read { state in state.holds.values.filter { $0.warnedAt != nil } }
        for hold in holds.sorted(by: { $0.id < $1.id }) {
            guard let expires = hold.expires else { continue }
            let text =
                "It expires at \(zone.localText(expires)); \(hold.owner) must renew it or let it go: \(hold.why)"
            decisions.append(Line(path: "/console", title: "Hold \(hold.id)", text: text))
        }
        let suspected = incidents.filter { $0.status == .suspected }.sorted { $0.began < $1.began }.map { incident in
            Line(
                path: "/console/incidents/\(incident.id)", title: incident.title,
                text: "Suspected since \(zone.localText(incident.began)); nobody has said so yet.")
        }
        let today = zone.localDate(at: now)
        let actions = incidents.sorted { $0.id < $1.id }.flatMap { incident in
            incident.actions.filter { !$0.isDone && $0.due < today }.map {
                Line(
                    path: "/console/incidents/\(incident.id)", title: $0.text,
                    text: "Due on \($0.due), owned by \($0.owner).")
            }
        }
        return TodayModel(
            frame: frame, promises: promises, decisions: decisions, openings: openings, suspected: suspected,
            actions: actions,
            calls: try await unreached(incidents, site: site) + calls(site: site) + acceptances(site: site),
            letters: try await letters(site: site))
    }

    /// More than these nobody calls from a list.
    private static let shown = 20

    /// Customers whom an open incident hits and whom no mail reaches: somebody must call them.
    private static func unreached(_ incidents: [Incident], site: Site) async throws -> [Line] {
        let fleet = try await site.operations.image.current()
        var lines: [Line] = []
        for incident in incidents.filter({ $0.status.isOpen && $0.drill == nil }).sorted(by: { $0.id < $1.id }) {
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
    private static func acceptances(site: Site) async throws -> [Line] {
        let fleet = try await site.operations.image.current()
        let campaigns = await site.ledger.read { Array($0.campaigns.values) }.filter { $0.closedAt == nil }
        return campaigns.sorted { $0.campaign.id < $1.campaign.id }.flatMap { running -> [Line] in
            running.declines.keys.sorted().compactMap { customer -> Line? in
                let site = fleet.installations.first {
                    $0.customer == customer && running.campaign.concerns($0) == .yes
                }
                guard running.mustAccept(customer), running.accepted[customer] == nil, let site else { return nil }
                return Line(
                    path: "/console/customers/\(customer)", title: fleet.customers[customer]?.name ?? customer.text,
                    text: "\(running.campaign.id): \"not yet\" is used up. "
                        + "\(site.accountManager ?? "Their account manager") asks who accepts the risk.")
            }
        }
    }

    /// Replies that nobody has read, messages that were given up, addresses that take no mail.
    private static func letters(site: Site) async throws -> [Line] {
        let zone = site.context.zone
        var lines = try await site.store.replies(ReplyQuery(waiting: true, limit: 50)).map {
            ReplyListModel.line($0, zone: zone, state: "nobody has read it; reminders to them wait")
        }
        let dead = try await site.store.deliveries(DeliveryQuery(states: [.dead], limit: 10_000)).count
        if dead > 0 {
            lines.append(
                Line(
                    path: "/console/outbox?state=dead", title: "\(dead) message\(dead == 1 ? "" : "s") given up",
                    text: "They were refused for good, or too often. Look at why, and send them again or drop them."))
        }
        let fleet = try await site.operations.image.current()
        for contact in fleet.people {
            guard let quarantine = contact.quarantine else { continue }
            let managers = Set(
                try await site.operations.image.sites(of: contact.customer).compactMap(\.accountManager))
            let whose =
                managers.isEmpty ? "nobody is named as account manager" : managers.sorted().joined(separator: ", ")
            lines.append(
                Line(
                    path: "/console/customers/\(contact.customer)", title: contact.email.description,
                    text: "Takes no mail since \(zone.localText(quarantine.since)): \(quarantine.reason) (\(whose))"))
        }
        return lines
    }

    /// Who was asked and has not answered, or cannot be written to.
    private static func calls(site: Site) async throws -> [Line] {
        let customers = try await site.operations.image.current().customers
        return try await site.operations.calls(at: site.now).map { call in
            let document = CallDocument(call)
            let people = document.contacts.map { person in
                [person.name ?? person.email, person.phone].compactMap(\.self).joined(separator: " ")
            }
            let whom = people.isEmpty ? "nobody is known there" : people.joined(separator: ", ")
            return Line(
                path: "/console/customers/\(document.customer)",
                title: customers[call.notice.customer]?.name ?? document.customer,
                text: "\(document.release)\(document.day.map { ", \($0)" } ?? ""): \(document.text) Call \(whom).")
        }
    }
}
