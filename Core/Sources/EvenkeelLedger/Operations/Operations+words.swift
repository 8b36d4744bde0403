public import EvenkeelDomain

extension Operations {
    /// What in a text is none of its readers' business. The author edits, or says why it may stand.
    ///
    /// - Parameter readers: the customers who get it. A single one may read its own name; of several, each would read the
    ///   others'.
    public func leaks(
        in texts: [String], to readers: [CustomerID]
    ) async throws(OperationError) -> [LeakGuard.Finding] {
        let fleet = try await rows(image.current)
        let names = fleet.customers.values.filter { readers != [$0.id] }.flatMap { [$0.name, $0.id.text] }
        let waves = await ledger.read { state in state.rollouts.values.flatMap { $0.waves.map(\.name) } }
        return LeakGuard(
            customers: names, waves: waves, suppliers: settings.suppliers, hostEndings: settings.internalHosts
        ).findings(in: texts.joined(separator: "\n"))
    }

    /// Posts an update, with what the leak guard found in it.
    public func post(
        _ update: PostUpdate, id: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        var update = update
        let incident = update.incident
        let audience = try await rows { () async throws(Failure) in try await store.audience(incident) }
        update.leaks = try await leaks(
            in: [update.body, update.cause ?? ""] + (update.blocks?.free.values.sorted() ?? []),
            to: audience.map(\.customer))
        try await perform(.postUpdate(update), id: id, by: actor, at: now)
    }
}
