public import EvenkeelDomain

/// Taking a release back at sites that have it, because a person wants it gone.
extension Operations {
    /// Which sites are to be taken back.
    public enum RollbackScope: Hashable, Sendable {
        /// All of them, or none.
        case sites([InstallationID])
        /// Those of the wave whose install has ended, well or badly.
        case wave(Int)
    }

    /// Orders the version before back. What then happens at each site is the executor's to do, whatever state the rollout
    /// is in and whatever the hour: whoever orders it says that it must not stay.
    public func rollBack(
        _ id: RolloutID, _ scope: RollbackScope, reason: String, command: CommandID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) {
        try await rows(ledger.catchUp)
        let (known, isDone) = await ledger.read { ($0.rollouts[id], $0.hasCarriedOut(command)) }
        if isDone { return }
        guard let rollout = known else { throw .refused(.unknownRollout(id)) }
        guard settings.offersRollback(rollout.policy.execute) else {
            throw .refused(.noWayBack(id, rollout.policy.execute))
        }
        let placed = try await placements(scope, of: id)
        let before = try await versionsBefore(placed, of: rollout)
        let lost = placed.map(\.installation).filter { before[$0] == nil }
        guard lost.isEmpty else { throw .refused(.versionBeforeUnknown(id, lost)) }
        try await perform(
            .rollBackSites(id, placed.map(\.installation), reason: reason), id: command, by: actor, at: now)
    }

    private func placements(
        _ scope: RollbackScope, of id: RolloutID
    ) async throws(OperationError) -> [PlacementRow] {
        switch scope {
        case .sites(let sites):
            var placed: [PlacementRow] = []
            for site in sites where !placed.contains(where: { $0.installation == site }) {
                let query = PlacementQuery(rollout: id, installation: site)
                let row = try await rows { () async throws(Failure) in try await store.placements(query) }.first
                guard let row else { throw .refused(.notInRollout(id, site)) }
                guard row.state.after(.orderRollback) != nil else {
                    throw .refused(.siteCannot(.orderRollback, site, in: row.state))
                }
                placed.append(row)
            }
            return placed
        case .wave(let wave):
            let states = Set(PlacementState.allCases.filter { $0.after(.orderRollback) != nil })
            let query = PlacementQuery(rollout: id, wave: wave, states: states)
            let placed = try await rows { () async throws(Failure) in try await store.placements(query) }
            guard !placed.isEmpty else { throw .refused(.nothingToRollBack(id, wave: wave)) }
            return placed
        }
    }

    func versionBefore(_ site: InstallationID, in rollout: Rollout) async throws(OperationError) -> Version {
        let query = PlacementQuery(rollout: rollout.id, installation: site)
        let row = try await rows { () async throws(Failure) in try await store.placements(query) }.first
        guard let row else { throw .refused(.notInRollout(rollout.id, site)) }
        guard let version = try await versionsBefore([row], of: rollout)[site] else {
            throw .refused(.versionBeforeUnknown(rollout.id, [site]))
        }
        return version
    }

    /// What these ran before they got the release; those of which nobody knows are missing.
    func versionsBefore(
        _ placed: [PlacementRow], of rollout: Rollout
    ) async throws(OperationError) -> [InstallationID: Version] {
        let histories = try await rows { () async throws(Failure) in
            try await store.versionHistories(placed.map(\.installation))
        }
        var versions: [InstallationID: Version] = [:]
        for row in placed {
            versions[row.installation] = histories[row.installation]?.version(
                before: rollout.release.version, until: row.startedAt)
        }
        return versions
    }
}
