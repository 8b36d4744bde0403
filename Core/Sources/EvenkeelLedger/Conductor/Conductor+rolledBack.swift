import EvenkeelDomain

extension Conductor {
    /// Tells customers that we took a release back at their sites, once none of theirs waits for it any more. Where it went by
    /// itself, nobody here knows why, and it is no word of ours. Rows alone: the moment of the last of their sites is part of
    /// the message's id, so what was queued once is left as it is.
    func tellRolledBack(_ rollout: Rollout, tallyVersion: Int, at now: Timestamp) async throws(OperationError) {
        guard rollout.rolledBackAt != nil, toldOfRollbacks[rollout.id] != tallyVersion else { return }
        let rows = try await ordered(
            operations.placements(rollout.id, wave: nil, in: [.rollbackDue, .rollingBack, .rolledBack]), in: rollout.id)
        let done = Dictionary(grouping: rows, by: \.customer).filter { $0.value.allSatisfy { $0.state == .rolledBack } }
        let told = try await toldOfRollback(rollout.id, anybody: !done.isEmpty)
        let fleet = try await operations.rows(operations.image.current)
        var letters: [Delivery] = []
        for (customer, rows) in done.sorted(by: { $0.key < $1.key }) {
            guard let last = rows.max(by: { ($0.settledAt ?? now, $1.wave) < ($1.settledAt ?? now, $0.wave) }),
                // One that is tried again leaves those that were told of.
                let at = last.settledAt, told[customer].map({ $0 < at }) ?? true
            else { continue }
            letters += operations.deliveries(to: [customer], fleet: fleet, at: now, hears: \.hearsOfPlannedChanges) {
                _ in
                .rolledBack(rollout.id, revision: rollout.revision, wave: last.wave, at: at)
            }
        }
        if !letters.isEmpty {
            let news = letters
            try await operations.rows { () async throws(Failure) in
                try await operations.store.change([.putDeliveries(news)])
            }
        }
        toldOfRollbacks[rollout.id] = tallyVersion
    }

    /// Without those that went back by themselves, or were found to have gone.
    private func ordered(
        _ rows: [PlacementRow], in rollout: RolloutID
    ) async throws(OperationError) -> [PlacementRow] {
        let planned = rows.filter { !$0.isUnplanned }
        guard planned.contains(where: { $0.state == .rolledBack }) else { return planned }
        let installs = try await operations.rows { () async throws(Failure) in
            try await operations.store.installs(InstallQuery(rollout: rollout))
        }
        let back = Set(installs.filter { $0.backTo != nil }.map(\.id))
        return planned.filter { row in row.state != .rolledBack || row.install.map(back.contains) ?? false }
    }

    /// The latest rollback that each customer was told of, also before a restart.
    func toldOfRollback(
        _ rollout: RolloutID, anybody: Bool
    ) async throws(OperationError) -> [CustomerID: Timestamp] {
        guard anybody else { return [:] }
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(
                DeliveryQuery(subjectPrefix: "rolled-back/\(rollout)/", limit: 1_000_000))
        }
        var told: [CustomerID: Timestamp] = [:]
        for letter in letters {
            guard case .rolledBack(_, _, _, let at) = letter.subject else { continue }
            told[letter.customer] = max(told[letter.customer] ?? at, at)
        }
        return told
    }
}
