public import EvenkeelDomain

extension Operations {
    /// Records what a site runs, by the word of somebody who knows, and where a rollout brings this very release there and
    /// has not started it, or brought one that is gone, that this happened outside the plan.
    public func noteVersion(
        _ fact: VersionFact, of site: InstallationID
    ) async throws(OperationError) {
        guard try await rows(image.current)[site] != nil else { throw .refused(.unknownInstallation(site)) }
        try await rows { () async throws(Failure) in try await store.change([.recordVersion(site, fact)]) }
        // An older fact than the one that stands tells of the past.
        let stands = try await rows { () async throws(Failure) in try await store.versionFacts([site]) }[site]
        guard stands?.version == fact.version else { return }
        try await markUnplanned([site: fact])
        if stands == fact { try await markGone([site: fact]) }
    }

    /// Sites where a release appeared by itself count as installed: for exposure, the verdict and the audience.
    func markUnplanned(_ facts: [InstallationID: VersionFact]) async throws(OperationError) {
        guard !facts.isEmpty else { return }
        let rollouts = await ledger.read { Array($0.rollouts.values) }
        let fleet = try await rows(image.current)
        var steps: [RowChange] = []
        for rollout in rollouts.sorted(by: { $0.id < $1.id }) {
            let isAtWork = rollout.state == .running || rollout.state == .paused || rollout.state == .halted
            for (site, fact) in facts.sorted(by: { $0.key < $1.key })
            where fact.version == rollout.release.version && Self.runs(rollout.release.product, fleet[site]) {
                let note = "found at the site, outside the plan (\(fact.source.rawValue))"
                if isAtWork { steps.append(.stepPlacement(rollout.id, site, .appear, at: fact.at, note: note)) }
                // Where it was taken back it may be there again, also after the end.
                steps.append(.stepPlacement(rollout.id, site, .reappear, at: fact.at, note: note))
            }
        }
        try await change(steps)
    }

    /// A site that was found to run an older version than the release it got last no longer has that release: it is not
    /// done there, as if it had been rolled back. That holds whatever became of the rollout. What an import says of a
    /// version is an old list more often than news.
    ///
    /// - Parameter facts: the newest of each site.
    func markGone(_ facts: [InstallationID: VersionFact]) async throws(OperationError) {
        let seen = facts.filter { $0.value.source != .import }
        guard !seen.isEmpty else { return }
        let releases = await ledger.read { state in state.rollouts.mapValues(\.release) }
        let fleet = try await rows(image.current)
        var steps: [RowChange] = []
        for (site, fact) in seen.sorted(by: { $0.key < $1.key }) {
            let newer = releases.filter { Self.runs($0.value.product, fleet[site]) && fact.version < $0.value.version }
            guard !newer.isEmpty else { continue }
            // What it had before that was seen: the report itself may have ended another install.
            let had = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(states: [.installed], installation: site))
            }.filter { row in
                releases[row.rollout].map { Self.runs($0.product, fleet[site]) } ?? false
                    && row.settledAt.map { $0 < fact.at } ?? true
            }
            let last = had.max { ($0.settledAt ?? fact.at, $0.rollout) < ($1.settledAt ?? fact.at, $1.rollout) }
            guard let last, let release = newer[last.rollout] else { continue }
            let note = "\(fact.version) was found at the site, outside the plan (\(fact.source.rawValue))"
            // Several rollouts may have brought it.
            for row in had where releases[row.rollout]?.version == release.version {
                steps.append(.stepPlacement(row.rollout, site, .disappear, at: fact.at, note: note))
            }
        }
        try await change(steps)
    }

    private static func runs(_ product: String, _ site: Installation?) -> Bool { site?.product ?? product == product }

    private func change(_ steps: [RowChange]) async throws(OperationError) {
        guard !steps.isEmpty else { return }
        try await rows { () async throws(Failure) in try await store.change(steps) }
    }
}
