public import EvenkeelDomain

extension Operations {
    /// Opens an incident that nobody suspected before and owns it in one step.
    ///
    /// Where neither a predicate nor a rollout says who is concerned, that is unknown: everybody may be affected, and is
    /// told so. A text that is public from the beginning is its own public title.
    public func open(
        _ id: IncidentID, _ opening: IncidentOpening, body: String, nextBy: Timestamp? = nil, override: String? = nil,
        blocks: UpdateBlocks? = nil,
        command: CommandID,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) {
        var origin: IncidentOrigin?
        if let rollout = opening.rollout {
            guard let known = await ledger.read({ $0.rollouts[rollout] }) else {
                throw .refused(.unknownRollout(rollout))
            }
            origin = .rollout(rollout, wave: known.currentWave ?? 0)
        }
        let suspected = IncidentSuspected(
            incident: id, title: opening.title, impact: opening.impact, components: opening.components,
            visibility: opening.visibility, publicTitle: opening.visibility == .public ? opening.title : nil,
            began: opening.began, origin: origin, signal: opening.signal, concerns: opening.concerns,
            systemTitle: opening.systemTitle)
        let fleet = try await rows(image.current)
        let audience =
            origin == nil && opening.concerns == nil
            ? Self.everybody(fleet)
            : try await audience(
                origin: origin, concerns: opening.concerns, since: opening.began, fleet: fleet)
        var own = OwnIncident(
            incident: id, opening: suspected, body: body, audience: audience,
            criticality: AudienceRule.criticality(audience, fleet: fleet), nextBy: nextBy)
        own.leaks = try await leaks(
            in: [opening.title, body] + (blocks?.free.values.sorted() ?? []), to: audience.map(\.customer))
        own.override = override
        own.blocks = blocks
        try await perform(.ownIncident(own), id: command, by: actor, at: now)
    }

    private static func everybody(_ fleet: Fleet) -> [AudienceMember] {
        Set(fleet.installations.map(\.customer)).sorted().map {
            AudienceMember(
                customer: $0, reason: "nobody knows yet who is affected", foundBy: .always, maybe: true)
        }
    }
}
