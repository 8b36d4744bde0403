public import EvenkeelDomain

extension Operations {
    /// What in a text is none of the customers' business. The author edits, or says why it may stand.
    public func leaks(in text: String) async throws(OperationError) -> [LeakGuard.Finding] {
        let fleet = try await rows(image.current)
        let names = fleet.customers.values.flatMap { [$0.name, $0.id.text] }
        let waves = await ledger.read { state in state.rollouts.values.flatMap { $0.waves.map(\.name) } }
        return LeakGuard(
            customers: names, waves: waves, suppliers: settings.suppliers, hostEndings: settings.internalHosts
        ).findings(in: text)
    }

    /// Posts an update, with what the leak guard found in it.
    public func post(
        _ update: PostUpdate, id: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        var update = update
        update.leaks = try await leaks(in: ([update.body, update.cause ?? ""] + (update.blocks?.free.values.sorted() ?? [])).joined(separator: "\n"))
        try await perform(.postUpdate(update), id: id, by: actor, at: now)
    }
}
