import EvenkeelDomain

extension DayKeeper {
    /// Tells those of waves that are announced or were foretold, and have not opened, whose day a freeze of theirs has taken since:
    /// their wave opens without them. Where nobody goes on that day the whole wave is told.
    func keepAnnouncedDays(of rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard rollout.state == .running || rollout.state == .paused else { return }
        let basis = await operations.ledger.read { $0.position }
        var rows = try await announced(in: rollout, orForetold: true) { wave in
            await !isToldAnew(wave, of: rollout)
        }
        guard !rows.isEmpty else { return }
        var gate = try await operations.startGate(rollout, at: now)
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        let own = try await operations.ownDates(rollout.id)
        rows.removeAll { row in
            // Days of their own are kept with those of open waves.
            guard own[row.installation] == nil, let notice = newest[row.installation], notice.stands,
                notice.state != .declined, let day = notice.day(of: row.installation),
                let calendar = gate.calendar(of: row.installation)
            else { return true }
            return calendar.mayInstall(on: day) || calendar.opens(on: day, after: now)
                || day < calendar.zone.localDate(at: now)
        }
        guard !rows.isEmpty else { return }
        let kept = try await operations.keptBack(rows, of: rollout, at: now)
        let fleet = try await operations.rows(operations.image.current)
        var days = try await operations.toldDays(
            rollout, earliest: now, without: rows.map(\.installation), at: now)
        var draft = ToldDaysDraft(rollout: rollout, newest: newest, now: now)
        for row in rows.sorted(by: { ($0.wave, $0.installation) < ($1.wave, $1.installation) }) {
            guard let told = newest[row.installation]?.day(of: row.installation) else { continue }
            switch days.answer(row, told: told, isKept: kept[row.installation] != nil, isTheirTurn: false) {
            case .holds: continue
            case .open(let was): draft.takeBack(row, was: was)
            case .moves(let was, let day, let opens):
                draft.move(
                    row, from: was, to: day, opens: opens, cause: .told,
                    mustAgree: operations.mustAgree([row.installation], rollout, fleet))
            }
        }
        try await carryOut(draft, of: rollout, fleet, basis: basis, at: now)
    }

    /// Whether a freeze has taken the day of a wave that was told: all who are in it are told together.
    func isToldAnew(_ wave: RolloutWave, of rollout: Rollout) async -> Bool {
        guard wave.state == .planned, wave.announcedAt != nil || wave.foretoldAt != nil else { return false }
        return await operations.ledger.read { [settings = operations.settings] in
            $0.isFrozen(rollout, on: settings.calendar.zone.localDate(at: wave.opensAt), settings: settings)
        }
    }
}
