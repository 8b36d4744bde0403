import EvenkeelDomain

extension DayKeeper {
    /// Tells those of waves that are announced and have not opened whom something kept when the notices went out, and keeps no
    /// more: a day that leaves them all the time of a notice, and that their site waits for.
    func tellWhoWasKept(in rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard rollout.state == .running else { return }
        let basis = await operations.ledger.read { $0.position }
        var rows = try await announced(in: rollout) { _ in true }
        guard !rows.isEmpty else { return }
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        rows.removeAll { newest[$0.installation].map { $0.stands || $0.state == .declined } ?? false }
        let kept = try await operations.keptBack(rows, of: rollout, at: now)
        rows.removeAll { kept[$0.installation] != nil }
        guard !rows.isEmpty else { return }
        let fleet = try await operations.rows(operations.image.current)
        let earliest = await operations.ledger.read { [settings = operations.settings] in
            $0.earliestDay(of: rollout, announcedAt: now, settings: settings)
        }
        var days = try await operations.toldDays(
            rollout, earliest: earliest, without: rows.map(\.installation), at: now)
        var draft = ToldDaysDraft(rollout: rollout, newest: newest, now: now)
        for row in rows.sorted(by: { ($0.wave, $0.installation) < ($1.wave, $1.installation) }) {
            if draft.hasDeclined(row) { continue }
            let from = max(earliest, rollout.waves[row.wave].opensAt)
            let zone = operations.settings.calendar.zone
            guard case .moves(_, let day, let opens) = days.onOrAfter(from, row, was: zone.localDate(at: from)) else {
                continue
            }
            draft.move(
                row, from: nil, to: day, opens: opens, cause: .told,
                mustAgree: operations.mustAgree([row.installation], rollout, fleet))
        }
        try await carryOut(draft, of: rollout, fleet, basis: basis, at: now)
    }

    /// The sites of waves that are announced and have not opened. Who joins a wave by a revision hears of it by its announcement.
    ///
    /// - Parameter isForetoldMeant: whether those count of which only some were told, with an earlier wave.
    func announced(
        in rollout: Rollout, orForetold isForetoldMeant: Bool = false, where isMeant: (RolloutWave) async -> Bool
    ) async throws(OperationError) -> [PlacementRow] {
        var rows: [PlacementRow] = []
        for (index, wave) in rollout.waves.enumerated() {
            let isTold = wave.announcedAt != nil || isForetoldMeant && wave.foretoldAt != nil
            guard wave.state == .planned, isTold, wave.joinersSince == nil, wave.atOnce != true, await isMeant(wave)
            else { continue }
            rows += try await operations.placements(rollout.id, wave: index, in: [.planned])
        }
        return rows
    }
}
