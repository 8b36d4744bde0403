import EvenkeelDomain

extension Conductor {
    /// What was done for the guards that ask for something before a wave opens; nil while one of them is not met.
    ///
    /// Those who were told of a day on which it cannot be met any more are told that it moves, and to which where that can be
    /// said. Unmet guards are counted again when something has happened, or time alone has met them.
    func guardsMet(
        before wave: Int, of rollout: Rollout, tallyVersion: Int, at now: Timestamp
    ) async throws(OperationError) -> [GuardStanding]? {
        guard let standings = try await guardStandings(wave, of: rollout, tallyVersion: tallyVersion, at: now) else {
            return nil
        }
        let unmet = standings.filter { !$0.isMet }
        guard !unmet.isEmpty else { return standings }
        let zone = operations.settings.calendar.zone
        let isToday = unmet.allSatisfy { standing in
            standing.metAt.map { zone.localDate(at: $0) <= zone.localDate(at: now) } ?? false
        }
        guard !isToday else { return nil }
        if let metAt = unmet.compactMap(\.metAt).max(), unmet.allSatisfy({ $0.metAt != nil }) {
            try await announce(rollout.id, wave: wave, again: metAt, at: now)
        } else {
            try await withdraw(rollout.id, wave: wave, at: now)
        }
        return nil
    }

    /// When the guards that keep a wave shut will all be met, of a wave that may be announced; `mayAnnounce` is false while
    /// nobody can tell.
    func guardsMetAt(
        _ wave: Int, of rollout: Rollout, tallyVersion: Int, at now: Timestamp
    ) async throws(OperationError) -> (mayAnnounce: Bool, metAt: Timestamp?) {
        // While the wave before installs, and of waves after the next, the plan is all that is known.
        let isInstalling = rollout.currentWave.map { rollout.waves[$0].state == .open } ?? false
        guard rollout.nextWave == wave, !isInstalling else { return (true, nil) }
        guard let standings = try await guardStandings(wave, of: rollout, tallyVersion: tallyVersion, at: now) else {
            return (false, nil)
        }
        let unmet = standings.filter { !$0.isMet }
        return (unmet.allSatisfy { $0.metAt != nil }, unmet.compactMap(\.metAt).max())
    }

    /// Nil where nothing has changed since they were last found unmet.
    private func guardStandings(
        _ wave: Int, of rollout: Rollout, tallyVersion: Int, at now: Timestamp
    ) async throws(OperationError) -> [GuardStanding]? {
        let position = await operations.ledger.read { $0.position }
        let fleetVersion = try await operations.rows { () async throws(Failure) in
            try await operations.store.fleetVersion()
        }
        var glance = Glance(position: position, fleetVersion: fleetVersion, tallyVersion: tallyVersion)
        if guardLooks[rollout.id]?.isCurrent(glance, at: now) ?? false { return nil }
        let standings = try await operations.guardStandings(of: rollout, at: now)
        guard standings.contains(where: { !$0.isMet }) else {
            guardLooks[rollout.id] = nil
            return standings
        }
        for standing in standings where !standing.isMet { glance.look(at: standing.metAt) }
        guardLooks[rollout.id] = glance
        return standings
    }
}
