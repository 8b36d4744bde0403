public import EvenkeelLedger

/// What an import did, or with a dry run would have done.
public struct ImportDocument: Codable, Hashable, Sendable {
    public var installations: Int
    public var customers: Int
    public var contacts: Int
    public var changed: Int
    public var dryRun: Bool

    public init(_ done: FleetImport, dryRun: Bool) {
        installations = done.installations
        customers = done.customers
        contacts = done.contacts
        changed = done.changed
        self.dryRun = dryRun
    }
}
