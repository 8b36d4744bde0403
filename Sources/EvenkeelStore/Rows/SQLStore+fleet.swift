public import EvenkeelDomain
public import EvenkeelLedger

extension SQLStore {
    public func fleetChanges(since version: Int) async throws(Failure) -> FleetChanges {
        let rows = try await driver.read { transaction throws(Failure) in
            let contacts = try transaction.query(FleetSQL.contacts, [.number(version)])
            return (
                version: try Self.fleetVersion(transaction),
                customers: try transaction.query(FleetSQL.customers, [.number(version)]), contacts: contacts,
                standing: try Standing(transaction, ofSome: !contacts.isEmpty),
                installations: try transaction.query(FleetSQL.installations, [.number(version)])
            )
        }
        var changes = FleetChanges(version: rows.version)
        changes.customers.reserveCapacity(rows.customers.count)
        for row in rows.customers {
            changes.customers.append(try StoredJSON.value(of: try row.text(0), what: "a customer"))
        }
        changes.contacts.reserveCapacity(rows.contacts.count)
        for row in rows.contacts {
            var contact = try StoredJSON.value(Contact.self, of: try row.text(0), what: "a contact")
            contact.choice = rows.standing.choices[contact.email.folded]
            contact.quarantine = rows.standing.quarantines[contact.email.folded]
            changes.contacts.append(contact)
        }
        changes.installations.reserveCapacity(rows.installations.count)
        for row in rows.installations {
            var installation = try StoredJSON.value(Installation.self, of: try row.text(1), what: "an installation")
            installation.version = try Self.version(row.optionalText(0))
            changes.installations.append(installation)
        }
        return changes
    }

    /// What the owners of addresses chose, and which of them take no mail: short rows, read as a whole.
    private struct Standing {
        var choices: [String: MessageChoice] = [:]
        var quarantines: [String: Quarantine] = [:]

        init(_ transaction: any SQLTransaction, ofSome: Bool) throws(Failure) {
            guard ofSome else { return }
            for row in try transaction.query(RecipientSQL.choices, []) {
                choices[try row.text(0)] = try SQLStore.choice(row)
            }
            for row in try transaction.query(RecipientSQL.quarantines, []) {
                quarantines[try row.text(0)] = Quarantine(since: try row.time(1), reason: try row.text(2))
            }
        }
    }

    public func fleetVersion() async throws(Failure) -> Int {
        try await driver.read { transaction throws(Failure) in try Self.fleetVersion(transaction) }
    }

    static func fleetVersion(_ transaction: any SQLTransaction) throws(Failure) -> Int {
        try transaction.query(FleetSQL.version, []).first?.number(0) ?? 0
    }

    public func versionsRun(since began: Timestamp) async throws(Failure) -> [InstallationID: [Version]] {
        let rows = try await driver.read { transaction throws(Failure) in
            try transaction.query(FleetSQL.versionsSince, [.time(began)])
        }
        var versions: [InstallationID: [Version]] = [:]
        for row in rows {
            guard let version = try Self.version(row.text(1)) else { continue }
            versions[try row.id(0), default: []].append(version)
        }
        return versions
    }

    public func installationsThatRan(
        _ version: Version, product: String
    ) async throws(Failure) -> [InstallationID: Timestamp] {
        try await driver.read { transaction throws(Failure) in
            var began: [InstallationID: Timestamp] = [:]
            for row in try transaction.query(FleetSQL.versionsOfProduct, [.text(product)]) {
                // `5.2` and `5.2.0` are one version; only `Version` knows that.
                let text = try row.text(0)
                guard Version(text) == version else { continue }
                for row in try transaction.query(FleetSQL.ran, [.text(product), .text(text)]) {
                    let at = try row.time(1)
                    began[try row.id(0)] = min(at, began[try row.id(0)] ?? at)
                }
            }
            return began
        }
    }

    public func versionFacts(
        _ sites: [InstallationID]
    ) async throws(Failure) -> [InstallationID: VersionFact] {
        try await driver.read { transaction throws(Failure) in
            var facts: [InstallationID: VersionFact] = [:]
            for chunk in sites.chunks(of: OutcomeSQL.chunk) {
                guard let filler = chunk.first else { continue }
                var values = chunk.map { SQLValue.id($0) }
                while values.count < OutcomeSQL.chunk { values.append(.id(filler)) }
                // In the order of their times, so that the newest is left.
                for row in try transaction.query(FleetSQL.newestFacts, values) {
                    facts[try row.id(0)] = try Self.fact(row, from: 1)
                }
            }
            return facts
        }
    }

