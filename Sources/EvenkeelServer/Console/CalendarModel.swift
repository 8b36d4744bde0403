import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// The organisation's calendar: its rules, who asked to cross a freeze, the customers' own calendars, and who waits.
struct CalendarModel: PageModel {
    struct Rule {
        let id: String
        let kind: String
        let when: String
        let whom: String
        let owner: String
        let why: String
    }

    struct Crossing {
        let id: String
        let state: String
        let rollout: String
        let sites: String
        let until: TimeModel
        let asked: String
        let approved: String?
        let why: String
        /// How its customers agreed, where it crosses a freeze of theirs.
        let agreed: String?
        /// Nobody approves what they asked for themselves.
        let canApprove: Bool
        let canWithdraw: Bool
    }

    struct Own {
        let customer: String
        let path: String
        let events: Int
        let next: String
        let source: String
    }

    struct Waiting {
        let rollout: String
        let path: String
        let sites: [Line]

        struct Line {
            let id: String
            let why: String
        }
    }

    static let template = "calendar"
    private static let shown = 100

    let frame: ConsoleFrame
    let rules: [Rule]
    let crossings: [Crossing]
    let hasCrossings: Bool
    let customers: [Own]
    let hasCustomers: Bool
    let waiting: [Waiting]
    /// What the change that was just made, or asked about, does to the rollouts.
    let effects: [String]
    let hasEffects: Bool

    static func of(effects: [String], site: Site, frame: ConsoleFrame) async throws -> CalendarModel {
        let (rules, crossings, own, rollouts) = await site.ledger.read { state in
            (
                Array(state.calendarRules.values), Array(state.crossings.values), Array(state.customerFreezes.values),
                state.rollouts.values.filter { $0.state == .running }.sorted { $0.id < $1.id }
            )
        }
        let zone = site.context.zone
        let names = try await site.operations.image.current().customers
        var waiting: [Waiting] = []
        for rollout in rollouts {
            let reading = try await WaitingReading.of(
                rollout, operations: site.operations, zone: zone, at: site.now)
            let sites = reading.documents(limit: shown).filter { !$0.mayStart }
            guard !sites.isEmpty else { continue }
            waiting.append(
                Waiting(
                    rollout: rollout.id.text, path: "/console/rollouts/\(rollout.id)",
                    sites: sites.map { .init(id: $0.installation, why: $0.reason.text) }))
        }
        return CalendarModel(
            frame: frame,
            rules: rules.map(CalendarRuleDocument.init).sorted { ($0.kind, $0.when, $0.id) < ($1.kind, $1.when, $1.id) }
                .map {
                    Rule(
                        id: $0.id, kind: $0.kind, when: $0.when, whom: $0.among ?? "everybody", owner: $0.owner,
                        why: $0.why)
                },
            crossings: crossings.sorted { ($1.requestedAt, $1.id) < ($0.requestedAt, $0.id) }.map {
                line($0, now: site.now, zone: zone, asker: frame.who)
            }, hasCrossings: !crossings.isEmpty,
            customers: own.sorted { $0.customer < $1.customer }.map { calendar in
                let document = CustomerCalendarDocument(calendar, at: site.now, zone: zone)
                return Own(
                    customer: names[calendar.customer]?.name ?? calendar.customer.text,
                    path: "/console/customers/\(calendar.customer)", events: document.events,
                    next: document.freezes.first.flatMap { Timestamp(rfc3339: $0.from) }.map(zone.localText)
                        ?? "none within a year", source: document.source)
            }, hasCustomers: !own.isEmpty, waiting: waiting, effects: effects, hasEffects: !effects.isEmpty)
    }

    private static func line(
        _ crossing: FreezeCrossing, now: Timestamp, zone: ZoneOffsets, asker: String
    ) -> Crossing {
        let document = CrossingDocument(crossing, at: now)
        let more = document.installations.count > 5 ? " and \(document.installations.count - 5) more" : ""
        return Crossing(
            id: document.id, state: document.state, rollout: document.rollout,
            sites: document.installations.prefix(5).joined(separator: ", ") + more,
            until: TimeModel(crossing.time.until, now: now, zone: zone), asked: document.requestedBy,
            approved: document.approvedBy, why: document.why, agreed: document.agreed,
            canApprove: document.state == "requested" && document.requestedBy != asker,
            canWithdraw: document.state != "over")
    }
}
