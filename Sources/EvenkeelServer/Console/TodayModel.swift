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
        let isDrill: Bool
    }

    struct Line {
        let path: String
        let title: String
        let text: String
        /// A rehearsal: no customer waits for it.
        var isDrill = false
    }

    struct Section {
        let id: String
        let heading: String
        let lines: [Line]
    }

    static let template = "today"
    /// More than these nobody works through from a page that shows itself anew; the rest is counted.
    static let shown = 20

    let frame: ConsoleFrame
    let promises: [PromiseLine]
    let hasPromises: Bool
    /// Those that hold something, what presses most first.
    let sections: [Section]
    let isEmpty: Bool

    init(frame: ConsoleFrame, promises: [PromiseLine], sections: [Section]) {
        self.frame = frame
        self.promises = promises
        hasPromises = !promises.isEmpty
        self.sections = sections.filter { !$0.lines.isEmpty }
        isEmpty = promises.isEmpty && self.sections.isEmpty
    }

    static func of(site: Site, frame: ConsoleFrame) async throws -> TodayModel {
        let (incidents, rollouts) = await site.ledger.read { state in
            (state.incidents.values.sorted { $0.id < $1.id }, state.rollouts.values.sorted { $0.id < $1.id })
        }
        let readings = try await RolloutReading.brief(rollouts, site: site)
        let waiting = readings.flatMap { Self.decisions($0, zone: site.context.zone) }
        let toCall =
            try await Self.unreached(incidents, site: site) + Self.calls(site: site) + Self.visits(site: site)
            + Self.acceptances(site: site)
        return TodayModel(
            frame: frame, promises: promises(incidents, site: site),
            sections: [
                Section(
                    id: "alarms", heading: "Alarms that wait for an answer", lines: alarms(incidents, site: site)),
                Section(
                    id: "suspected", heading: "Suspected, waiting for one press",
                    lines: suspected(incidents, zone: site.context.zone)),
                Section(
                    id: "decisions", heading: "Waiting for a decision",
                    lines: await Self.crossings(site: site) + waiting + Self.holds(site: site)),
                Section(
                    id: "looks", heading: "Installs that wait for somebody",
                    lines: try await Self.looks(readings, site: site)),
                Section(
                    id: "openings", heading: "Waves and notices within a day",
                    lines: readings.flatMap { openings($0, at: site.now) }),
                Section(id: "calls", heading: "Call these contacts", lines: toCall),
                Section(
                    id: "wishes", heading: "Asked to be among the first, this week",
                    lines: try await Self.earlyWishes(site: site)),
                Section(id: "letters", heading: "Mail that needs somebody", lines: try await letters(site: site)),
                Section(
                    id: "actions", heading: "Overdue corrective actions",
                    lines: overdue(incidents, today: site.context.zone.localDate(at: site.now))),
            ])
    }
}
