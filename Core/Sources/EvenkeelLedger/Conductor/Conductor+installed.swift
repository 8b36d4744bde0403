import EvenkeelDomain

extension Conductor {
    /// Asks customers how it is once all their sites of a wave run the release. Where something failed there is nothing to
    /// ask: somebody is at work there. Rows alone: the same message queued again is left as it is.
    func tellInstalled(_ rollout: Rollout, _ wave: Int, at now: Timestamp) async throws(OperationError) {
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
        askedAfterInstall[rollout.id] = (wave, known.union(news))
    }

    /// Whoever was asked already, also before a restart and under an earlier revision of the plan.
    private func asked(_ rollout: RolloutID, _ wave: Int) async throws(OperationError) -> Set<CustomerID> {
        if let known = askedAfterInstall[rollout], known.wave == wave { return known.customers }
        let letters = try await operations.rows { () async throws(Failure) in
            try await operations.store.deliveries(
                DeliveryQuery(subjectPrefix: "installed/\(rollout)/", limit: 1_000_000))
        }
        let customers = Set(letters.filter { $0.subject.wave?.index == wave }.map(\.customer))
        askedAfterInstall[rollout] = (wave, customers)
        return customers
    }
}
