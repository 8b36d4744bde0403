public import EvenkeelDomain

extension Operations {
    /// Older rollouts say little of today's people.
    static let rolloutsLearnedFrom = 12

    /// What the rollouts of this deployment showed of sites: the latest dozen that have begun.
    ///
    /// - Parameter planned: the rollout a plan is made for, which does not learn from itself.
    public func trackRecords(
        except planned: RolloutID? = nil
    ) async throws(OperationError) -> [InstallationID: TrackRecord] {
        let rollouts = await ledger.read { Array($0.rollouts.values) }
        let past = rollouts.filter { $0.id != planned }
            .compactMap { rollout in rollout.waves.compactMap(\.openedAt).min().map { (rollout, $0) } }
        var tally = PastTally(zone: settings.calendar.zone)
        for (rollout, _) in past.sorted(by: { ($0.1, $0.0.id) > ($1.1, $1.0.id) }).prefix(Self.rolloutsLearnedFrom) {
            let sites = try await rows { () async throws(Failure) in try await store.siteEvidence(rollout.id) }
            let outcomes = try await rows { () async throws(Failure) in try await store.outcomes(rollout.id) }
            tally.add(rollout, sites: sites, outcomes: outcomes)
        }
        return tally.records
    }
}
