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
        let text = texts.joined(separator: "\n")
        // Asked one by one: there may be a million of them.
        let sites = LeakGuard.names(in: text).filter { name in
            fleet[InstallationID(name)].map { readers != [$0.customer] } ?? false
        }
        let waves = await ledger.read { state in state.rollouts.values.flatMap { $0.waves.map(\.name) } }
        return LeakGuard(
            customers: names + sites, waves: waves, suppliers: settings.suppliers, hostEndings: settings.internalHosts
        ).findings(in: text)
    }

    /// Publishes cause and corrective action, with what the leak guard found in the words that readers see.
    public func publish(
        _ report: Report, on id: IncidentID, guards: [Guard], override: String?, command: CommandID,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        let words = LeakCheck(leaks: try await leaks(in: report, on: id), override: override)
        try await perform(.publishReport(id, report, guards: guards, words: words), id: command, by: actor, at: now)
    }

    public func amend(
        _ report: Report, on id: IncidentID, why: String, override: String?, command: CommandID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) {
        let words = LeakCheck(leaks: try await leaks(in: report, also: [why], on: id), override: override)
        try await perform(.amendReport(id, report, why: why, words: words), id: command, by: actor, at: now)
    }

    /// Puts an incident on the public page: nobody's name stands in its title unless somebody says why.
    public func publish(
        _ id: IncidentID, title: String, text: String = "", override: String?, command: CommandID, by actor: String,
        at now: Timestamp
    ) async throws(OperationError) {
        let words = LeakCheck(leaks: try await leaks(in: [title, text], to: []), override: override)
        try await perform(
            .publishIncident(id, publicTitle: title, text: text, words: words), id: command, by: actor, at: now)
    }

    /// In what readers see of a report; on a public incident everybody reads it.
    public func leaks(
        in report: Report, also more: [String] = [], on id: IncidentID
    ) async throws(OperationError) -> [LeakGuard.Finding] {
        let isPublic = await ledger.read { $0.incidents[id]?.visibility == .public }
        let audience = try await rows { () async throws(Failure) in try await store.audience(id) }
        let texts =
            [report.whatHappened, report.whatWeDid] + report.causes.map(\.text) + report.actions.map(\.text) + more
        return try await leaks(in: texts, to: isPublic ? [] : audience.map(\.customer))
    }

    /// Posts an update, with what the leak guard found in it.
    public func post(
        _ update: PostUpdate, id: CommandID, by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        let (update, _) = try await prepared(update)
        try await perform(.postUpdate(update), id: id, by: actor, at: now)
    }

    /// An update with what the leak guard found in it and how many are not restored, and whom it goes to.
    func prepared(_ update: PostUpdate) async throws(OperationError) -> (PostUpdate, [AudienceMember]) {
        var update = update
        let incident = update.incident
        let audience = try await rows { () async throws(Failure) in try await store.audience(incident) }
        update.unrestored = audience.count { $0.state == .affected }
        update.leaks = try await leaks(
            in: [update.body, update.cause ?? ""] + (update.blocks?.free.values.sorted() ?? []),
            to: audience.map(\.customer))
        return (update, audience)
    }
}
