import EvenkeelDomain

extension DayKeeper {
    /// Takes the days back of those whose install was under way when their rollout was stopped, and came to nothing since.
    /// What had not begun was taken back with the stop itself.
    func takeBackStopped(in rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard rollout.state == .halted || rollout.isGivenUp, let stoppedAt = rollout.stoppedAt else { return }
        let basis = await operations.ledger.read { $0.position }
        let rows = try await operations.placements(rollout.id, wave: nil, in: [.recalled, .skipped]).filter { row in
            guard rollout.waves.indices.contains(row.wave), rollout.waves[row.wave].recallPendingSince == nil else {
                return false
            }
            return (row.state == .recalled || row.isAway) && row.settledAt.map { stoppedAt <= $0 } ?? false
        }
        guard !rows.isEmpty else { return }
        let newest = try await operations.newestNotices(of: rollout.id, customers: Set(rows.map(\.customer)))
        // That nothing comes of it any more is said once, of all their sites.
        let heard = rollout.isGivenUp ? try await operations.heardOfTheEnd(of: rollout) : []
        var draft = ToldDaysDraft(rollout: rollout, newest: newest, now: now)
        for row in rows where !heard.contains(row.customer) {
            guard let notice = newest[row.installation], notice.state.after(.withdraw) != nil,
                let day = notice.day(of: row.installation)
            else { continue }
            draft.takeBack(row, was: day)
        }
        let fleet = try await operations.rows(operations.image.current)
        try await carryOut(draft, of: rollout, fleet, basis: basis, at: now)
    }
}

extension Operations {
    /// Customers to whom the message about another wave has said that nothing comes of the rollout any more: it names all their
    /// sites.
    func heardOfTheEnd(of rollout: Rollout) async throws(OperationError) -> Set<CustomerID> {
        guard let stoppedAt = rollout.stoppedAt else { return [] }
        let letters = try await rows { () async throws(Failure) in
            try await store.deliveries(DeliveryQuery(subjectPrefix: "moved/\(rollout.id)/", limit: .max))
        }
        return Set(letters.filter { $0.queuedAt >= stoppedAt }.map(\.customer))
    }
}
