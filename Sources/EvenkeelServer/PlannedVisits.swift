import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What is planned at a customer's sites, as events of a calendar, on the days they were told. Names and reasons of waves
/// are ours and stay here.
enum PlannedVisits {
    static func of(_ customer: CustomerID, site: Site) async throws -> [ICalendarText.Event] {
        // Of one that is over, sites that were set aside are still to come.
        let rollouts = await site.ledger.read { state in
            state.rollouts.values.filter { $0.state != .aborted && $0.replacedBy == nil }.sorted { $0.id < $1.id }
        }
        var events: [ICalendarText.Event] = []
        for rollout in rollouts {
            let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id, customer: customer))
                .filter { $0.state.awaitsStart || !$0.state.isSettled }
                .sorted { $0.installation < $1.installation }
            let days = try await site.operations.expectedDays(of: rows, in: rollout)
            for row in rows {
                guard let expected = days[row.installation], expected.ground != .declined, let day = expected.day else {
                    continue
                }
                events.append(
                    ICalendarText.Event(
                        uid: "\(rollout.id)/\(row.installation)@evenkeel", from: day, to: day,
                        summary: "\(rollout.waves[row.wave].publicName ?? "Planned upgrade"): \(row.installation)",
                        description: "Upgrade to \(rollout.release.name).",
                        isConfirmed: expected.ground == .told && [.running, .completed].contains(rollout.state),
                        sequence: rollout.revision + rollout.waves[row.wave].round))
            }
        }
        return events
    }
}
