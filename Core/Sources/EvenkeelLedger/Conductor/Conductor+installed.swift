import EvenkeelDomain

extension Conductor {
    /// Asks customers how it is once all their sites of a wave run the release. Where something failed there is nothing to
    /// ask: somebody is at work there. Rows alone: the same message queued again is left as it is.
    func tellInstalled(_ rollout: Rollout, at now: Timestamp) async throws(OperationError) {
        guard let current = rollout.judgedWave(at: now) else { return }
        // Also those who were caught up after their wave had passed.
        let sites = try await operations.rows { () async throws(Failure) in
            try await operations.evidence.sites(of: rollout.id).sites
        }
        var waves: Set<Int> = [current]
        for site in sites where site.state == .installed && site.wave < current {
            let settledAt = rollout.waves[site.wave].soakingSince
            if let settledAt, let ended = site.settledAt, settledAt < ended { waves.insert(site.wave) }
        }
        for wave in waves.sorted() { try await tellInstalled(rollout, wave, at: now) }
    }

    private func tellInstalled(_ rollout: Rollout, _ wave: Int, at now: Timestamp) async throws(OperationError) {
        let known = try await asked(rollout.id, wave)
        let news = try await operations.rows { () async throws(Failure) in
            try await operations.store.customersInstalled(rollout.id, wave: wave)
        }.filter { !known.contains($0) }
        guard !news.isEmpty else { return }
        let fleet = try await operations.rows(operations.image.current)
        let letters = operations.deliveries(to: news, fleet: fleet, at: now, hears: \.hearsOfPlannedChanges) { _ in
            .installed(rollout.id, revision: rollout.revision, wave: wave)
        }
        try await operations.rows { () async throws(Failure) in
            try await operations.store.change([.putDeliveries(letters)])
        }
        askedAfterInstall[rollout.id]?[wave] = known.union(news)
    }

    /// Whoever was asked already, also before a restart and under an earlier revision of the plan.
    private func asked(_ rollout: RolloutID, _ wave: Int) async throws(OperationError) -> Set<CustomerID> {
        if let known = askedAfterInstall[rollout] { return known[wave] ?? [] }
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(
                DeliveryQuery(subjectPrefix: "installed/\(rollout)/", limit: 1_000_000))
        }
        let known = Dictionary(grouping: letters) { $0.subject.wave?.index ?? 0 }.mapValues { Set($0.map(\.customer)) }
        askedAfterInstall[rollout] = known
        return known[wave] ?? []
    }
}
