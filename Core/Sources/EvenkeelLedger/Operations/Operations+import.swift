public import EvenkeelDomain

extension Operations {
    /// Takes in a fleet: all of it or nothing, and the same fleet twice changes nothing the second time.
    ///
    /// A version that differs from the one known becomes a fact of source `import`. A contact that is known already
    /// keeps what is known of it, since a fleet table has only addresses.
    public func importFleet(_ fleet: Fleet, dryRun: Bool, at now: Timestamp) async throws(OperationError) -> FleetImport
    {
        let known = try await rows(image.current)
        let sites = fleet.installations.filter { known[$0.id] != $0 }
        let customers = fleet.customers.values.filter { known.customers[$0.id] != $0 }.sorted { $0.id < $1.id }
        let addresses = Set(known.contacts.values.joined().map(\.id))
        let contacts = fleet.contacts.values.joined().filter { !addresses.contains($0.id) }.sorted { $0.id < $1.id }
        let facts = sites.compactMap { site -> RowChange? in
            guard let version = site.version, known[site.id]?.version != version else { return nil }
            return .recordVersion(site.id, VersionFact(version: version, source: .import, at: now))
        }
        if !dryRun {
            try await write([.putCustomers(customers), .putContacts(contacts), .putInstallations(sites)] + facts)
        }
        return FleetImport(
            installations: fleet.installations.count, customers: fleet.customers.count,
            contacts: fleet.contacts.values.reduce(0) { $0 + $1.count }, changed: sites.count)
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
