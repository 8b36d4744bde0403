public import EvenkeelDomain

extension Operations {
    /// Takes a new diagnosis: whom it concerns is computed again over the history of facts. Those who join get the story
    /// so far, those whom the facts never matched hear that they were not affected after all, nobody else hears a word. That a
    /// fact changed meanwhile removes nobody.
    ///
    /// - Parameter isComplete: false where the evidence is cut short: then the audience is "at least these", and nobody
    ///   leaves it, since whoever is missing may be beyond the cut.
    @discardableResult
    public func diagnose(
        _ id: IncidentID, concerns: Predicate, why: String, isComplete: Bool = true, command: CommandID,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) -> AudienceChange {
        while true {
            try await rows(ledger.catchUp)
            let (known, basis) = await ledger.read { ($0.incidents[id], $0.position) }
            guard let incident = known else { throw .refused(.unknownIncident(id)) }
            let change = try await audienceChange(of: incident, concerns: concerns, isComplete: isComplete)
            let fleet = try await rows(image.current)
            var letters = stories(of: incident, to: change.joined, fleet, at: now)
            if incident.updates.contains(where: \.fannedOut) {
                letters += deliveries(to: change.left, fleet: fleet, at: now, hears: \.hearsOfOutages) {
                    .notAffected(id, $0)
                }
            }
            let diagnosis = Diagnosis(
                incident: id, concerns: concerns, why: why, isComplete: isComplete, change: change,
                criticality: AudienceRule.criticality(change.members, image: try await rows(image.columns)),
                deliveries: letters)
            do throws(OperationError) {
                try await perform(.diagnose(diagnosis), id: command, by: actor, at: now, basis: basis)
                return change
            } catch .failed(.headMoved) {
                continue
            }
        }
    }

    /// The story so far. It is their first word of it, and as urgent as it was to the others. None while the others have had
    /// none: who has joined by then is told with them.
    func stories(
        of incident: Incident, to customers: [CustomerID], _ fleet: Fleet, at now: Timestamp
    ) -> [Delivery] {
        guard let told = incident.updates.last(where: \.fannedOut)?.id else { return [] }
        return deliveries(
            to: customers, fleet: fleet, at: now, priority: DeliveryPriority(incident.impact), hears: \.hearsOfOutages
        ) { _ in .story(incident.id, told) }
    }

    /// Who would join and who would leave, were that the diagnosis.
    public func audienceChange(
        of incident: Incident, concerns: Predicate, isComplete: Bool
    ) async throws(OperationError) -> AudienceChange {
        let computed = try await audience(concerns: concerns, since: incident.began)
        let members = try await rows { () async throws(Failure) in try await store.audience(incident.id) }
        let named = Set(computed.map(\.customer))
        var staying = members.filter { !named.contains($0.customer) }
        if isComplete { staying = try await changed(staying, since: incident.began) }
        return AudienceChange(from: members, to: (computed + staying).sorted { $0.customer < $1.customer })
    }

    /// Those whom the predicate that told them matches no longer: a fact of theirs changed since, or they are gone.
    ///
    /// Facts but the version have no history, so that what these were when it broke is not known any more, and no predicate
    /// may say of them that they were not affected after all. The same predicate again rules out nobody, and nobody is ruled
    /// out of whom it is not known by what they were found.
    private func changed(
        _ members: [AudienceMember], since began: Timestamp
    ) async throws(OperationError) -> [AudienceMember] {
        var changed: [AudienceMember] = []
        for (predicate, theirs) in Dictionary(grouping: members, by: \.foundBy) {
            guard let predicate else {
                changed += theirs
                continue
            }
            let matched = Set(try await audience(concerns: predicate, since: began).map(\.customer))
            changed += theirs.filter { !matched.contains($0.customer) }
        }
        return changed
    }

    /// Whom a predicate concerned at any time since then.
    func audience(concerns: Predicate, since began: Timestamp) async throws(OperationError) -> [AudienceMember] {
        let versions = try await rows { () async throws(Failure) in try await store.versionsRun(since: began) }
        return AudienceRule.matching(concerns, image: try await rows(image.columns), versions: versions)
    }
}
