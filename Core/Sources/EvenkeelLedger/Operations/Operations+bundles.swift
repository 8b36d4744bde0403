public import EvenkeelDomain

/// Installs at sites that no network reaches: carried there in a bundle, told of by a receipt that comes back.
extension Operations {
    /// Begins what is to be carried, and gives it together with what was carried before and has not come back: the same
    /// bundle may be packed again. Nothing is once the rollout is stopped.
    ///
    /// - Parameter sites: nil for every site whose turn it is. A named one that cannot go is refused, and nothing is
    ///   begun.
    public func pack(
        _ id: RolloutID, sites: [InstallationID]?, by actor: String, at now: Timestamp
    ) async throws(OperationError) -> [Install] {
        try await rows(ledger.catchUp)
        guard let rollout = await ledger.read({ $0.rollouts[id] }) else { throw .refused(.unknownRollout(id)) }
        let executor = rollout.policy.execute.by
        guard executor == .airGapped else { throw .refused(.notCarried(id, executor)) }
        let begun = try await rows { () async throws(Failure) in
            try await store.installs(InstallQuery(rollout: id, states: InstallQuery.open.states))
        }
        // What was packed before is packed again, unless something has stopped it since. What takes a release back is not.
        let places = try await placements(id, wave: nil, in: [.started, .cancelling])
        let kept = try await keptBack(places, of: rollout, at: now)
        let open = begun.filter { install in
            install.backTo != nil || !rollout.stopsInstalls && kept[install.installation] == nil
        }
        let carried = Set(begun.map(\.installation))
        if rollout.stopsInstalls, open.isEmpty, sites?.allSatisfy(carried.contains) ?? true {
            throw .refused(.rolloutCannot(.start, id, in: rollout.state))
        }
        let packed = Set(open.map(\.installation))
        var wanted: [InstallationID] = []
        if let sites {
            for site in sites where !packed.contains(site) {
                let standing = try await standing(of: site, in: id, at: now)
                guard case .queued = standing, rollout.startsInstalls, !carried.contains(site) else {
                    throw .refused(.siteNotReady(id, site, standing))
                }
                wanted.append(site)
            }
        } else if rollout.startsInstalls {
            wanted = try await ready(rollout, at: now)
        }
        let starts = wanted.map { site in
            InstallStart(
                rollout: id, installation: site, executor: executor, timeout: rollout.policy.execute.timeout, by: actor)
        }
        let started = try await rows { () async throws(Failure) in try await store.begin(starts, at: now) }
        let asked = sites.map(Set.init)
        return (open + started).filter { asked?.contains($0.installation) ?? true }.sorted { $0.id < $1.id }
    }

    /// Those that nothing keeps from starting.
    private func ready(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) -> [InstallationID] {
        let due = try await rows { () async throws(Failure) in
            try await store.placements(PlacementQuery(rollout: rollout.id, states: [.due]))
        }
        let kept = try await obstacles(due, of: rollout, withNotices: true, at: now)
        var gate = try await startGate(rollout, at: now)
        return gate.admit(due.filter { kept[$0.installation] == nil }, atMost: due.count) {
            $0.installation < $1.installation
        }.map(\.installation)
    }

    /// Writes down the end that a receipt tells of, once its signature is known to be good.
    public func receive(_ result: InstallResult, of install: Install, at now: Timestamp) async throws(OperationError) {
        guard try await end(install, result, at: now) else {
            throw .refused(.receiptRepeated(install.id, try await self.install(install.id)?.state ?? install.state))
        }
    }
}
