import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// The last day on which each site with a date of its own cannot go yet. In the last wave everybody has a place: a
    /// later date than that is kept by the date itself.
    func daysOfTheirOwn(in rollout: RolloutID?) async throws(OperationError) -> [InstallationID: CivilDate] {
        guard let rollout, let known = await ledger.read({ $0.rollouts[rollout] }),
            known.state.after(.adopt) != nil, let last = known.waves.last
        else { return [:] }
        let zone = settings.calendar.zone
        let latest = zone.localDate(at: last.opensAt) - 1
        return try await ownDates(rollout).mapValues { min(latest, zone.localDate(at: $0.notBefore) - 1) }
    }

    /// Offers a revision in which the next best site tries the combinations of one whose date has moved past its wave.
    /// Nothing moves before somebody has looked at the diff and adopted it.
    func replaceMoved(
        _ sites: [InstallationID], in id: RolloutID, command: CommandID, at now: Timestamp
    ) async throws(OperationError) {
        guard let rollout = await ledger.read({ $0.rollouts[id] }), rollout.state.after(.adopt) != nil else { return }
        let dates = try await ownDates(id)
        let zone = settings.calendar.zone
        for site in sites.sorted() {
            let row = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: id, installation: site)).first
            }
            // Who brings nothing new is missed by nobody; a wave that has begun has its evidence from those in it.
            guard let row, row.placement.reason.newPairs > 0, row.wave >= rollout.begunWaves,
                rollout.waves.indices.contains(row.wave + 1), let date = dates[site],
                date.notBefore >= rollout.waves[row.wave + 1].opensAt
            else { continue }
            let wave = rollout.waves[row.wave].name
            do throws(OperationError) {
                _ = try await proposeRevision(
                    id,
                    reason:
                        "\(site) moved to \(zone.localDate(at: date.notBefore)), past wave \"\(wave)\": another site "
                        + "tries what it would have tried.",
                    command: CommandID("\(command)/replace/\(site)"), by: "planner", at: now)
            } catch .cannotPlan {
                // There is nobody to take its place; the plan stays as it is.
                continue
            } catch .refused { continue }
            return
        }
    }
}
