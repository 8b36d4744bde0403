/// What an import did, or with a dry run would have done.
public struct FleetImport: Hashable, Sendable {
    public var installations: Int
    public var customers: Int
    public var contacts: Int
    /// Installations that are new or differ from what was known.
    public var changed: Int
    /// Versions the file gives and somebody who was there has contradicted.
    public var contradictions: [VersionContradiction]

    public init(
        installations: Int, customers: Int, contacts: Int, changed: Int, contradictions: [VersionContradiction] = []
    ) {
        self.installations = installations
        self.customers = customers
        self.contacts = contacts
        self.changed = changed
        self.contradictions = contradictions
    }
}
