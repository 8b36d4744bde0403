public import EvenkeelDomain

extension Operations {
    /// What the evidence of a rollout says now; nil while there is no wave to judge.
    ///
    /// - Parameter wave: nil for the one at work.
    public func assess(
        _ rollout: Rollout, wave: Int? = nil, judges: Judges, at now: Timestamp
    ) async throws(OperationError) -> Assessment? {
        guard let wave = wave ?? rollout.currentWave else { return nil }
        let (sites, version) = try await rows { () async throws(Failure) in try await evidence.sites(of: rollout.id) }
        let soak = rollout.policy.soak(ofWave: rollout.waves[wave].name)
        let asks = soak?.responses != nil || !(soak?.evidence.isEmpty ?? true)
        let signs = asks ? try await rows { () async throws(Failure) in try await store.signs(rollout.id) } : []
        let controls =
            judges.isComparing
            ? try await rows { () async throws(Failure) in try await store.controlEvidence(rollout.id) } : []
        let rhythms =
            rollout.policy.verdict.heartbeat != nil
            ? try await rows { () async throws(Failure) in try await store.rhythms(rollout.id) } : []
        return Assessment(
            rollout: rollout, wave: wave, sites: sites, tallyVersion: version, judges: judges, signs: signs,
            controls: controls, rhythms: rhythms, stillSoaking: try await stillSoaking(rollout, at: now), at: now)
    }

    /// The verdict of a rollout, calibrated for the sites its plan selected.
    public func judges(for rollout: Rollout) async throws(OperationError) -> Judges {
        try await judgeCache.judges(of: rollout) { () async throws(OperationError) in
            let fleet = try await rows(image.current)
            let sites = try await rows { () async throws(Failure) in try await store.siteEvidence(rollout.id) }
            return Judges(
                policy: rollout.policy, sites: sites.compactMap { fleet[$0.installation] }, customers: fleet.customers,
                bench: bench)
        }
    }
}
