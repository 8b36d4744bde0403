public import EvenkeelDomain

extension Operations {
    /// Records that these customers work again, by hand: a work-around they accepted, a visit, a way back. Each of them
    /// is told how. Returns those it was news of; who is restored already or not in the audience is left out.
    public func restore(
        _ id: IncidentID, _ customers: [CustomerID], how: String, override: String? = nil, command: CommandID,
        by actor: String, at now: Timestamp
    ) async throws(OperationError) -> [CustomerID] {
        guard await ledger.read({ $0.incidents[id] != nil }) else { throw .refused(.unknownIncident(id)) }
        let how = how.trimmed
        guard !how.isEmpty else { throw .refused(.reasonMissing) }
        let audience = try await rows { () async throws(Failure) in try await store.audience(id) }
        let affected = Set(audience.filter { $0.state == .affected }.map(\.customer))
        let restored = affected.intersection(customers).sorted()
        let fleet = try await rows(image.current)
        let deliveries = deliveries(to: restored, fleet: fleet, at: now, priority: .incident, hears: \.hearsOfOutages) {
            .restored(id, $0)
        }
        let words = LeakCheck(leaks: try await leaks(in: [how], to: restored), override: override)
        try await perform(
            .restoreCustomers(id, restored, how: how, words: words, deliveries: deliveries), id: command, by: actor,
            at: now)
        return restored
    }

    /// The audience with those at whose sites what broke was still installed after the incident was owned: whatever was under way
    /// when its rollout stopped. Nil where there is nobody.
    ///
    /// Nothing else makes it grow by itself: a fact that changes later says nothing of what was so when it broke.
    func growth(
        of incident: Incident, known: [AudienceMember], fleet: Fleet
    ) async throws(OperationError) -> AudienceChange? {
        guard incident.mayGrow, let ownedAt = incident.ownedAt, case .rollout(let id, _) = incident.origin,
            let rollout = await ledger.read({ $0.rollouts[id] }), rollout.stopsInstalls
        else { return nil }
        let members = Set(known.map(\.customer))
        let late = Set(
            try await placements(id, wave: nil, in: [.installed]).filter { row in
                !members.contains(row.customer) && row.settledAt.map { ownedAt < $0 } ?? false
            }.map(\.customer))
        guard !late.isEmpty else { return nil }
        // A diagnosis has a predicate of its own.
        let concerned =
            if incident.diagnoses > 0, let concerns = incident.concerns {
                try await audience(concerns: concerns, since: incident.began)
            } else {
                try await audience(
                    origin: incident.origin, concerns: incident.concerns, since: incident.began, fleet: fleet)
            }
        let newcomers = concerned.filter { late.contains($0.customer) }
        guard !newcomers.isEmpty else { return nil }
        return AudienceChange(from: known, to: (known + newcomers).sorted { $0.customer < $1.customer })
    }

    /// Those of whom a fact says that it works again: a site of theirs that ran what broke runs another known version now,
    /// and none of theirs is broken still or runs nobody knows what.
    ///
    /// Whoever has no such site any more stays as they are: that a site went to somebody else, or that nobody knows what it
    /// runs, mends nothing. A person may know better.
    func repaired(
        _ incident: Incident, among customers: Set<CustomerID>, fleet: Fleet
    ) async throws(OperationError) -> [CustomerID] {
        guard case .rollout(let id, _) = incident.origin,
            let release = await ledger.read({ $0.rollouts[id]?.release })
        else { return try await fixed(incident, among: customers, fleet: fleet) }
        let ran = try await rows { () async throws(Failure) in
            try await store.installationsThatRan(release.version, product: release.product)
        }
        var open = Set(try await stillBroken(incident, among: customers, fleet: fleet).map(\.customer))
        var mended: Set<CustomerID> = []
        for site in fleet.installations where customers.contains(site.customer) && ran[site.id] != nil {
            if site.version == nil {
                open.insert(site.customer)
            } else if site.version != release.version {
                mended.insert(site.customer)
            }
        }
        return mended.subtracting(open).sorted()
    }

    /// The same of an incident that came of no rollout: a site of theirs runs a release that is said to fix it, and none of
    /// theirs that it may concern runs an older one.
    private func fixed(
        _ incident: Incident, among customers: Set<CustomerID>, fleet: Fleet
    ) async throws(OperationError) -> [CustomerID] {
        let fixes = await ledger.read { $0.releases.values.filter { $0.fixesIncident == incident.id } }
        func isFixed(_ site: Installation) -> Bool {
            guard let version = site.version else { return false }
            return fixes.contains { $0.product == site.product && $0.version <= version }
        }
        let mended = Set(fleet.installations.filter { customers.contains($0.customer) && isFixed($0) }.map(\.customer))
        guard !mended.isEmpty else { return [] }
        let open = try await stillBroken(incident, among: mended, fleet: fleet).filter { !isFixed($0) }
        return mended.subtracting(open.map(\.customer)).sorted()
    }
}
