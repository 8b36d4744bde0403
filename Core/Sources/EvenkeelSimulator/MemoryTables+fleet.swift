import EvenkeelDomain
import EvenkeelLedger

extension MemoryTables {
    /// Rows that are put again unchanged raise no version.
    mutating func putFleetRows<Key: Hashable, Row: Equatable>(
        _ rows: [Row], in table: WritableKeyPath<MemoryTables, [Key: Row]>, by key: KeyPath<Row, Key>,
        noting versions: WritableKeyPath<ChangedRows, [Key: Int]>
    ) -> Int {
        var count = 0
        for row in rows where self[keyPath: table][row[keyPath: key]] != row {
            self[keyPath: table][row[keyPath: key]] = row
            changed[keyPath: versions][row[keyPath: key]] = fleetVersion + 1
            count += 1
        }
        if count > 0 { fleetVersion += 1 }
        return count
    }

    /// What changes of an address changes its contacts.
    mutating func touchContacts(of address: EmailAddress) {
        fleetVersion += 1
        for contact in contacts.values where contact.email.folded == address.folded {
            changed.contacts[contact.id] = fleetVersion
        }
    }

    func fleetChanges(since version: Int) -> FleetChanges {
        func news<Key: Hashable & Comparable, Row>(_ table: [Key: Row], _ versions: [Key: Int]) -> [Row] {
            versions.filter { $0.value > version }.keys.sorted().compactMap { table[$0] }
        }
        return FleetChanges(
            version: fleetVersion, installations: news(installations, changed.installations),
            customers: news(customers, changed.customers),
            contacts: news(contacts, changed.contacts).map(withStanding))
    }

    /// A version nobody has told of before is an import's word, as of the beginning of time.
    mutating func put(_ rows: [Installation]) -> Int {
        for row in rows {
            guard let version = row.version else { continue }
            let product = row.product ?? ""
            let isKnown = history[row.id, default: []].contains {
                $0.product == product && $0.fact.version == version
            }
            if isKnown { continue }
            let fact = VersionFact(version: version, source: .import, at: Timestamp(milliseconds: 0))
            history[row.id, default: []].append(HistoryLine(product: product, fact: fact))
        }
        // A version that is known is changed by `recordVersion` only, which says who says so.
        let kept = rows.map { row in
            var row = row
            row.version = installations[row.id]?.version ?? row.version
            return row
        }
        return putFleetRows(kept, in: \.installations, by: \.id, noting: \.installations)
    }

    /// The contact with what the owner of the address chose.
    func withStanding(_ contact: Contact) -> Contact {
        var contact = contact
        contact.choice = choices[contact.email.folded]
        contact.quarantine = quarantines[contact.email.folded]
        return contact
    }

    func versionsRun(since began: Timestamp) -> [InstallationID: [Version]] {
        history.compactMapValues { lines in
            guard lines.contains(where: { $0.fact.at > began }) else { return nil }
            let before = lines.map(\.fact).filter { $0.at <= began }.max { $0.at < $1.at }
            return lines.map(\.fact).filter { $0.at > began }.map(\.version) + (before.map { [$0.version] } ?? [])
        }
    }

    /// A fact that is known changes nothing; one that is older than another only adds to the history.
    mutating func record(_ fact: VersionFact, at installation: InstallationID) -> Int {
        guard let product = installations[installation].map({ $0.product ?? "" }) else { return 0 }
        let line = HistoryLine(product: product, fact: fact)
        let known = history[installation, default: []]
        if known.contains(line) { return 0 }
        history[installation, default: []].append(line)
        fleetVersion += 1
        guard !known.contains(where: { $0.fact.at > fact.at }) else { return 1 }
        installations[installation]?.version = fact.version
        changed.installations[installation] = fleetVersion
        return 1
    }

    /// Of the product the site runs, oldest first; of the same moment the one told last comes last.
    func versionHistory(_ site: InstallationID) -> [VersionFact] {
        let product = installations[site]?.product ?? ""
        let facts = history[site, default: []].filter { $0.product == product }.map(\.fact)
        return facts.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }
}
