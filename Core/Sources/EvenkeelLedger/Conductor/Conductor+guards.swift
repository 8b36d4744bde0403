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

    /// Tells those who hold a day of a wave to come on which it cannot open any more, as soon as that is certain: they hear
    /// the day that comes instead, or that it follows while nobody can say it.
    func moveDaysToCome(_ id: RolloutID, tallyVersion: Int, fleetVersion: Int, at now: Timestamp)
        async throws(OperationError)
    {
        let (known, position) = await operations.ledger.read { ($0.rollouts[id], $0.position) }
        guard let rollout = known, rollout.state == .running || rollout.state == .paused,
            let next = rollout.nextWave, rollout.waves[next...].contains(where: \.hasToldDay)
        else { return }
        let glance = Glance(position: position, fleetVersion: fleetVersion, tallyVersion: tallyVersion)
        let guards: [GuardStanding]
        let lastInstall: Timestamp?
        if let before = guardsAhead[id], before.glance.isCurrent(glance, at: now) {
            (guards, lastInstall) = (before.guards, before.lastInstall)
        } else {
            guards = try await operations.guardStandings(of: rollout, at: now)
            lastInstall = try await operations.lastToldDay(in: rollout)
            guardsAhead[id] = (glance, guards, lastInstall)
        }
        let settings = operations.settings
        let opening = await operations.ledger.read { $0.openings(of: rollout, settings) }
        guard
            let (wave, notBefore) = rollout.firstLostDay(
                guardsNotBefore: guards.map { $0.metNotBefore(now) }.max(), lastInstall: lastInstall,
                calendar: settings.calendar,
                opening: opening, at: now)
        else { return }
        let before = wave == 0 ? WaveState.passed : rollout.waves[wave - 1].state
        let isKnown =
            wave == next && rollout.state == .running && rollout.waves[wave].announcedAt != nil
            && (before == .soaking || before == .passed) && guards.allSatisfy { $0.isMet || $0.metAt != nil }
        do throws(OperationError) {
            if isKnown {
                try await announce(id, wave: wave, again: notBefore, at: now)
            } else {
                try await withdraw(id, wave: wave, notBefore: notBefore, at: now)
            }
        } catch .refused {
            // The world has moved on since it was read; the next round looks again.
            return
        } catch .failed(.headMoved) {
            return
        }
    }

    /// When the guards that keep a wave shut will all be met, of a wave that may be announced; `mayAnnounce` is false while
    /// nobody can tell.
    func guardsMetAt(
        _ wave: Int, of rollout: Rollout, tallyVersion: Int, at now: Timestamp
    ) async throws(OperationError) -> (mayAnnounce: Bool, metAt: Timestamp?) {
        // Of waves after the next, the plan is all that is known.
        guard rollout.nextWave == wave else { return (true, nil) }
        guard let standings = try await guardStandings(wave, of: rollout, tallyVersion: tallyVersion, at: now) else {
            return (false, nil)
        }
        let unmet = standings.filter { !$0.isMet }
        if rollout.currentWave.map({ rollout.waves[$0].state == .open }) ?? false {
            // While the wave before installs, the plan holds as long as it leaves its sites the time that is asked for.
            let settings = operations.settings
            let opensAt = await operations.ledger.read {
                $0.opening(of: rollout, wave: wave, announcedAt: max(now, $0.at), settings: settings)
            }
            let zone = settings.calendar.zone
            let day = zone.localDate(at: opensAt)
            if unmet.allSatisfy({ zone.localDate(at: $0.metNotBefore(now)) <= day }) { return (true, nil) }
        }
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
