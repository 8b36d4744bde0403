/// What an import did, or with a dry run would have done.
public struct FleetImport: Hashable, Sendable {
    public var installations: Int
    public var customers: Int
    public var contacts: Int
    /// Installations that are new or differ from what was known.
    public var changed: Int

    public init(installations: Int, customers: Int, contacts: Int, changed: Int) {
        self.installations = installations
        self.customers = customers
        self.contacts = contacts
        self.changed = changed
    }
}
