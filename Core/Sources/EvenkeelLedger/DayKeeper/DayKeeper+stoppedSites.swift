import EvenkeelDomain

extension DayKeeper {
    /// Takes the days back of those whose install was under way when their rollout was stopped, and came to nothing since; and of
    /// those who were set aside in a wave that is over and still hold a day to come. What had not begun in the wave that was
    /// stopped was taken back with the stop itself.
    func takeBackStopped(in rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard rollout.state == .halted || rollout.isGivenUp, let stoppedAt = rollout.stoppedAt else { return }
        func wasUnderWay(_ row: PlacementRow) -> Bool {
            (row.state == .recalled || row.isAway) && row.settledAt.map { stoppedAt <= $0 } ?? false
        }
        let rows = try await operations.placements(rollout.id, wave: nil, in: [.recalled, .skipped]).filter { row in
            guard rollout.waves.indices.contains(row.wave), rollout.waves[row.wave].recallPendingSince == nil else {
                return false
            }
            let isOver = [.passed, .inconclusive].contains(rollout.waves[row.wave].state)
            return row.state == .skipped && isOver && rollout.state == .halted || wasUnderWay(row)
        }
        guard !rows.isEmpty else { return }
        // Where somebody is expected, the message of that says it.
        let sites = Set(rows.map(\.installation))
        for visit in try await operations.visitsAhead(of: rollout.id, at: now) where sites.contains(visit.installation)
        {
            do throws(OperationError) {
                try await operations.callOff(
                    visit, takesDayBack: true, command: CommandID("stopped/\(visit.id)/\(visit.sequence)"),
                    by: Operations.conductor, at: now)
            } catch .refused {
                // Somebody has moved or ended it meanwhile.
                continue
            }
        }
        let basis = await operations.ledger.read { $0.position }
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        let zone = operations.settings.calendar.zone
        let today = zone.localDate(at: now)
        var draft = ToldDaysDraft(rollout: rollout, newest: newest, now: now)
        for row in rows {
            if let notice = newest[row.installation] {
                guard notice.state.after(.withdraw) != nil, let day = notice.day(of: row.installation) else { continue }
                // What went by before the stop is no news of it.
                if row.settledAt.map({ $0 < stoppedAt }) ?? true, day < today { continue }
                draft.takeBack(row, was: day)
            } else if wasUnderWay(row), try await endedSince(stoppedAt, row),
                let beside = newest.values.first(where: { notice in
                    notice.customer == row.customer && notice.wave == row.wave && !notice.stands
                })
            {
                // The message about the others of theirs left this one out. Its day was that of the stop.
                draft.takeBack(row, beside: beside, was: zone.localDate(at: stoppedAt))
            }
        }
        let fleet = try await operations.rows(operations.image.current)
        try await carryOut(draft, of: rollout, fleet, basis: basis, at: now)
    }

    /// Whether its install came to its end since then. What was only set aside had none.
    private func endedSince(_ stoppedAt: Timestamp, _ row: PlacementRow) async throws(OperationError) -> Bool {
        guard let id = row.install, let ended = try await operations.install(id)?.endedAt else { return false }
        return stoppedAt <= ended
    }
}