    public func versionHistories(
        _ sites: [InstallationID]
    ) async throws(Failure) -> [InstallationID: [VersionFact]] {
        // Each once, so that no history is read twice.
        let asked = Set(sites).sorted()
        return try await driver.read { transaction throws(Failure) in
            var histories: [InstallationID: [VersionFact]] = [:]
            for row in try Self.rows(FleetSQL.histories, after: [], among: asked.map { .id($0) }, transaction) {
                histories[try row.id(0), default: []].append(try Self.fact(row, from: 1))
            }
            return histories
        }
    }

    /// Oldest first.
    static func history(
        of site: InstallationID, _ transaction: any SQLTransaction
    ) throws(Failure) -> [VersionFact] {
        var facts: [VersionFact] = []
        for row in try transaction.query(FleetSQL.history, [.id(site)]) { facts.append(try fact(row, from: 0)) }
        return facts
    }

    private static func fact(_ row: SQLRow, from column: Int) throws(Failure) -> VersionFact {
        let text = try row.text(column)
        guard let version = Version(text) else { throw .damaged("a stored row has the version \(text)") }
        return VersionFact(version: version, source: try row.member(column + 1), at: try row.time(column + 2))
    }

    static func version(_ text: String?) throws(Failure) -> Version? {
        guard let text else { return nil }
        guard let version = Version(text) else { throw .damaged("a stored row has the version \(text)") }
        return version
    }
}

extension RowWriter {
    func put(_ customers: [Customer]) throws(Failure) -> Int {
        let version = try nextFleetVersion()
        var lists: [[SQLValue]] = []
        for customer in customers {
            lists.append([.id(customer.id), .text(try StoredJSON.text(of: customer)), version])
        }
        return try raisingFleetVersion(try each(FleetSQL.putCustomer, lists))
    }

    func put(_ contacts: [Contact]) throws(Failure) -> Int {
        let version = try nextFleetVersion()
        var lists: [[SQLValue]] = []
        for contact in contacts {
            lists.append([
                .id(contact.id), .id(contact.customer), .text(try StoredJSON.text(of: contact.asImported)),
                .text(contact.email.folded), version,
            ])
        }
        return try raisingFleetVersion(try each(FleetSQL.putContact, lists))
    }

    func put(_ installations: [Installation]) throws(Failure) -> Int {
        let version = try nextFleetVersion()
        var changed = 0
        for installation in installations {
            var facts = installation
            facts.version = nil  // has its own column, which `recordVersion` changes
            changed += try transaction.execute(
                FleetSQL.putInstallation,
                [
                    .id(installation.id), .id(installation.customer), .text(installation.product),
                    .text(installation.version?.description), .text(try StoredJSON.text(of: facts)), version,
                ])
            guard let version = installation.version else { continue }
            _ = try transaction.execute(
                FleetSQL.noteImport,
                [.id(installation.id), .text(installation.product ?? ""), .text(version.description)])
        }
        return try raisingFleetVersion(changed)
    }

    /// The version that rows get which change now; nobody else gets it meanwhile.
    private func nextFleetVersion() throws(Failure) -> SQLValue {
        _ = try transaction.execute(FleetSQL.beginVersion, [])
        return .number(try SQLStore.fleetVersion(transaction) + 1)
    }

    /// A fact that is known already changes nothing, and one that is older than another only adds to the history: a
    /// change that is repeated after a crash must not undo what came after it.
    func record(_ fact: VersionFact, at installation: InstallationID) throws(Failure) -> Int {
        guard let row = try transaction.query(FleetSQL.product, [.id(installation)]).first else { return 0 }
        let product = try row.optionalText(0) ?? ""
        let version = SQLValue.text(fact.version.description)
        let noted = try transaction.execute(
            FleetSQL.noteFact,
            [.id(installation), .text(product), version, .text(fact.source.rawValue), .time(fact.at)])
        guard noted > 0 else { return 0 }
        // Raised first: the row takes the version that stands.
        _ = try raisingFleetVersion(1)
        _ = try transaction.execute(FleetSQL.setVersion, [.id(installation), version, .time(fact.at)])
        return 1
    }

    /// The version before runs again, where anybody knows which that was.
    func recordVersionBefore(_ outcome: Outcome) throws(Failure) {
        let history = try SQLStore.history(of: outcome.installation, transaction)
        guard let version = history.version(before: outcome.release, until: outcome.at) else { return }
        _ = try record(VersionFact(version: version, source: .executor, at: outcome.at), at: outcome.installation)
    }

    func raisingFleetVersion(_ changed: Int) throws(Failure) -> Int {
        if changed > 0 { _ = try transaction.execute(FleetSQL.raiseVersion, []) }
        return changed
    }
}
