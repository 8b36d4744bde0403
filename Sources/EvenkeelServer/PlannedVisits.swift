import EvenkeelAPI
import EvenkeelDomain
import EvenkeelLedger

/// What is planned at a customer's sites, as events of a calendar. Names and reasons of waves are ours and stay here.
enum PlannedVisits {
    static func of(_ customer: CustomerID, site: Site) async throws -> [ICalendarText.Event] {
        let rollouts = await site.ledger.read { state in
            state.rollouts.values.filter { $0.state != .completed && $0.state != .aborted }.sorted { $0.id < $1.id }
        }
        let zone = site.context.zone
        var events: [ICalendarText.Event] = []
        for rollout in rollouts {
            let rows = try await site.store.placements(PlacementQuery(rollout: rollout.id, customer: customer))
                .filter { !$0.state.isSettled }
                .sorted { $0.installation < $1.installation }
            for row in rows where rollout.waves.indices.contains(row.wave) {
                let wave = rollout.waves[row.wave]
                let opens = zone.localDate(at: wave.opensAt)
                // The wave may open later than planned; its sites come no earlier.
                let day = max(row.placement.day ?? opens, opens)
                events.append(
                    ICalendarText.Event(
                        uid: "\(rollout.id)/\(row.installation)@evenkeel", from: day, to: day,
                        summary: "\(wave.publicName ?? "Planned upgrade"): \(row.installation)",
                        description: "Upgrade to \(rollout.release.name).",
                        isConfirmed: wave.announcedAt != nil && rollout.state == .running,
                        sequence: rollout.revision + wave.round))
            }
        }
        return events
    }
}
