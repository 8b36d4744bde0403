public import EvenkeelDomain
import EvenkeelPlanner

extension Operations {
    /// What the plan in force offers every guard that concerns its release.
    public func guardFindings(_ id: RolloutID) async throws(OperationError) -> [GuardFinding] {
        guard let rollout = await ledger.read({ $0.rollouts[id] }) else { throw .refused(.unknownRollout(id)) }
        let guards = await ledger.read { Array($0.guards.values) }.filter { $0.concerns(rollout.release) }
        guard !guards.isEmpty else { return [] }
        let plan = try await rows { () async throws(Failure) in try await store.plan(id, revision: rollout.revision) }
        guard let plan else { return [] }
        let fleet = try await rows(image.current)
        return GuardCheck.findings(guards: guards, plan: plan, fleet: fleet, release: rollout.release)
    }

    /// What another plan of a rollout would offer them: by what happened in the waves that have begun, and by its days
    /// in those to come.
    func guardFindings(
        of plan: Plan, release: Release, in rollout: Rollout?, at now: Timestamp
    ) async throws(OperationError) -> [(rule: Guard, finding: GuardFinding)] {
        let guards = await ledger.read { Array($0.guards.values) }.filter { $0.concerns(release) }
        guard !guards.isEmpty else { return [] }
        let begun = rollout?.begunWaves ?? 0
        var ran: [InstallationID: CivilDate] = [:]
        if let rollout, begun > 0 {
            let zone = settings.calendar.zone
            let sites = try await rows { () async throws(Failure) in
                try await store.placements(PlacementQuery(rollout: rollout.id))
            }
            for site in sites where site.wave < begun {
                switch site.state {
                case .installed: ran[site.installation] = zone.localDate(at: site.settledAt ?? now)
                case .due, .started: ran[site.installation] = zone.localDate(at: now)
                default: continue
                }
            }
        }
        let findings = GuardCheck.findings(
            guards: guards, plan: plan, fleet: try await rows(image.current), release: release, begun: begun, ran: ran)
        return findings.compactMap { finding in
            guards.first { $0.id == finding.guardID }.map { (rule: $0, finding: finding) }
        }
    }

    /// What has been done for the guards that keep the next wave of a rollout shut, met or not.
    public func guardStandings(
        of rollout: Rollout, at now: Timestamp
    ) async throws(OperationError) -> [GuardStanding] {
        guard let next = rollout.nextWave else { return [] }
        let guards = await ledger.read { $0.guards(before: next, of: rollout) }
        guard !guards.isEmpty else { return [] }
        // Every look at a rollout asks this: of its rows only those are read that have changed since the last one.
        let known = try await rows { () async throws(Failure) in try await evidence.sites(of: rollout.id).sites }
        return GuardCheck.standings(
            guards: guards, rollout: rollout,
            sites: known.map { ($0.installation, $0.state == .installed ? $0.settledAt : nil) },
            fleet: try await rows(image.current), at: now)
    }

    /// What guards make a rollout wait for: the start while its plan breaks one, the next wave while too few have soaked.
    public func guardWaits(of rollout: Rollout, at now: Timestamp) async throws(OperationError) -> [RolloutWait] {
        switch rollout.state {
        case .planned, .approved:
            let findings = try await guardFindings(rollout.id).filter { !$0.satisfied }
            let guards = await ledger.read { $0.guards }
            return findings.compactMap { finding in guards[finding.guardID].map { RolloutWait.guardBroken($0, finding) }
            }
        case .running, .paused:
            return try await guardStandings(of: rollout, at: now).filter { !$0.isMet }.map { .guarded($0) }
        case .halted, .aborted, .completed: return []
        }
    }
}
