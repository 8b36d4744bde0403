import EvenkeelDomain

extension Conductor {
    /// Asks customers how it is once all their sites of a wave run the release. Where something failed there is nothing to
    /// ask: somebody is at work there. Rows alone: the same message queued again is left as it is.
    func tellInstalled(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard let current = rollout.judgedWave(at: now) else { return }
        try await tellInstalled(rollout, [current], before: current, at: now)
    }

    /// Asks those who are caught up after the end, too. After a start it looks only at rollouts that are still watched: of the
    /// others nothing has ended that was not seen.
    func tellCaughtUp(_ rollout: Rollout, tallyVersion version: Int, at now: Timestamp) async throws(OperationError) {
        guard rollout.state == .completed, caughtUpAtTally[rollout.id] != version else { return }
        if caughtUpAtTally[rollout.id] != nil || rollout.judgedWave(at: now) != nil {
            try await tellInstalled(rollout, [], before: rollout.waves.count, at: now)
        }
        caughtUpAtTally[rollout.id] = version
    }

    /// - Parameter before: of the waves before this one, those with sites that were caught up after they had passed.
    private func tellInstalled(
        _ rollout: Rollout, _ waves: Set<Int>, before current: Int, at now: Timestamp
    ) async throws(OperationError) {
        let sites = try await operations.rows { () async throws(Failure) in
            try await operations.evidence.sites(of: rollout.id).sites
        }
        var waves = waves
        for site in sites where site.state == .installed && site.wave < current {
            let settledAt = rollout.waves[site.wave].soakingSince
            if let settledAt, let ended = site.settledAt, settledAt < ended { waves.insert(site.wave) }
        }
        for wave in waves.sorted() { try await tellInstalled(rollout, wave, at: now) }
    }

    private func tellInstalled(_ rollout: Rollout, _ wave: Int, at now: Timestamp) async throws(OperationError) {
        let asked = try await asked(rollout.id, wave)
        let customers = try await operations.rows { () async throws(Failure) in
            try await operations.store.customersInstalled(rollout.id, wave: wave)
        }
        let again = try await installedAgain(rollout, wave, among: Set(customers).intersection(asked.keys))
        let news = customers.filter { customer in
            guard let at = asked[customer] else { return true }
            return again[customer].map { at < $0 } ?? false
        }
        guard !news.isEmpty else { return }
        let fleet = try await operations.rows(operations.image.current)
        let letters = operations.deliveries(to: news, fleet: fleet, at: now, hears: \.hearsOfPlannedChanges) {
            .installed(rollout.id, revision: rollout.revision, wave: wave, again: again[$0])
        }
        try await operations.rows { () async throws(Failure) in
            try await operations.store.change([.putDeliveries(letters)])
        }
        for customer in news { askedAfterInstall[rollout.id]?[wave, default: [:]][customer] = now }
    }

    /// Those with a site in the wave that came after they were told that the release was taken back, and when they were.
    private func installedAgain(
        _ rollout: Rollout, _ wave: Int, among customers: Set<CustomerID>
    ) async throws(OperationError) -> [CustomerID: Timestamp] {
        guard rollout.rolledBackAt != nil, !customers.isEmpty else { return [:] }
        let told = try await toldOfRollback(rollout.id, anybody: true).filter { customers.contains($0.key) }
        guard !told.isEmpty else { return [:] }
        let rows = try await operations.placements(rollout.id, wave: wave, in: [.installed])
        let later = rows.filter { row in
            guard let at = told[row.customer], let settledAt = row.settledAt else { return false }
            return at < settledAt
        }
        return told.filter { customer, _ in later.contains { $0.customer == customer } }
    }

    /// Who was asked already and when, also before a restart and under an earlier revision of the plan.
    private func asked(_ rollout: RolloutID, _ wave: Int) async throws(OperationError) -> [CustomerID: Timestamp] {
        if let known = askedAfterInstall[rollout] { return known[wave] ?? [:] }
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(
                DeliveryQuery(subjectPrefix: "installed/\(rollout)/", limit: 1_000_000))
        }
        let known = Dictionary(grouping: letters) { $0.subject.wave?.index ?? 0 }.mapValues { letters in
            Dictionary(letters.map { ($0.customer, $0.queuedAt) }, uniquingKeysWith: max)
        }
        askedAfterInstall[rollout] = known
        return known[wave] ?? [:]
    }
}
