public import EvenkeelDomain

extension Operations {
    /// Takes in a fleet: all of it or nothing, and the same fleet twice changes nothing the second time.
    ///
    /// A version that differs from the one known becomes a fact of source `import`, unless somebody who was there has
    /// confirmed the one known: that is not overridden, and listed as a contradiction. A contact that is known already
    /// keeps what is known of it, since a fleet table has only addresses.
    ///
    /// - Parameter authoritative: true if the file's word on versions goes before anybody's.
    public func importFleet(
        _ fleet: Fleet, dryRun: Bool, authoritative: Bool = false, at now: Timestamp
    ) async throws(OperationError) -> FleetImport {
        let known = try await rows(image.current)
        let differing = fleet.installations.filter { site in
            guard let version = site.version, let before = known[site.id]?.version else { return false }
            return version != before
        }
        let confirmed = try await rows { () async throws(Failure) in
            try await store.versionFacts(differing.map(\.id)).filter { $0.value.source != .import }
        }
        var contradictions: [VersionContradiction] = []
        var facts: [InstallationID: VersionFact] = [:]
        for site in differing {
            guard let version = site.version else { continue }
            // What is known of another product contradicts nothing.
            if let fact = confirmed[site.id], known[site.id]?.product == site.product {
                contradictions.append(VersionContradiction(installation: site.id, known: fact, given: version))
                guard authoritative else { continue }
            }
            facts[site.id] = VersionFact(version: version, source: .import, at: now)
        }
        let sites = fleet.installations.filter { site in
            var site = site
            if let before = known[site.id] { site.version = facts[site.id]?.version ?? before.version ?? site.version }
            return known[site.id] != site
        }
        let rows = sites.map { site in
            var site = site
            // The store would take the file's word for a version that nobody recorded.
            if let before = known[site.id], before.product == site.product {
                site.version = before.version ?? site.version
            }
            return site
        }
        let customers = fleet.customers.values.filter { known.customers[$0.id] != $0 }.sorted { $0.id < $1.id }
        let addresses = Set(known.contacts.values.joined().map(\.id))
        let contacts = fleet.contacts.values.joined().filter { !addresses.contains($0.id) }.sorted { $0.id < $1.id }
        if !dryRun {
            let recorded = facts.sorted { $0.key < $1.key }.map { RowChange.recordVersion($0.key, $0.value) }
            try await write([.putCustomers(customers), .putContacts(contacts), .putInstallations(rows)] + recorded)
            try await markUnplanned(facts)
        }
        return FleetImport(
            installations: fleet.installations.count, customers: fleet.customers.count,
            contacts: fleet.contacts.values.reduce(0) { $0 + $1.count }, changed: sites.count,
            contradictions: contradictions.sorted { $0.installation < $1.installation })
    }

    /// Takes in people to be told, each in the place of what was known of the same address.
    public func importContacts(
        _ contacts: [Contact], dryRun: Bool, at now: Timestamp
    ) async throws(OperationError) -> FleetImport {
        let known = try await rows(image.current)
        let old = Set(known.contacts.values.joined())
        let new = contacts.filter { !old.contains($0) }
        if !dryRun { try await write([.putContacts(new)]) }
        return FleetImport(
            installations: 0, customers: Set(contacts.map(\.customer)).count, contacts: contacts.count,
            changed: new.count)
    }

    private func write(_ changes: [RowChange]) async throws(OperationError) {
        try await rows { () async throws(Failure) in _ = try await store.change(changes) }
    }
}
