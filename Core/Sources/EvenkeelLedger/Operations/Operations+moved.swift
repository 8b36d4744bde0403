import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// The last day on which each site with a date of its own cannot go yet: the one before the wave opens in whose time its
    /// date lies. It waits there for its day, as in the last wave for one of any time later.
    func daysOfTheirOwn(in rollout: RolloutID?) async throws(OperationError) -> [InstallationID: CivilDate] {
        guard let rollout, let known = await ledger.read({ $0.rollouts[rollout] }),
            known.state.after(.adopt) != nil
        else { return [:] }
        let zone = settings.calendar.zone
        let opens = known.waves.map { zone.localDate(at: $0.opensAt) }
        return try await ownDays(rollout).compactMapValues { own in
            opens.last { $0 <= own.day }.map { $0 - 1 }
        }
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
                // Where there is nobody to take its place, the plan stays as it is.
                guard let other = try await substitute(for: row, in: rollout, own: dates, at: now) else { continue }
                _ = try await proposeRevision(
                    id, substitution: Substitution(of: site, by: other),
                    reason:
                        "\(site) moved to \(zone.localDate(at: date.notBefore)), past wave \"\(wave)\": \(other) tries "
                        + "what it would have tried.",
                    command: CommandID("\(command)/replace/\(site)"), by: "planner", at: now)
            } catch .cannotPlan { continue } catch .refused { continue }
            return
        }
    }

    /// So many of the next best are asked for; each costs a plan.
    private static let substitutesTried = 5

    /// The site of a later wave that has most in common with one that moved away, and that the planner gives its place.
    private func substitute(
        for row: PlacementRow, in rollout: Rollout, own dates: [InstallationID: SiteDate], at now: Timestamp
    ) async throws(OperationError) -> InstallationID? {
        let fleet = try await rows(image.current)
        guard let moved = fleet[row.installation], let features = moved.features else { return nil }
        let later = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, states: [.planned]))
        }.filter { $0.wave > row.wave && dates[$0.installation] == nil }
        let attributes = rollout.policy.coverage.environment
        let common = later.compactMap { other -> (site: InstallationID, shared: Int)? in
            guard let site = fleet[other.installation], let own = site.features else { return nil }
            let same = attributes.count { name in
                moved.environment?[name].map { $0 == site.environment?[name] } ?? false
            }
            let shared = own.intersection(features).count + same
            // Fewer than two are no combination.
            return shared > 1 ? (site.id, shared) : nil
        }.sorted { (-$0.shared, $0.site) < (-$1.shared, $1.site) }
        for candidate in common.prefix(Self.substitutesTried) {
            let plan: Plan
            do throws(OperationError) {
                plan = try await draftPlan(
                    rollout.policy, substitution: Substitution(of: row.installation, by: candidate.site), at: now)
            } catch .cannotPlan { continue }
            guard plan.waves.indices.contains(row.wave) else { continue }
            if plan.waves[row.wave].placements.contains(where: { $0.installation == candidate.site }) {
                return candidate.site
            }
        }
        return nil
    }
}
