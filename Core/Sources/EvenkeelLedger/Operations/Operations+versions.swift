public import EvenkeelDomain

extension Operations {
    /// Records what a site runs, by the word of somebody who knows, and where a rollout that is under way brings this
    /// very release there and has not started it, that it was installed outside the plan.
    public func noteVersion(
        _ fact: VersionFact, of site: InstallationID
    ) async throws(OperationError) {
        guard try await rows(image.current)[site] != nil else { throw .refused(.unknownInstallation(site)) }
        try await rows { () async throws(Failure) in try await store.change([.recordVersion(site, fact)]) }
        // An older fact than the one that stands tells of the past.
        let stands = try await rows { () async throws(Failure) in try await store.versionFacts([site]) }[site]
        if stands?.version == fact.version { try await markUnplanned([site: fact]) }
    }

    /// Sites where a release appeared by itself count as installed: for exposure, the verdict and the audience.
    func markUnplanned(_ facts: [InstallationID: VersionFact]) async throws(OperationError) {
        guard !facts.isEmpty else { return }
        let rollouts = await ledger.read { state in
            state.rollouts.values.filter { $0.state == .running || $0.state == .paused || $0.state == .halted }
        }
        let fleet = try await rows(image.current)
        var steps: [RowChange] = []
        for rollout in rollouts.sorted(by: { $0.id < $1.id }) {
            for (site, fact) in facts.sorted(by: { $0.key < $1.key })
            where fact.version == rollout.release.version
                && fleet[site]?.product ?? rollout.release.product == rollout.release.product
            {
                let note = "found at the site, outside the plan (\(fact.source.rawValue))"
                steps.append(.stepPlacement(rollout.id, site, .appear, at: fact.at, note: note))
            }
        }
        guard !steps.isEmpty else { return }
        let all = steps
        try await rows { () async throws(Failure) in try await store.change(all) }
    }
}
