import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// A change of the organisation's calendar: what it does to every rollout is found first, then it is made, and where it
/// moves a plan under way, a revision is proposed.
struct CalendarChange {
    let site: Site
    let command: CommandID
    let actor: String
    /// Only told, not made.
    let isDry: Bool

    /// - Parameter why: the reason of the revisions.
    func make(
        _ wanted: Command, why: String, _ change: (inout WorkCalendar) -> Void
    ) async throws -> [CalendarImpactDocument] {
        let fleet = try await site.operations.image.current()
        let impacts = try await site.operations.calendarImpact(at: site.now, change)
        var revisions: [RolloutID: Int] = [:]
        if !isDry {
            try await site.operations.perform(wanted, id: command, by: actor, at: site.now)
            revisions = try await site.operations.proposeRevisions(
                for: impacts, reason: "The calendar changed: \(why)", command: command, by: actor, at: site.now)
            site.context.wake()
        }
        return impacts.map { impact in
            CalendarImpactDocument(impact, revision: revisions[impact.rollout]) { fleet[$0]?.customer }
        }
    }
}
